"""Entities of the document's own: used as they are meant, or as a bomb."""

import pytest

from monitor.errors import ParseError
from monitor.parse.feed import parse_feed


def document(declarations: str, title: str) -> bytes:
    head = f"<!DOCTYPE rss [\n{declarations}\n]>\n" if declarations else ""
    return f'{head}<rss version="2.0"><channel><item><title>{title}</title></item></channel></rss>'.encode()


def title_of(body: bytes) -> str:
    return parse_feed(body, {}, "https://mod.example/feed", "UTC", 10).entries[0].title


def reason_of(body: bytes) -> str:
    with pytest.raises(ParseError) as refused:
        parse_feed(body, {}, "https://mod.example/feed", "UTC", 10)
    return refused.value.reason


def test_names_for_characters_and_words_are_read() -> None:
    declared = '<!ENTITY laquo "&#171;">\n<!ENTITY raquo "&#187;">\n<!ENTITY who "The ministry">'
    assert title_of(document(declared, "&who; said &laquo;yes&raquo;")) == "The ministry said «yes»"


def test_an_article_about_entities_is_read() -> None:
    assert title_of(document("", "How to write &lt;!ENTITY a &quot;b&quot;&gt;")) == 'How to write <!ENTITY a "b">'


@pytest.mark.parametrize("quote", ['"', "'"])
def test_entities_within_entities_are_refused(quote: str) -> None:
    levels = "\n".join(f"<!ENTITY a{n + 1} {quote}{f'&a{n};' * 10}{quote}>" for n in range(9))
    assert reason_of(document(f'<!ENTITY a0 "ha">\n{levels}', "&a9;")) == "entity_bomb"


def test_a_long_entity_used_often_is_refused() -> None:
    assert reason_of(document(f'<!ENTITY a "{"x" * 10_000}">', "&a;" * 1000)) == "entity_bomb"


def test_an_entity_within_itself_is_refused() -> None:
    assert reason_of(document('<!ENTITY a "&b;x">\n<!ENTITY b "&a;x">', "&a;")) == "entity_bomb"


def test_a_file_is_not_read() -> None:
    assert "root:" not in title_of(document('<!ENTITY x SYSTEM "file:///etc/passwd">', "said &x;"))
