"""What several stages read texts with: the normal form with the way back to the original, and words."""

from monitor.text.codepage import CODED_SEAM, Uneven
from monitor.text.fold import Folded, code_page, fold, folded_parts, original_span
from monitor.text.marks import bounded_marks
from monitor.text.words import word_spans

__all__ = [
    "CODED_SEAM",
    "Folded",
    "Uneven",
    "bounded_marks",
    "code_page",
    "fold",
    "folded_parts",
    "original_span",
    "word_spans",
]
