"""The words of exchanges and negotiations (lexicon/<language>.yaml), one file a language."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from monitor.config.composer import compose
from monitor.config.document import TOP, Document, Loc
from monitor.extract import Lexicon, LexiconError, compile_lexicons, lexicons_on_demand, parse_lexicon
from monitor.model.fact import Extractor
from monitor.text.dates import date_tables
from monitor.text.numbers import number_tables

_CALENDAR = (("numbers", number_tables), ("ordinals", number_tables), ("dates", date_tables))


def read_lexicons(documents: Iterable[Document]) -> Extractor:
    """The extractor over all languages that could be read; reports what is wrong in the others. Their documents are not
    composed yet; of those that are sound only the text is left afterwards, for together they are large."""
    lexicons: dict[str, Lexicon] = {}
    for document in documents:
        if document.broken:
            continue
        compose(document)
        lexicon = None if document.problems else _lexicon(document)
        if lexicon is not None and not document.problems:
            lexicons[_lang(document)] = lexicon
            document.forget()
    return compile_lexicons(lexicons)


def sound_lexicons(documents: Iterable[Document]) -> Extractor:
    """The same where all documents are known to be sound: each is read when its language is first met."""
    return lexicons_on_demand({_lang(document): partial(_read, document) for document in documents})


def _lang(document: Document) -> str:
    return document.name.rpartition("/")[2].removesuffix(".yaml")


def _read(document: Document) -> Lexicon:
    compose(document)
    data = document.data
    document.forget()
    return parse_lexicon(data, sound=True)


def _lexicon(document: Document) -> Lexicon | None:
    data: Any = document.data
    if not isinstance(data, Mapping):
        document.report(TOP, "this is no lexicon", "Begin it with `language: …`; en.yaml shows the rest.")
        return None
    _check_calendar(document, data)
    try:
        return parse_lexicon(data)
    except LexiconError as error:
        for fault in error.faults:
            document.report(document.value_spot(_loc(fault.path)), fault.message, fault.mend)
        return None


def _check_calendar(document: Document, data: Mapping[str, Any]) -> None:
    for section, tables in _CALENDAR:
        if section not in data:
            continue
        try:
            tables({section: data[section]})
        except ValueError as error:
            document.report(document.key_spot((section,)), str(error), "See how the other languages write it.")


def _loc(path: str) -> Loc:
    return tuple(int(part) if part.isdecimal() else part for part in path.split("."))
