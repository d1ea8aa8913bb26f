"""MinHash signatures of short texts and the bands by which near-duplicates find each other.

One-permutation hashing with optimal densification (Li, Owen and Zhang 2012; Shrivastava 2017): each five-letter shingle
falls into one of 80 bins, a bin keeps its smallest value, an empty bin borrows from one drawn for it. The share of
equal bins estimates the Jaccard similarity of two texts' shingles. Five letters bear Cyrillic inflection and texts of
one sentence better than words do.

What is stored must compare for years: nothing here depends on a library's version or on the process's hash seed, and
a change of any constant is a new `VERSION`.
"""

import hashlib
from zlib import crc32

VERSION = 1
BANDS = 20
ROWS = 4
BINS = BANDS * ROWS
SHINGLE = 5
# A headline of fewer letters than this shares too few shingles with its like for a verdict.
FEWEST_LETTERS = 40
EMPTY = -1

Signature = tuple[int, ...]
"""The smallest value of each bin, 32 bits each; empty for a text too short to compare."""

_MIX, _MASK = 0x9E3779B97F4A7C15, 0xFFFFFFFFFFFFFFFF


def signature(folded: str) -> Signature:
    """The signature of a text in its normal form, whatever stands between its words."""
    letters = " ".join(_words(folded))
    if len(letters) < FEWEST_LETTERS:
        return ()
    return _densified(_smallest(letters))


def bands(of: Signature) -> tuple[int, ...]:
    """A key for each band: signed 64-bit numbers, equal where all rows of the band are."""
    return tuple(_key(start // ROWS, of[start : start + ROWS]) for start in range(0, len(of), ROWS))


def resemblance(a: Signature, b: Signature) -> float:
    """The estimated Jaccard similarity of two texts, 0 to 1; 0 where either is too short to say."""
    if not a or not b:
        return 0.0
    return sum(map(int.__eq__, a, b)) / BINS


def _words(folded: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in folded).split()


def _smallest(letters: str) -> list[int]:
    """The smallest value of each bin. The product spreads what CRC leaves regular: the bin is in its upper half."""
    found = [EMPTY] * BINS
    wide = letters.encode("utf-32-le", "surrogatepass")
    step = 4 * SHINGLE
    for start in range(0, len(wide) - step + 1, 4):
        mixed = crc32(wide[start : start + step]) * _MIX & _MASK
        place, value = (mixed >> 32) * BINS >> 32, mixed >> 8 & 0xFFFFFFFF
        if found[place] == EMPTY or value < found[place]:
            found[place] = value
    return found


def _densified(smallest: list[int]) -> Signature:
    return tuple(value if value != EMPTY else _borrowed(smallest, place) for place, value in enumerate(smallest))


def _borrowed(smallest: list[int], place: int) -> int:
    """What an empty bin takes: the first full one of the order drawn for it once for all."""
    return next(smallest[other] for other in _LENDERS[place] if smallest[other] != EMPTY)


def _order(place: int) -> tuple[int, ...]:
    return tuple(sorted(range(BINS), key=lambda other: hashlib.sha256(b"%d:%d" % (place, other)).digest()))


_LENDERS = tuple(_order(place) for place in range(BINS))


def _key(band: int, rows: Signature) -> int:
    drawn = hashlib.blake2b(repr((VERSION, band, rows)).encode(), digest_size=8).digest()
    return int.from_bytes(drawn, "big", signed=True)
