"""UTF-8 that was taken for windows-1252 and written as UTF-8 once more: `attirÃ©` for `attiré`."""

import re

# What stands for the bytes 80 to BF: the characters of windows-1252, or of their numbers where it has none.
_FOLLOWING = {
    character: byte
    for byte in range(0x80, 0xC0)
    for character in (chr(byte), bytes([byte]).decode("cp1252", "ignore"))
    if character
}
_BYTES = {**_FOLLOWING, **{chr(byte): byte for byte in range(0xC0, 0x100)}}
_NEXT = f"[{re.escape(''.join(_FOLLOWING))}]"
_DOUBLED = re.compile(f"[ÂÃÄÅÎÏÐÑÒÓ]{_NEXT}|[âãï]{_NEXT}{{2}}|ð{_NEXT}{{3}}")
# What hardly stands in any language: not the capital before a closing mark or a space, as in `«IRMÃ»`.
_EVIDENCE = re.compile(f"Ã(?![\xa0«»‘’“”–—…]){_NEXT}|â€{_NEXT}|(?:[ÐÑ]{_NEXT}){{4}}")
_PIECE = re.compile("[^<>]+")
_MARKS = tuple(mark.encode() for mark in ("Ã", "â€", "Ð"))


def may_be_doubled(document: bytes) -> bool:
    """Whether a document in UTF-8 has to be looked at; a quick look, for most have not."""
    return any(mark in document for mark in _MARKS)


def undoubled(text: str) -> str:
    """The document with the characters that were meant, in each of the pieces between its tags that shows that it was
    written twice over: an entry must not change with its neighbours."""
    return _PIECE.sub(lambda piece: _DOUBLED.sub(_meant, piece[0]) if _EVIDENCE.search(piece[0]) else piece[0], text)


def _meant(found: re.Match[str]) -> str:
    try:
        return bytes(_BYTES[character] for character in found[0]).decode()
    except UnicodeDecodeError:
        return found[0]
