"""Letters of one script that stand in words of the other: Мiнiстэрства, Cyxoпyтных, cпецоперации, mіssіle."""

import re

from monitor.text.characters import CYRILLIC, LATIN, MARKS, character_class

_PAIRS = (("ABCEHIJKMOPSTXY", "АВСЕНІЈКМОРЅТХУ"), ("aceijkopsxy", "асеіјкорѕху"))
_TWINS = {latin: cyrillic for pair in _PAIRS for latin, cyrillic in zip(*pair, strict=True)}
# Editors mark stress with accented Latin vowels (бóльшая) and take ï and ë from the wrong keyboard; never the reverse.
_ACCENTED = dict(zip("ÁÉÍÓÝÏËáéíóýïë", "АЕІОУЇЁаеіоуїё", strict=True))

# Latin words borrow Macedonian ѕ, but no Cyrillic word borrows Latin s.
_TO_CYRILLIC = str.maketrans({one: twin for one, twin in (_TWINS | _ACCENTED).items() if one not in "Ss"})
_TO_LATIN = str.maketrans({cyrillic: latin for latin, cyrillic in _TWINS.items()})

_MIXED = re.compile(f"[{LATIN}][{CYRILLIC}]|[{CYRILLIC}][{LATIN}]")
_WORD = re.compile(f"[{LATIN}{CYRILLIC}{character_class(MARKS)}]+")
_PLAINLY_LATIN = re.compile(f"(?![{''.join(map(chr, _TO_CYRILLIC))}])[{LATIN}]")
_PLAINLY_CYRILLIC = re.compile(f"(?![{''.join(map(chr, _TO_LATIN))}])[{CYRILLIC}]")


def resolve(text: str) -> str:
    """`text` with every word that mixes Latin and Cyrillic in the script of its unambiguous letters.

    A word ends at a hyphen, so FPV-дронов stays; so does a word with unambiguous letters of both scripts or of none.
    One letter becomes one letter: positions stay.
    """
    parts: list[str] = []
    done = 0
    while (mixed := _MIXED.search(text, done)) is not None:
        start = max(text.rfind(" ", done, mixed.start()) + 1, done)
        end = text.find(" ", mixed.end())
        end = end if end >= 0 else len(text)
        parts += (text[done:start], _WORD.sub(_resolved, text[start:end]))
        done = end
    return "".join((*parts, text[done:])) if parts else text


def _resolved(match: re.Match[str]) -> str:
    word = match.group()
    if not _MIXED.search(word):
        return word
    latin, cyrillic = _PLAINLY_LATIN.search(word), _PLAINLY_CYRILLIC.search(word)
    if cyrillic and not latin:
        return word.translate(_TO_CYRILLIC)
    if latin and not cyrillic:
        return word.translate(_TO_LATIN)
    return word
