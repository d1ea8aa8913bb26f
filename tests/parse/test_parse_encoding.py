"""Bytes to text: what servers and documents say of themselves is often untrue."""

import pytest

from monitor.parse.encoding import decode

TEXT = "<rss><title>Заявление МИД о переговорах в Стамбуле, обмен пленными</title></rss>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_forms_are_recognised_by_their_bytes(encoding: str) -> None:
    assert decode(f"<?xml version='1.0'?>{TEXT}".encode(encoding), {}) == (f"<?xml version='1.0'?>{TEXT}", None)


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "iso-8859-5", "cp866"])
def test_a_declared_code_page_is_believed(encoding: str) -> None:
    body = f'<?xml version="1.0" encoding="{encoding}"?>{TEXT}'
    assert decode(body.encode(encoding), {}) == (body, None)
    assert decode(TEXT.encode(encoding), {"content-type": f'text/xml; charset="{encoding}"'}) == (TEXT, None)


@pytest.mark.parametrize("declared", ["windows-1251", "iso-8859-1", "us-ascii", "utf-16", "idna", "zlib_codec", "x"])
def test_utf8_is_utf8_whatever_is_declared(declared: str) -> None:
    body = f'<?xml version="1.0" encoding="{declared}"?>{TEXT}'
    assert decode(body.encode(), {"content-type": f"text/xml; charset={declared}"}) == (body, None)


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "windows-1252", "nonsense"])
@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r"])
def test_cyrillic_that_is_declared_wrongly_is_not_read_as_latin(encoding: str, declared: str) -> None:
    assert decode(TEXT.encode(encoding), {"content-type": f"text/xml; charset={declared}"}) == (TEXT, "encoding")
    assert decode(TEXT.encode(encoding), {}) == (TEXT, "encoding")


def test_one_broken_byte_spoils_one_character() -> None:
    body = TEXT.encode().replace("о".encode(), b"\xff", 1)
    text, warning = decode(body, {})
    assert text == TEXT.replace("о", "\N{REPLACEMENT CHARACTER}", 1)
    assert warning == "encoding"


def test_utf8_cut_in_the_middle_of_a_letter_is_still_utf8() -> None:
    text, warning = decode(TEXT.encode()[:29], {})
    assert text.startswith("<rss><title>Заявлени")
    assert warning == "encoding"


def test_mostly_ascii_with_more_broken_bytes_than_whole_letters_is_still_utf8() -> None:
    body = "<rss><title>The minister’s visit</title>".encode() + b"<title>A caf\xc3</title><title>\xff</title></rss>"
    text, warning = decode(body, {})
    assert text == "<rss><title>The minister’s visit</title><title>A caf\ufffd</title><title>\ufffd</title></rss>"
    assert warning == "encoding"


def test_western_pages() -> None:
    text = "<rss><title>Déclaration à l’étranger</title></rss>"
    assert decode(text.encode("cp1252"), {"content-type": "text/xml; charset=iso-8859-1"}) == (text, None)
    assert decode(text.encode("cp1252"), {}) == (text, "encoding")


def test_seven_bit_encodings_are_believed() -> None:
    body = '<?xml version="1.0" encoding="iso-2022-jp"?><rss><title>声明</title></rss>'
    assert decode(body.encode("iso-2022-jp"), {}) == (body, None)


def test_characters_outside_xml_are_taken_out_and_named() -> None:
    assert decode(b"\xef\xbb\xbf \n<rss>a\x00b\x0bc\x1b</rss>", {}) == ("<rss>a" + "bc</rss>", "invalid_characters")


@pytest.mark.parametrize(
    ("declared", "encoding", "text"),
    [
        ("x-mac-cyrillic", "mac-cyrillic", "Обмен"),
        ("gb2312", "gb18030", "中國外交部"),
        ("shift_jis", "cp932", "①外務省"),
        ("euc-kr", "cp949", "외교부 똠"),
        ("tis-620", "cp874", "กระทรวง“"),
        ("iso-8859-9", "cp1254", "“Görüşme” İ"),
    ],
)
def test_names_stand_for_what_is_written_under_them(declared: str, encoding: str, text: str) -> None:
    body = f'<?xml version="1.0" encoding="{declared}"?><rss><title>{text}</title></rss>'
    assert decode(body.encode(encoding), {}) == (body, None)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_forms_need_no_mark(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), {}) == (TEXT, None)


TWICE = ["L’attaché a été réveillé à Genève", "Обмен пленными «завершён» — №5", "Überprüfung der Verträge – größer"]


@pytest.mark.parametrize("text", TWICE)
@pytest.mark.parametrize("page", ["cp1252", "latin-1"])
def test_what_was_encoded_twice_is_decoded_twice(text: str, page: str) -> None:
    taken = "".join(bytes([byte]).decode(page, "ignore") or chr(byte) for byte in text.encode())
    assert decode(f"<rss>{taken}</rss>".encode(), {}) == (f"<rss>{text}</rss>", "encoding")


@pytest.mark.parametrize(
    "text",
    ["«IRMÃ» et «IRMÃ» là\xa0» «MANHÃ»", "CAFÉ™ Ð CAFÉ®", "Það er þó Íslendingur að tala um ÐÐ", "“La Roma è forte”"],
)
def test_what_was_encoded_once_stays(text: str) -> None:
    assert decode(text.encode(), {}) == (text, None)
