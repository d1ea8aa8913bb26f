"""HTML to plain text, by a streaming parser: no tree, so that neither depth nor size can hurt."""

import re

from lxml import etree

from monitor.parse.encoding import clean

_PARAGRAPHS = frozenset(
    (
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "ul",
        "ol",
        "dl",
        "table",
        "pre",
        "section",
        "article",
        "hr",
    )
)
_LINES = frozenset(
    ("br", "div", "li", "tr", "dt", "dd", "header", "footer", "main", "aside", "nav", "figcaption", "caption", "option")
)
_CELLS = frozenset({"td", "th"})
_HIDDEN = frozenset({"script", "style", "template", "noscript", "iframe", "object", "svg"})
_SPACE = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n{3,}")
# What survives one decoding as evident markup was escaped twice, or stands in a field declared as plain text.
_MARKUP = re.compile(
    r"</?(?:p|br|div|span|a|b|i|em|strong|ul|ol|li|img|h[1-6]|blockquote|table|t[rdh]|script|style|font|figure|u)"
    r"(?:\s[^<>]*=[^<>]*)?\s*/?>|&(?:nbsp|amp|quot|lt|gt|laquo|raquo|[mn]dash|hellip|#\d{1,6}|#x[0-9a-f]{1,5});",
    re.IGNORECASE,
)


def plain_text(value: str, *, html: bool) -> str:
    """`value` as readable plain text: blocks on lines of their own, entities decoded, white space normalised."""
    text = _from_html(value) if html else value
    if _MARKUP.search(text):
        text = _from_html(text)
    lines = (" ".join(line.split()) for line in clean(text).splitlines())
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def plain_line(value: str, *, html: bool) -> str:
    """The same on one line, for titles."""
    return " ".join(plain_text(value, html=html).split())


def _from_html(value: str) -> str:
    if "<" not in value and "&" not in value:
        return value
    reader = _Reader()
    parser = etree.HTMLParser(target=reader, encoding="utf-8")  # type: ignore[arg-type] # the stub wants all methods
    parser.feed(clean(value).encode())
    parser.close()
    return reader.text


class _Reader:
    """A parser target that keeps the text and turns elements into line breaks."""

    def __init__(self) -> None:
        self.text = ""
        self._pieces: list[str] = []
        self._hidden = 0
        self._breaks = 0

    def start(self, tag: str, _attributes: object) -> None:
        self._hidden += tag in _HIDDEN
        self._separate(tag)

    def end(self, tag: str) -> None:
        self._hidden -= tag in _HIDDEN
        self._separate(tag)

    def data(self, data: str) -> None:
        if self._hidden:
            return
        if self._breaks:
            data = data.lstrip()
            if not data:
                return
            self._pieces.append("\n" * self._breaks)
            self._breaks = 0
        self._pieces.append(_SPACE.sub(" ", data))

    def close(self) -> None:
        self.text = "".join(self._pieces)

    def _separate(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self._breaks = 2
        elif tag in _LINES:
            self._breaks = max(self._breaks, 1)
        elif tag in _CELLS and not self._hidden:
            self._pieces.append(" ")
