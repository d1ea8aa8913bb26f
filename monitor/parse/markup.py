"""HTML to plain text by splitting it at its tags: no tree, so that neither depth nor size can hurt."""

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from html.entities import html5

from monitor.parse.encoding import clean

_PARAGRAPHS = "p h1 h2 h3 h4 h5 h6 blockquote ul ol dl table pre section article hr"
_LINES = "br div li tr dt dd header footer main aside nav figcaption caption option"
_CELLS = "td th"
_WITHIN_LINES = "a abbr b cite code em font i img label q s small span strong sub sup tbody u"
_HIDDEN = frozenset({"script", "style", "template", "noscript", "iframe", "object", "svg"})
# A line of its own that no text can hold, since `clean` takes it out.
_BLANK = "\f"
# What a tag stands for, opening or closing, by its name as most write it.
_BREAKS = {
    slash + spelling: space
    for names, space in ((_PARAGRAPHS, f"\n{_BLANK}\n"), (_LINES, "\n"), (_CELLS, " "), (_WITHIN_LINES, ""))
    for name in names.split()
    for spelling in (name, name.upper())
    for slash in ("", "/")
}
# To the `>` outside quotation marks; to the next one where the marks do not match. After each `<` it looks no further
# than the next: whichever quotation marks stand between them, at the third they are closed.
_TAG = re.compile(
    r"""<(/?[a-zA-Z][^\s<>/]*+)(?:[^<>"']*+(?:"[^"]*+"[^<>"']*+|'[^']*+'[^<>"']*+)*+>|[^<>]*+>)""",
)
_DECLARATION = re.compile(r"<[!?][^<>]*>")
_RAW = re.compile(r"<(script|style)\b", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6});?|[A-Za-z][A-Za-z0-9]{1,31};?)")
_BLANK_LINES = re.compile(r"\n{3,}")
_OTHER_SPACES = (
    "\xa0\x85\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
# What survives one decoding as evident markup was escaped twice, or stands in a field declared as plain text.
_MARKUP = re.compile(
    r"</?(?:p|br|div|span|a|b|i|em|strong|ul|ol|li|img|h[1-6]|blockquote|table|t[rdh]|script|style|font|figure|u)"
    r"(?:\s[^<>]*=[^<>]*)?\s*/?>|&(?:nbsp|amp|quot|lt|gt|laquo|raquo|[mn]dash|hellip|#\d{1,6}|#x[0-9a-f]{1,5});",
    re.IGNORECASE,
)


def plain_text(value: str, *, html: bool) -> str:
    """`value` as readable plain text: blocks on lines of their own, entities decoded, white space normalised."""
    return text_of(clean(value), html=html)


def plain_line(value: str, *, html: bool) -> str:
    """The same on one line, for titles."""
    return line_of(clean(value), html=html)


def text_of(value: str, *, html: bool) -> str:
    """`plain_text` of a value that is free of what XML forbids."""
    text = _from_html(value) if html else _plain_lines(value)
    return _from_html(text) if ("<" in text or "&" in text) and _MARKUP.search(text) else text


def line_of(value: str, *, html: bool) -> str:
    """`plain_line` of a value that is free of what XML forbids."""
    text = text_of(value, html=html)
    return " ".join(text.split()) if "\n" in text else text


def _from_html(value: str) -> str:
    """The text of markup; line breaks count only where there is no element at all."""
    if "<" not in value:
        return _plain_lines(_decoded(value))
    if "<s" in value or "<S" in value:
        value = "".join(_without_raw(value))
    if "<!" in value or "<?" in value:
        value = _DECLARATION.sub("", "".join(_without_comments(value)))
    return _lines(_decoded("".join(_text_pieces(_TAG.split(_one_line(value))))))


def _plain_lines(text: str) -> str:
    text = _plain_spaces(text)
    if "\n" not in text and "\r" not in text:
        return _squeezed(text)
    return _BLANK_LINES.sub("\n\n", "\n".join(map(_squeezed, text.splitlines()))).strip()


def _one_line(value: str) -> str:
    for space in "\n\r\t":
        if space in value:
            value = value.replace(space, " ")
    return value


def _text_pieces(parts: list[str]) -> Iterator[str]:
    """The texts, with breaks for tags; `parts` are a text, a tag's name, a text, a name, …, a text."""
    yield parts[0]
    breaks, hidden = _BREAKS, 0
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        space = breaks.get(name)
        if space is None:
            space, hidden = _unusual(name.lower(), hidden)
        if not hidden:
            yield space
            yield text


def _unusual(name: str, hidden: int) -> tuple[str, int]:
    """What a name in lower case stands for, and how many hidden elements are open after it."""
    if name.removeprefix("/") in _HIDDEN:
        return "", max(0, hidden - 1) if name[0] == "/" else hidden + 1
    return _BREAKS.get(name, ""), hidden


def _lines(text: str) -> str:
    """The lines that have words in them, a blank one between two where a paragraph ends there."""
    text = _plain_spaces(text)
    if "\n" not in text:
        return _squeezed(text)
    pieces: list[str] = []
    gap = ""
    for line in text.split("\n"):
        if line == _BLANK:
            gap = gap and "\n\n"
        elif squeezed := " ".join(line.split()) if "  " in line else line.strip():
            pieces += (gap, squeezed)
            gap = "\n"
    return "".join(pieces)


def _plain_spaces(text: str) -> str:
    """With ordinary spaces for those that are not ASCII."""
    if not text.isascii():
        for space in _OTHER_SPACES:
            if space in text:
                text = text.replace(space, " ")
    return text


def _squeezed(line: str) -> str:
    return " ".join(line.split()) if "  " in line or "\t" in line else line.strip()


def _without_raw(value: str) -> Iterator[str]:
    """Without scripts and style sheets, in which `<` begins no tag."""
    position = 0
    while found := _RAW.search(value, position):
        yield value[position : found.start()]
        end = re.compile(rf"</{found[1]}\b[^<>]*>", re.IGNORECASE).search(value, found.end())
        if end is None:
            return
        position = end.end()
    yield value[position:]


def _without_comments(value: str) -> Iterator[str]:
    position = 0
    while (start := value.find("<!--", position)) >= 0:
        yield value[position:start]
        end = value.find("-->", start + 2)
        if end < 0:
            return
        position = end + 3
    yield value[position:]


def _decoded(text: str) -> str:
    return _REFERENCE.sub(lambda found: _character(found[0]), text) if "&" in text else text


@lru_cache(maxsize=1024)
def _character(reference: str) -> str:
    """What `&amp;`, `&#38;` or `&amp` stands for; itself where it is no reference."""
    numbered = reference[1] == "#"
    # Without its semicolon, only a name of old is one.
    character = clean(html.unescape(reference)) if numbered else html5.get(reference[1:], reference)
    return " " if character.isspace() else character
