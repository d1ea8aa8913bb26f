"""How explanations put things: lists that stay short, and queries as operators write them."""

from collections.abc import Iterable

from monitor.match.phrase import Phrase, Term
from monitor.match.query import Alternatives, Near, Wording

_MOST_NAMED = 5
_LONGEST = 60


def shortened(text: str, limit: int = _LONGEST) -> str:
    """The text on one line, cut where a word ends if it is longer than `limit`."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    kept = line[: limit - 1]
    return (kept[: kept.rfind(" ")] if " " in kept[limit // 2 :] else kept).rstrip() + "…"


def in_quotes(name: str) -> str:
    return f"'{shortened(name)}'"


def listed(names: Iterable[str]) -> str:
    """`'a', 'b' and 'c'`; of many the first few, and how many more there are."""
    quoted = list(dict.fromkeys(map(in_quotes, names)))
    if len(quoted) > _MOST_NAMED + 1:
        return f"{', '.join(quoted[:_MOST_NAMED])} and {len(quoted) - _MOST_NAMED} more"
    return " and ".join(filter(None, (", ".join(quoted[:-1]), *quoted[-1:])))


def joined(reasons: Iterable[str]) -> str:
    """At most two reasons as one sentence; the others say no more than these."""
    different = list(dict.fromkeys(filter(None, reasons)))
    rest = len(different) - 2
    return "; ".join(different[:2]) + (f"; and {rest} more" if rest > 0 else "")


def written(wording: Wording | Term) -> str:
    """The wording as an operator would write it. Forms are not: what is written by them is found by all."""
    match wording:
        case Term(text, is_stem):
            return f"{text}*" if is_stem else text
        case Phrase(terms, gaps):
            return "".join(f"{gap}{written(term)}" for gap, term in zip(("", *gaps), terms, strict=True))
        case Alternatives(options):
            return f"({' OR '.join(map(written, options))})"
        case Near(first, second, distance, ordered):
            return f"{written(first)} {'THEN' if ordered else 'NEAR'}/{distance} {_operand(second)}"


def _operand(wording: Wording) -> str:
    """The right side of a distance: distances are read from the left, so one at the right has its parentheses."""
    return f"({written(wording)})" if isinstance(wording, Near) else written(wording)
