"""Keywords under what keyboards, editors and content systems do to texts: 14 keywords, 20 corruptions each."""

from collections.abc import Callable
from unicodedata import normalize

import pytest

from tests.support.rules import keyword, matcher, rule

KEYWORDS = {
    "обмен пленными": "Состоялся обмен пленными на границе",
    "военнопленные": "Домой едут военнопленные, среди них раненые",
    "второй этап": "Завершён второй этап передачи",
    "раунд переговоров": "Третий раунд переговоров намечен в Стамбуле",
    "ещё один": "Готовится ещё один обмен",
    "обмін полоненими": "Відбувся обмін полоненими у п'ятницю",
    "в'язні": "Додому повернулися в'язні сумління",
    "міністэрства абароны": "Пра гэта паведаміла міністэрства абароны краіны",
    "prisoner exchange": "The prisoner exchange took place at noon",
    "istanbul": "Delegations met in Istanbul again",
    "ateşkes görüşmeleri": "Yeni ateşkes görüşmeleri yarın başlıyor",
    "échange de prisonniers": "Un nouvel échange de prisonniers a eu lieu",
    "تبادل الأسرى": "أعلن الطرفان عن تبادل الأسرى اليوم",
    "חילופי שבויים": "הצדדים השלימו חילופי שבויים הלילה",
}
"""A keyword, and a text that has it."""

_TWINS = str.maketrans("асеорхуіАСЕОРХУІ", "aceopxyiACEOPXYI")
_CYRILLIC_ONLY = set("бвгджзийклмнптфцчшщъыьэюяєїґў")
_WIDE = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
_POINTS = {"Arabic": "\u064e", "Hebrew": "\u05b7"}


def _within_words(text: str, mark: str) -> str:
    """The mark behind the second letter of each word."""
    return " ".join(word[:2] + mark + word[2:] if len(word) > 2 else word for word in text.split(" "))


def _stressed(text: str) -> str:
    return "".join(one + "\u0301" if one in "аеиоуыэюяіў" else one for one in text)


def _look_alikes(text: str) -> str:
    """Latin letters in Cyrillic words, as far as another letter tells what the word is."""
    words = text.split(" ")
    return " ".join(
        word.translate(_TWINS) if _CYRILLIC_ONLY & set(word.lower()) and "ё" not in word.lower() else word
        for word in words
    )


def _points(text: str) -> str:
    """Harakat or Hebrew points behind every letter that may have them."""
    pointed = text
    for first, last, mark in (("\u0621", "\u064a", _POINTS["Arabic"]), ("\u05d0", "\u05ea", _POINTS["Hebrew"])):
        pointed = "".join(one + mark if first <= one <= last else one for one in pointed)
    return pointed


def _stretched(text: str) -> str:
    """Tatweel between Arabic letters; a long s elsewhere is left alone."""
    return "".join(one + "\u0640" if "\u0628" <= one <= "\u064a" else one for one in text)


CORRUPTIONS: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "thin spaces": lambda text: text.replace(" ", "\u2009"),
    "double spaces": lambda text: text.replace(" ", "  "),
    "line breaks": lambda text: text.replace(" ", "\r\n"),
    "tabs and ideographic spaces": lambda text: text.replace(" ", "\t\u3000"),
    "soft hyphens": lambda text: _within_words(text, "\u00ad"),
    "zero-width spaces": lambda text: _within_words(text, "\u200b"),
    "word joiners": lambda text: _within_words(text, "\u2060\ufeff"),
    "direction marks": lambda text: "\u202b" + _within_words(text, "\u200e\u200f") + "\u202c",
    "stress": _stressed,
    "decomposed": lambda text: normalize("NFD", text),
    "variation selectors": lambda text: _within_words(text, "\ufe0f"),
    "capitals": lambda text: text.replace("i", "İ").upper() if "ş" in text else text.upper(),
    "full width": lambda text: "".join(_WIDE.get(one, one) for one in text),
    "look-alikes": _look_alikes,
    "curly apostrophes": lambda text: text.replace("'", "’"),
    "modifier apostrophes": lambda text: text.replace("'", "\u02bc"),
    "е for ё, points and harakat": lambda text: _points(text.replace("ё", "е")),
    "stretched, İ": lambda text: _stretched(text.replace("Istanbul", "İstanbul")),
}


@pytest.mark.parametrize("corruption", CORRUPTIONS)
@pytest.mark.parametrize("word", KEYWORDS)
def test_a_keyword_is_found_and_shown_as_it_stands(word: str, corruption: str) -> None:
    text = CORRUPTIONS[corruption](KEYWORDS[word])
    (match,) = matcher(rule(any=[keyword(word)])).match("", text)
    (span,) = match.spans
    assert text[span.start : span.end] == span.text


def test_there_are_280_cases_and_the_corruptions_differ() -> None:
    assert len(KEYWORDS) * len(CORRUPTIONS) == 280
    made = {name: tuple(map(corrupt, KEYWORDS.values())) for name, corrupt in CORRUPTIONS.items()}
    assert len(set(made.values())) == len(CORRUPTIONS)
