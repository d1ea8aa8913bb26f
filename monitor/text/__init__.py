"""What several stages read texts with: the normal form with the way back to the original, and words."""

from monitor.text.fold import Folded, code_page, coded, fold
from monitor.text.marks import bounded_marks
from monitor.text.words import word_spans

__all__ = ["Folded", "bounded_marks", "code_page", "coded", "fold", "word_spans"]
