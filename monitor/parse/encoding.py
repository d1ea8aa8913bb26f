"""Bytes to text: the bytes are believed before any declaration, and undeclared Cyrillic is not read as Latin."""

import codecs
import re
from collections.abc import Mapping

from monitor.parse.doubled import may_be_doubled, undoubled

_BOMS = (  # longest first: UTF-32 LE begins like UTF-16 LE
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
)
_UNMARKED = (
    *((start.encode("utf-32-be"), "utf-32-be") for start in "<{"),
    *((start.encode("utf-32-le"), "utf-32-le") for start in "<{"),
    *((start.encode("utf-16-be") + b"\x00", "utf-16-be") for start in "<{"),
    *((start.encode("utf-16-le"), "utf-16-le") for start in "<{"),
)
# What Python does not know by these names, or knows as less than what is written under them.
_KNOWN_AS = {
    name: known
    for known, names in (
        *(("gb18030", "gb2312 gbk"), ("cp932", "shift_jis shift-jis x-sjis"), ("cp949", "euc-kr ks_c_5601-1987")),
        *(("cp874", "windows-874 tis-620 iso-8859-11"), ("cp1254", "iso-8859-9"), ("iso-8859-8", "iso-8859-8-i")),
        *(("mac-cyrillic", "x-mac-cyrillic"), ("cp866", "dos-866")),
    )
    for name in names.split()
}
_XML_DECLARATION = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_META_WITHIN = 4096
_HTTP_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BROKEN = "\N{REPLACEMENT CHARACTER}"
# Words as they are written: read by the wrong page their case is turned, and accented letters of the West stand alone.
_CYRILLIC_WORD = re.compile("[Ѐ-ЯҐа-џґ][а-џґ]{2,}")
_CYRILLIC_SHARE = 0.5
_SEVEN_BIT = ("iso2022", "hz")
_SAMPLE = 200_000
_BROKEN_FOR_ONE_WHOLE = 10
_LATIN = frozenset({"ascii", "utf-8", "iso8859-1", "cp1252"})  # what servers declare without having looked


def decode(body: bytes, headers: Mapping[str, str]) -> tuple[str, str | None]:
    """The document as text free of characters XML forbids, and the name of what had to be mended, if anything.

    Order: byte order mark, the zero bytes of UTF-16, strict UTF-8, the declared encoding, UTF-8 with a few broken
    bytes, a Cyrillic code page, windows-1252. What was encoded twice is decoded twice.
    """
    text, warning = _decode(body, headers)
    if may_be_doubled(body):
        once = undoubled(text)
        text, warning = once, warning if once == text else "encoding"
    cleaned = clean(text.lstrip("\ufeff \t\r\n"))
    if warning is None and len(cleaned) < len(text.lstrip("\ufeff \t\r\n")):
        warning = "invalid_characters"
    return cleaned, warning


def as_utf8(body: bytes, headers: Mapping[str, str]) -> bytes | None:
    """The document where it may be UTF-8 as it is, by the order of `decode`; None where it has to be decoded first.

    That it is UTF-8 indeed, and has no character that XML forbids, a strict parser will find.
    """
    body = body.removeprefix(codecs.BOM_UTF8)
    if body[:1] in b" \t\r\n":
        body = body.lstrip(b" \t\r\n")
    marked = body.startswith(tuple(mark for mark, _ in (*_BOMS, *_UNMARKED)))
    if marked or may_be_doubled(body) or b"\x7f" in body or (_declared(body, headers) or "").startswith(_SEVEN_BIT):
        return None
    return body


def clean(text: str) -> str:
    """`text` without control characters and lone surrogates, which neither XML nor PostgreSQL takes."""
    return text if text.isprintable() else _ILLEGAL.sub("", text)


def _decode(body: bytes, headers: Mapping[str, str]) -> tuple[str, str | None]:
    for mark, encoding in (*_BOMS, *_UNMARKED):
        if body.startswith(mark):
            text = body.decode(encoding, "replace")
            return text, "encoding" if _BROKEN in text else None
    declared = _declared(body, headers)
    if body.isascii() and declared is not None and declared.startswith(_SEVEN_BIT):
        return body.decode(declared, "replace"), None
    try:
        return body.decode("utf-8"), None
    except UnicodeDecodeError:
        return _not_utf8(body, declared)


def _not_utf8(body: bytes, declared: str | None) -> tuple[str, str | None]:
    if declared is not None and declared not in _LATIN:
        try:
            return body.decode(declared), None
        except UnicodeError:
            pass
    lenient = body.decode("utf-8", "replace")
    wrong = lenient.count(_BROKEN)
    right = len(lenient) - sum(map(str.isascii, lenient)) - wrong
    # A page of single bytes is UTF-8 by accident alone; a feed must not change its encoding with each truncated letter.
    if wrong <= right * _BROKEN_FOR_ONE_WHOLE:
        return lenient, "encoding"
    share, page = max((_cyrillic_words(body, page), page) for page in ("cp1251", "koi8-r"))
    if share > _CYRILLIC_SHARE:
        return body.decode(page, "replace"), "encoding"
    return body.decode("cp1252", "replace"), None if declared in {"iso8859-1", "cp1252"} else "encoding"


def _cyrillic_words(body: bytes, page: str) -> float:
    """The share of characters beyond ASCII that stand in Cyrillic words when the bytes are read by this page."""
    sample = body[:_SAMPLE].decode(page, "replace")
    beyond = len(sample) - sum(map(str.isascii, sample))
    return sum(map(len, _CYRILLIC_WORD.findall(sample))) / max(beyond, 1)


def _declared(body: bytes, headers: Mapping[str, str]) -> str | None:
    """Python's name of the encoding that the document, else the server, declares; None for none or one unknown."""
    in_document = _XML_DECLARATION.match(body[:400]) or _META_CHARSET.search(body[:_META_WITHIN])
    in_header = _HTTP_CHARSET.search(headers.get("content-type", ""))
    for name in (in_document and in_document[1].decode("ascii"), in_header and in_header[1]):
        if not name:
            continue
        try:
            b"".decode(_KNOWN_AS.get(name.lower(), name))  # refuses codecs that are not of text (zlib_codec)
            return codecs.lookup(_KNOWN_AS.get(name.lower(), name)).name
        except (LookupError, UnicodeError, ValueError):
            continue
    return None
