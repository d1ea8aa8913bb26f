"""What an edit is: of the form only, of words, or of the matter."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from monitor.identify.keys import normal
from monitor.model.content import Edit, EditClass
from monitor.text import bounded_marks, fold, word_spans
from monitor.text.characters import AFTER_CASE, BEFORE_COMPOSITION
from monitor.text.sentences import sentences

_FIGURE = re.compile(r"\d+")
_MOST_WORDS_OF_FURNITURE = 12
# What stands around a text and changes by itself: counters, times of update, invitations. Each opens its line.
_FURNITURE = re.compile(
    r"""\W*(?:
      views|viewed|reads|comments|share|shares|likes|updated|last\ updated|read\ (?:also|more)|see\ also|related
      |subscribe|follow\ us|advertisement|photo|print|\d+\ (?:minutes?|hours?|days?|views?|comments?|min)\b
      |просмотр\w*|прочитали|комментари\w*|поделиться|обновлено|читайте\ также|подпис\w*|реклама|фото|печать
      |перегляд\w*|прочитали|коментар\w*|поширити|поділитися|оновлено|читайте\ також|підпис\w*|друк
      |прагляд\w*|абноўлена|чытайце\ таксама|падзяліцца
      |\d+\ (?:минут\w*|час\w*|просмотр\w*|хвилин\w*|годин\w*|перегляд\w*)
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What is compared: a title and a text."""

    title: str
    text: str


def edit_between(before: Said, after: Said, *, facts_differ: bool = False, matches_differ: bool = False) -> Edit:
    """The class of the edit from `before` to `after`, with its reason.

    Material: `fact`, `match` (as the caller found), or `figure`, another number. Cosmetic: `white_space`, `typography`,
    `case`, `punctuation`, `furniture` (counters and invitations around the text). Else `wording`.
    """
    if facts_differ or matches_differ:
        return Edit(EditClass.MATERIAL, "fact" if facts_differ else "match")
    for reason, form in _FORMS:
        if form(before.title) == form(after.title) and form(before.text) == form(after.text):
            return Edit(EditClass.COSMETIC, reason)
    if _figures(before) != _figures(after):
        return Edit(EditClass.MATERIAL, "figure")
    return Edit(EditClass.WORDING, "wording")


def _typographic(text: str) -> str:
    """Quotes, dashes, invisible characters and compatibility forms, written in one way; the case is kept."""
    plain = unicodedata.normalize("NFKC", bounded_marks(text).translate(BEFORE_COMPOSITION))
    return normal(plain.translate(AFTER_CASE))


def _folded(text: str) -> str:
    return normal(fold(text).text)


def _words(text: str) -> str:
    folded = fold(text).text
    return " ".join(folded[start:end] for start, end in word_spans(folded))


def _unfurnished(text: str) -> str:
    kept = (text[start:end] for start, end in sentences(text))
    return _words("\n".join(sentence for sentence in kept if not _is_furniture(sentence)))


def _is_furniture(sentence: str) -> bool:
    return len(sentence.split()) <= _MOST_WORDS_OF_FURNITURE and _FURNITURE.match(sentence) is not None


def _figures(said: Said) -> Counter[str]:
    return Counter(_FIGURE.findall(_unfurnished(f"{said.title}\n{said.text}")))


_FORMS = (
    ("white_space", normal),
    ("typography", _typographic),
    ("case", _folded),
    ("punctuation", _words),
    ("furniture", _unfurnished),
)
"""From the strictest to the most lenient: the first in which two texts are equal names their difference."""
