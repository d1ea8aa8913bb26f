"""The forms of words (lexicon/forms/<language>.yaml): one line for each word, `обмен: обмена обмену обменом`."""

from collections.abc import Iterable, Mapping
from typing import Any

from monitor.config.document import TOP, Document, Loc, Spot
from monitor.config.scalars import raw_column
from monitor.match import FormLists
from monitor.text import fold, word_spans

_WANTED = "Write the forms behind the word, with spaces between: `обмен: обмена обмену обменом`."


def read_forms(documents: Iterable[Document]) -> FormLists:
    """The folded forms by language and folded word; reports what is no list of forms."""
    return {_lang(document): _of_document(document) for document in documents if not document.broken}


def _lang(document: Document) -> str:
    name = document.name.rpartition("/")[2].removesuffix(".yaml")
    if not (name.isascii() and name.islower() and name.isalpha() and len(name) in (2, 3)):
        document.report(TOP, f"`{name}` is no language", "Name the file for a language, such as uk.yaml.")
    return name


def _of_document(document: Document) -> Mapping[str, tuple[str, ...]]:
    data = document.data if document.data is not None else {}
    if not isinstance(data, Mapping):
        document.report(TOP, "this is no list of words", _WANTED)
        return {}
    lists: dict[str, tuple[str, ...]] = {}
    for word, value in data.items():
        if document.is_refused((word,)):
            continue
        folded = _words(document, document.key_spot((word,)), str(word))
        if len(folded) > 1:
            document.report(document.key_spot((word,)), f"`{word}` is several words", "List each word by itself.")
        forms = _forms(document, (word,), value)
        if len(folded) == 1:
            lists[folded[0]] = (*lists.get(folded[0], ()), *forms)
    return lists


def _forms(document: Document, loc: Loc, value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(form for index, each in enumerate(value) for form in _forms(document, (*loc, index), each))
    if not isinstance(value, str):
        document.report(document.value_spot(loc), "forms of a word are wanted here", _WANTED)
        return ()
    return _words(document, document.value_spot(loc), value)


def _words(document: Document, spot: Spot, written: str) -> tuple[str, ...]:
    """The folded words of a text; reports the first thing in it that is no word."""
    folded = fold(written).text
    words = tuple(folded[start:end] for start, end in word_spans(folded))
    if " ".join(words) == folded.strip():
        return words
    wrong = next((part for part in written.split() if not _is_word(part)), written)
    if spot.raw is not None:
        spot = Spot(spot.line, spot.column + raw_column(spot.raw, written.find(wrong) + 1) - 1)
    document.report(spot, f"`{wrong}` is no single word", "Write letters only; a word with a hyphen is two words here.")
    return ()


def _is_word(written: str) -> bool:
    folded = fold(written).text
    return word_spans(folded) == [(0, len(folded))]
