"""Sentences, found well enough to quote and to compare: a full stop, a question, an exclamation, or a line's end."""

import re
from itertools import pairwise

# A border needs white space behind it and a letter, a digit or a quotation mark after that. What is not split stays
# one longer sentence, which harms nobody; what is split in the middle loses its day, or its round.
_BORDER = re.compile(r"(?<=[.!?…;])[\"»”’)\]]*\s+(?=[^\W\d_]|[\"«„“(\[—–-]|\d)|\n+")
_SHORT = (
    "гг? им ст ул руб тыс млн млрд чал чел Mr Mrs Ms Dr No St vs Gen Col Lt ca bzw Nr Hl br ok tzw godz gen płk tj "
    "proc tys mln im Mme env av apr vb Sn yy Sr Sra núm"
)
_ABBREVIATION = re.compile(
    rf"(?:^|[\s(«\"])(?:(?:[^\W\d_]\.\s?)*[^\W\d_]|т\.\s?[гдек]|m\.in|{_SHORT.replace(' ', '|')})\.$"
)

# "2. Runde", "am 3. Juni", "71. wymiany": the stop makes an ordinal or a day, and capitals say nothing in German.
_ORDINAL = re.compile(r"(?:^|[\s(«„\"–—-])\d{1,2}\.$")


def sentences(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences of `text`, in order, white space at their ends left out."""
    borders = [0]
    for border in _BORDER.finditer(text):
        before = text[max(borders[-1], border.start() - _LOOK_BACK) : border.start()]
        if "\n" not in border.group() and (_ABBREVIATION.search(before) or _ORDINAL.search(before)):
            continue
        borders.append(border.end())
    borders.append(len(text))
    spans = []
    for start, end in pairwise(borders):
        stripped = text[start:end].strip()
        if stripped:
            first = start + text[start:end].index(stripped)
            spans.append((first, first + len(stripped)))
    return spans


_LOOK_BACK = 16
"""Characters before a border that an abbreviation is looked for in."""
