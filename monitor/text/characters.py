"""The characters that writers, keyboards and content systems use for one another, and what each stands for."""

import unicodedata


def character_class(characters: str) -> str:
    """The inside of a bracket expression that holds exactly these characters, as ranges."""
    ranges: list[list[int]] = []
    for code in sorted(set(map(ord, characters))):
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


def _of_category(prefix: str) -> str:
    return "".join(chr(code) for code in range(0x80, 0x20000) if unicodedata.category(chr(code)).startswith(prefix))


MARKS = _of_category("M")
"""Combining marks: they belong to the letter before them."""

SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())

IGNORABLE = (
    _of_category("Cf")
    + "™℠\u034f\u0640\u115f\u17b4\u17b5\u180b\u180c\u180d\u180f"
    + "".join(map(chr, range(0xFE00, 0xFE10)))
    + "".join(map(chr, range(0xE0000, 0xE01F0)))
)
"""What a reader does not see (soft hyphens, zero-width and direction marks, variation selectors, tags), and what stands
in a word without being part of it (the Arabic letter stretcher, trade marks)."""

CONJOINING = "".join(map(chr, (*range(0x1160, 0x1200), 0xFF9E, 0xFF9F, *range(0xFFA0, 0xFFDD))))
"""Letters that compose with the one before them though they are no marks."""

POINTS = (
    "".join(map(chr, (*range(0x0591, 0x05BE), 0x05BF, 0x05C1, 0x05C2, 0x05C4, 0x05C5, 0x05C7)))
    + "".join(map(chr, (*range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06DD), *range(0x06DF, 0x06E5))))
    + "".join(map(chr, (0x06E7, 0x06E8, *range(0x06EA, 0x06EE))))
)
"""Hebrew points and Arabic harakat: written or left out at will."""

APOSTROPHES = "'`´ʹʼˈ‘’‛′‵＇Ꞌꞌ"
HYPHENS = "-‐‑‒–—―−־﹘﹣－"
QUOTES = '"«»“”„‟‹›″‶〝〞＂'

BEFORE_COMPOSITION: dict[int, str | None] = {
    # A lone surrogate cannot be encoded, so no engine could read it.
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
    **dict.fromkeys(map(ord, IGNORABLE)),
    **dict.fromkeys(map(ord, APOSTROPHES), "'"),
    **dict.fromkeys(map(ord, QUOTES), '"'),
    **dict.fromkeys(map(ord, SPACES), " "),
    ord("№"): "#",  # else it would become letters, and part of the word beside it
}
"""Done first, for compatibility composition would take some of these apart (´ becomes a space with an accent)."""

AFTER_CASE: dict[int, str | None] = {
    **dict.fromkeys(map(ord, POINTS)),
    **dict.fromkeys(map(ord, HYPHENS), "-"),
    **{ord(digit): str(unicodedata.decimal(digit)) for digit in map(chr, range(0x80, 0x20000)) if digit.isdecimal()},
    ord("ё"): "е",
    ord("ı"): "i",
}
"""Done last, on composed text in lower case. Digits of all scripts become 0 to 9."""

LATIN = "A-Za-zÀ-ÖØ-öø-ɏ"
CYRILLIC = "\u0400-\u0482\u048a-\u052f"
