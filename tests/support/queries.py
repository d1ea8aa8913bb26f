"""Queries as plain data, written out as an operator would and evaluated in the plainest way there is."""

import re
from dataclasses import dataclass
from itertools import pairwise

from hypothesis import strategies as st

from monitor.text import fold

FORMS = {
    "ru": {"обмен": ("обмена", "обмену"), "плен": ("плена", "плену"), "человек": ("люди", "людей")},
    "en": {"swap": ("swaps", "swapped"), "go": ("went",)},
}
_WORD = re.compile(r"[^\W_]+")
_MOST = 20

Span = tuple[str, int, int]
"""A field and [start, end) in its folded text."""


@dataclass(frozen=True)
class Node:
    """`kind`: words, quoted, and, or, not, near, then, field, lang. Words are written with their signs."""

    kind: str
    words: tuple[str, ...] = ()
    parts: tuple["Node", ...] = ()
    name: str = ""
    distance: int = 0


def written(node: Node) -> str:
    parts = list(map(written, node.parts))
    return {
        "words": " ".join(node.words),
        "quoted": f'"{" ".join(node.words)}"',
        "and": f"({' AND '.join(parts)})",
        "or": f"({' OR '.join(parts)})",
        "not": f"NOT {''.join(parts)}",
        "near": f"({f' NEAR/{node.distance} '.join(parts)})",
        "then": f"({f' THEN/{node.distance} '.join(parts)})",
        "field": f"{node.name}:{''.join(parts)}",
        "lang": f"lang:{node.name}",
    }[node.kind]


@dataclass(frozen=True)
class Item:
    title: str
    text: str
    lang: str | None

    def folded(self, name: str) -> str:
        return fold(self.title if name == "title" else self.text).text


def holds(node: Node, item: Item, field: str = "", *, negated: bool = False) -> list[Span] | None:
    """Where a query holds, None where it does not; negation shows nothing."""
    match node.kind:
        case "and" | "or":
            parts = [holds(part, item, field, negated=negated) for part in node.parts]
            enough = None not in parts if (node.kind == "and") is not negated else any(p is not None for p in parts)
            return [span for part in parts for span in part or ()] if enough else None
        case "not":
            return holds(node.parts[0], item, field, negated=not negated)
        case "field":
            return holds(node.parts[0], item, node.name, negated=negated)
        case "lang":
            return [] if item.lang is None or (item.lang == node.name) is not negated else None
        case _:
            found = [span for name in ("title", "text") if field in ("", name) for span in _spans(node, item, name)]
            if negated:
                return None if found else []
            return found[:_MOST] or None


def _spans(node: Node, item: Item, name: str) -> list[Span]:
    text = item.folded(name)
    words = list(_WORD.finditer(text))
    return [(name, words[first].start(), words[last].end()) for first, last in sorted(_runs(node, text, words))]


def _runs(node: Node, text: str, words: list[re.Match[str]]) -> set[tuple[int, int]]:
    if node.kind == "or":
        return {run for part in node.parts for run in _runs(part, text, words)}
    if node.kind in ("near", "then"):
        one, other = (_runs(part, text, words) for part in node.parts)
        runs = {(a[0], b[1]) for a in one for b in other if 0 < b[0] - a[1] <= node.distance + 1}
        if node.kind == "near":
            runs |= {(b[0], a[1]) for a in one for b in other if 0 < a[0] - b[1] <= node.distance + 1}
        return runs
    runs = set()
    for first in range(len(words) - len(node.words) + 1):
        group = words[first : first + len(node.words)]
        gaps = {text[a.end() : b.start()] for a, b in pairwise(group)}
        exactly = node.kind == "quoted"
        if gaps <= {" ", "-"} and all(
            _accepts(one, two.group(), exactly) for one, two in zip(node.words, group, strict=True)
        ):
            runs.add((first, first + len(node.words) - 1))
    return runs


def _accepts(word: str, found: str, exactly: bool) -> bool:
    if word.endswith("*"):
        return found.startswith(word[:-1])
    if exactly or word.startswith("="):
        return found == word.removeprefix("=")
    return found == word or any(found in forms.get(word, ()) for forms in FORMS.values())


_TERMS = st.sampled_from(
    ["обмен", "обмена", "плен*", "обмен*", "=плен", "плен", "на", "1000", "swap", "go", "человек", "з"]
)
_PLAIN = st.sampled_from(["обмен", "плена", "обмен*", "на", "swap"])
_PHRASES = st.one_of(
    st.lists(_TERMS, min_size=1, max_size=2).map(lambda words: Node("words", tuple(words))),
    st.lists(_PLAIN, min_size=1, max_size=2).map(lambda words: Node("quoted", tuple(words))),
)


def _wordings(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    pair = st.tuples(children, children)
    return st.one_of(
        pair.map(lambda parts: Node("or", parts=parts)),
        st.tuples(st.sampled_from(["near", "then"]), pair, st.integers(0, 3)).map(
            lambda made: Node(made[0], parts=made[1], distance=made[2])
        ),
    )


_WORDINGS = st.recursive(_PHRASES, _wordings, max_leaves=4)
_LEAVES = st.one_of(
    _WORDINGS,
    _WORDINGS,
    st.tuples(st.sampled_from(["title", "text"]), _WORDINGS).map(
        lambda made: Node("field", parts=made[1:], name=made[0])
    ),
    st.sampled_from(["ru", "uk"]).map(lambda name: Node("lang", name=name)),
)


def _combined(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(children, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        several.map(lambda parts: Node("and", parts=parts)),
        several.map(lambda parts: Node("or", parts=parts)),
        children.map(lambda part: Node("not", parts=(part,))),
    )


QUERIES = st.recursive(_LEAVES, _combined, max_leaves=5)
_PIECES = [
    "обмен",
    "Обме\u0301на",
    "плен",
    "плену",
    "пленных",
    "на",
    "1000",
    "SWAP",
    "swaps",
    "went",
    "людей",
    "з",
    "oбмен",
    "x",
]
TEXTS = st.lists(st.sampled_from([*_PIECES, " ", " ", "  ", "\u00a0", "-", ", ", ". "]), max_size=18).map("".join)
ITEMS = st.builds(Item, TEXTS, TEXTS, st.sampled_from([None, "ru", "uk"]))
