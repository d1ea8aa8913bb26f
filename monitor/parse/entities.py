"""Entities that a document declares for itself: a few are normal, and a few lines of them can stand for gigabytes."""

import re
from collections import Counter
from collections.abc import Mapping
from html.entities import html5

from monitor.errors import ParseError

_DECLARATION = re.compile(r"""<!ENTITY\s+([^\s%"'<>]{1,100})\s+(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = re.compile(r"&([^\s&;#<>\"']{1,100});")
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_LONGEST = 1_000_000  # characters that declared entities may add to a document
_DEEPEST = 16


def refuse_bombs(text: str) -> None:
    """ParseError `entity_bomb` where the document's own entities, written out, would add a million characters to it.

    What is declared elsewhere is not counted: it is never fetched.
    """
    if "<!ENTITY" not in text:
        return
    declared = {match[1]: match[2] or match[3] or "" for match in _DECLARATION.finditer(text)}
    inside = {name: Counter(_REFERENCE.findall(value)) for name, value in declared.items()}
    everywhere = Counter(_REFERENCE.findall(text))
    grown = {name: len(value) for name, value in declared.items()}
    for _ in range(_DEEPEST):
        if _written_out(everywhere, grown) > _LONGEST:
            break
        deeper = {name: len(declared[name]) + _written_out(inside[name], grown) for name in declared}
        if deeper == grown:
            return
        grown = deeper
    raise ParseError("entity_bomb", f"the document declares {len(declared)} entities that would make it grow too far")


def _written_out(references: Mapping[str, int], sizes: Mapping[str, int]) -> int:
    return sum(times * sizes[name] for name, times in references.items() if name in sizes)


def with_plain_entities(text: str) -> str:
    """The document with characters for the entities that its DOCTYPE declares as plain text, and for those of HTML that
    it leaves to a DTD elsewhere: nobody fetches that, and a parser passes over what only it could declare."""
    if "<!DOCTYPE" not in text:
        return text
    declared = {match[1]: match[2] or match[3] or "" for match in _DECLARATION.finditer(text)}
    plain = {name: value for name, value in declared.items() if not {"<", "&", "%"} & set(value)}

    def written_out(reference: re.Match[str]) -> str:
        name = reference[1]
        if name in _OF_XML or (name in declared and name not in plain):
            return reference[0]
        return plain.get(name) or html5.get(f"{name};", reference[0])

    return _NAMED.sub(written_out, text)
