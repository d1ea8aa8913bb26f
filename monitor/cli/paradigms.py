"""The forms of words, from dictionaries that only this tool needs, and from endings where there is no dictionary.

Forms that do not exist are harmless, for no text has them; forms of another word are not. People review the lists.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any

from monitor.errors import UsageError

LANGUAGES = ("be", "de", "en", "fr", "pl", "ru", "tr", "uk")

Paradigms = dict[str, set[str]]
"""Forms by word, both as dictionaries write them."""


def paradigms(lang: str, words: Iterable[str], own: Collection[str] = ()) -> Paradigms:
    """The forms of those words that the language has as dictionary forms. UsageError where a package is missing.

    Of the words that are said to be the language's `own`, those that no dictionary has are inflected by their endings.
    """
    wanted = set(words)
    own = {word for word in own if word in wanted and _is_cyrillic(word)}
    if lang == "be":
        return _from_endings(own, BELARUSIAN)
    if lang == "ru":
        return _from_pymorphy(wanted, own)
    found = _from_simplemma(lang, wanted)
    return found | _from_endings(own - set(found), UKRAINIAN) if lang == "uk" else found


def _package(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise UsageError(f"{name} is not installed: pip install 'parley-monitor[lexicon]'") from error


# Russian

_UNWANTED_TAGS = ("PRTF", "COMP", "Supr", "Erro", "Arch", "Infr")
_PARTICIPLE = "PRTF"


def _from_pymorphy(words: set[str], own: Collection[str]) -> Paradigms:
    analyzer = _package("pymorphy3").MorphAnalyzer(lang="ru")
    found = {word: _russian_forms(analyzer, word, guess=word in own) for word in words if _is_cyrillic(word)}
    return {word: forms for word, forms in found.items() if forms}


def _russian_forms(analyzer: Any, word: str, *, guess: bool) -> set[str]:
    """Of verbs the finite forms and short participles; a long participle is a word of its own."""
    forms: set[str] = set()
    for parse in analyzer.parse(word):
        if not (parse.is_known or guess) or _unaccented(parse.word) != word:
            continue
        if _unaccented(parse.normal_form) == word:
            forms |= {each.word for each in parse.lexeme if not any(tag in each.tag for tag in _UNWANTED_TAGS)}
        elif {_PARTICIPLE, "nomn", "masc"} in parse.tag:
            kind = {parse.tag.voice, parse.tag.tense}
            forms |= {each.word for each in parse.lexeme if kind | {_PARTICIPLE} in each.tag}
    return forms


def _unaccented(word: str) -> str:
    return word.replace("ё", "е")


def _is_cyrillic(word: str) -> bool:
    return bool(re.fullmatch("[Ѐ-ӿ']+", word))


# What simplemma's dictionaries know: each form with its dictionary form, read backwards

_OTHER_SPELLINGS = str.maketrans({"ı": "i", "’": "'", "ʼ": "'"})
_TURKISH_NOUN = re.compile(
    r"(?:l[ae]r)?(?:[ıiuü]m[ıiuü]z|[ıiuü]n[ıiuü]z|[ıiuü]m|s?[ıiuü])?"
    r"(?:n?[ıiuü]n|[yn]?[ıiuü]|[yn]?[ae]|n?[dt][ae](?:n|ki)?|y?l[ae])?"
)


def _from_simplemma(lang: str, words: set[str]) -> Paradigms:
    factory = _package("simplemma.strategies.dictionaries.dictionary_factory").DefaultDictionaryFactory()
    found: Paradigms = {}
    for form, lemma in factory.get_dictionary(lang).items():
        word = lemma.casefold().translate(_OTHER_SPELLINGS)
        if word in words and _belongs(lang, word, form):
            found.setdefault(word, set()).add(form)
    return found


def _belongs(lang: str, word: str, form: str) -> bool:
    """Turkish lists hold what is derived from a word too (müzakereci); what follows an apostrophe is no part of it."""
    if lang != "tr":
        return True
    written = form.casefold().translate(_OTHER_SPELLINGS)
    stem = word if written.startswith(word) else word[:-1]
    return written.startswith(stem) and bool(_TURKISH_NOUN.fullmatch(written[len(stem) + (stem != word) :]))


# Endings, for languages without a good dictionary: what can stand in place of the longest ending that a word has; `-`
# is nothing. The tables err on the side of too many.

Endings = Mapping[str, str]

_HARD_ADJECTIVE = "ага ога аму ому ым ая ай ой аю ую ое ае ыя ых ымі"
_SOFT_ADJECTIVE = "ага ога яга аму ому яму ім ая яя ай ой яй ую юю ое ае яе ія іх імі"
BELARUSIAN: Endings = {
    "нне": "нне ння нню ннем нні нняў нням ннямі ннях",
    "сць": "сць сці сцю сцей сцяў сцям сцямі сцях",
    "нуцца": "нуцца нуўся нулася нулося нуліся нецца нуцца",
    "цца": "цца ўся лася лося ліся ецца юцца іцца яцца",
    "нуць": "нуць нуў нула нуло нулі не нем нуць нуты нута нутыя нутых",
    "іць": "іць іў іла іло ілі іць ім яць ены ена ена еныя еных ены",
    "яць": "яць яў яла яло ялі яе яем яюць яны яна яны яныя яных",
    "аць": "аць аў ала ало алі ае аем аюць аны ана аныя аных",
    "ія": "ія іі ію іяй іяю ій іяў іям іямі іях",
    "ыя": "ыя ыі ыю ыяй ыяю ый ыяў ыям ыямі ыях",
    "я": "я і ю яй яю е яў ям ямі ях ь й",
    "вы": f"вы ваў вам вамі вах ў в{_HARD_ADJECTIVE.replace(' ', ' в')}",
    "ы": f"ы аў оў ам амі ах {_HARD_ADJECTIVE}",
    "і": f"і аў оў ам амі ах {_SOFT_ADJECTIVE}",
    "ка": "ка кі ку цы кай каю ак кам камі ках",
    "га": "га гі гу зе гай гаю г гам гамі гах",
    "да": "да ды ду дзе дай даю д дам дамі дах",
    "та": "та ты ту це тай таю т там тамі тах",
    "ва": "ва вы ву ве вай ваю ў вам вамі вах",
    "ца": "ца цы цу цам цу цаў цамі цах",
    "а": "а ы і у е ай аю аў ам амі ах -",
    "ў": "ў ва ву вам вом ве вы ваў воў вамі вах",
    "": "- а у ам ом е ы і аў оў амі ах",
}
_UKRAINIAN_ADJECTIVE = "ий ого ому им ім а ої ій у ою е і их ими"
UKRAINIAN: Endings = {
    "ння": "ння нню нням нні нь нням ннями ннях",
    "ість": "ість ості істю остей остям остями остях",
    "ити": "ити ив ила ило или ить ять имо ено ений ена ене ені еного еному еним ених еними ену ену еної ений",
    "ати": "ати ав ала ало али ає ають аємо ано аний ана ане ані аного аному аним аних аними ану аної",
    "ий": _UKRAINIAN_ADJECTIVE,
    "ія": "ія ії ію ією ій іям іями іях",
    "ка": "ка ки ку ці кою ок кам ками ках",
    "га": "га ги гу зі гою г гам гами гах",
    "а": "а и у і ою ам ами ах -",
    "о": "о а у ом і ам ами ах -",
    "и": "и ів ам ами ах",
    "": "- а у ом ові і и ів ам ами ах",
}


def _from_endings(words: set[str], endings: Endings) -> Paradigms:
    return {word: set(_with_endings(word, endings)) for word in words if _is_cyrillic(word)}


def _with_endings(word: str, endings: Endings) -> Iterator[str]:
    ending = max((ending for ending in endings if word.endswith(ending)), key=len)
    stem = word.removesuffix(ending)
    for other in endings[ending].split():
        yield stem + other.removeprefix("-")
