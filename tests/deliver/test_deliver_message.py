"""The mail as bytes: nothing in an item adds a header, a part or live markup."""

import re
from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html

from monitor.deliver.email.message import check_headers, compose
from monitor.errors import DeliveryError
from monitor.model.alert import AlertRevision, Change, RuleHit
from monitor.model.content import Span, TextField
from tests.support.alerts import alert, delivery, mail_channel, update

CHANNEL = mail_channel("127.0.0.1", 25)
HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "List-Id", "Auto-Submitted",
    "X-Auto-Response-Suppress", "X-Parley-Alert", "X-Parley-Revision", "X-Parley-Delivery", "Importance",
    "MIME-Version", "Content-Type",
]  # fmt: skip
ANY_TEXT = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("\r\n\0\x1b\x85\u2028\v\f\ud800\u202e=?<>:;\"'&")), max_size=200
)


def written(told: AlertRevision) -> EmailMessage:
    return BytesParser(policy=policy.default).parsebytes(compose(CHANNEL, delivery(told)))


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


INJECTIONS = [
    "=?utf-8?b?DQpCY2M6IGV2aWxAeA==?=",
    "=?utf-8?q?=0D=0ABcc=3A_evil=40x?= rest",
    "=\u200b?utf-8?b?DQpCY2M6IGV2aWxAeA==?=",
    "==??utf-8?b?DQpCY2M6IGV2aWxAeA==?=",
    "Exchange\r\nBcc: evil@x",
    "Exchange\nBcc: evil@x",
    "Exchange\rBcc: evil@x",
    "Exchange\r\n\r\n<b>body</b>",
    "Exchange\v\fBcc: evil@x",
    "Exchange\x85Bcc: evil@x",
    "Exchange\u2028Bcc: evil@x\u2029",
    "nul\0 esc\x1b[31m surrogate\ud800 rlo\u202e zero\u200bwidth",
    "\udcff" * 50,
    "o" + "\u0336" * 100_000,
    "x" * 100_000,
    "{{ 7*7 }} {% include 'x' %} %s {0.__class__}",
]


@pytest.mark.parametrize("words", INJECTIONS)
def test_no_item_text_adds_a_header(words: str) -> None:
    told = alert(title=words, source_name=words, text=words, body=words, side=words, lang=words, key=words, hits=())
    message = written(told)
    assert message.keys() == HEADERS
    assert "Bcc" not in message
    assert len(message["Subject"]) <= 161
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert not message.defects


@given(title=ANY_TEXT, name=ANY_TEXT, text=ANY_TEXT)
@example(title="=?", name="?=", text="")
@example(title="", name="", text="")
@example(title="\u200d=\u200d?utf-8?q?x?=", name=":", text="--=_")
def test_any_words_make_a_sound_mail(title: str, name: str, text: str) -> None:
    hit = RuleHit(name, name, "exchange", "urgent", (Span("title", 0, len(title), title),))
    told = update(title=title, source_name=name, text=text, hits=(hit,), changes=(Change(name, title, text),))
    message = written(told)
    assert message.keys() == HEADERS
    assert str(message["Subject"]).startswith("[URGENT] Update 1: ")
    page = html.document_fromstring(body(message, "html"))
    assert message["Subject"].split() == str(page.xpath("string(//title)")).split()
    plain = body(message, "plain")
    assert not set(plain) & set("\0\x1b\x85\u2028\u202e")


@pytest.mark.parametrize(
    "tampered",
    [
        lambda wire: b"Bcc: evil@x\r\n" + wire,
        lambda wire: wire.replace(b"Auto-Submitted: auto-generated\r\n", b""),
        lambda wire: wire.replace(b"Subject:", b"Subject: x\r\n\r\n<b>body</b>\r\nX-Rest:"),
        lambda wire: wire.replace(b"text/html", b"application/x-sh"),
    ],
)
def test_a_mail_that_does_not_read_back_as_written_is_refused(tampered: Callable[[bytes], bytes]) -> None:
    wire = compose(CHANNEL, delivery())
    check_headers(wire, HEADERS)
    with pytest.raises(DeliveryError) as caught:
        check_headers(tampered(wire), HEADERS)
    assert (caught.value.reason, caught.value.permanent) == ("header_mismatch", True)


PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "'><iframe src=javascript:alert(1)>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "<math><mtext><table><mglyph><style><!--</style><img src onerror=alert(1)>",
    "<form action=https://evil.example><input></form>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<a href=javascript:alert(1)>x</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!--><script>alert(1)</script>",
    "{{ self.__init__.__globals__ }}",
]
OURS = {"html", "head", "meta", "title", "style", "body", "div", "p", "span", "h1", "bdi", "del", "ins", "mark"}
OURS |= {"blockquote", "a", "br", "table", "tr", "td"}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_in_an_item_is_shown_as_text(payload: str) -> None:
    hit = RuleHit(
        payload, payload, "exchange", "urgent", tuple(Span(f, 0, len(payload), payload) for f in get_args(TextField))
    )
    told = update(
        title=payload, text=payload, source_name=payload, body=payload, side=payload, lang=payload, url=payload,
        hits=(hit,), changes=(Change(payload, payload, payload),), key=payload, reason=payload,
    )  # fmt: skip
    page = html.document_fromstring(body(written(told), "html"))
    assert {element.tag for element in page.iter() if isinstance(element.tag, str)} <= OURS
    assert not [name for element in page.iter() for name in element.attrib if str(name).startswith("on")]
    assert page.xpath("//a") == []
    assert payload.split(maxsplit=1)[0] in str(page.xpath("string(//h1)"))


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil.example", 'https://x/"onmouseover="a'],
)
def test_a_link_is_a_web_address_or_none_and_stays_in_its_attribute(url: str) -> None:
    page = html.document_fromstring(body(written(alert(url=url)), "html"))
    links = page.xpath("//a/@href")
    assert links == ([url] if url.startswith("https") else [])
    assert not page.xpath("//@onmouseover")


def test_the_page_asks_nothing_of_the_network() -> None:
    page = body(written(update()), "html")
    tree = html.document_fromstring(page)
    assert tree.xpath("//@src | //link | //script | //img") == []
    assert "url(" not in page
    assert "@import" not in page


def test_matched_words_are_marked_and_others_are_not() -> None:
    page = html.document_fromstring(body(written(alert()), "html"))
    assert page.xpath("//mark/text()") == ["обмін полоненими", "Обмін полоненими", "раунд переговорів"]
    assert page.xpath("//h1/@dir") == ["ltr"]
    assert page.xpath("/html/@lang") == ["uk"]


def test_of_an_update_the_changed_words_alone_are_struck_and_set() -> None:
    old = "Сьогодні за домовленостями в Стамбулі додому повернулися 250 захисників"
    change = Change("sentence", old, old.replace("250", "270"))
    message = written(update(changes=(change,)))
    page = html.document_fromstring(body(message, "html"))
    assert (page.xpath("//del/text()"), page.xpath("//ins/text()")) == (["250"], ["270"])
    shown = " ".join(body(message, "plain").split())
    told = "… в Стамбулі додому повернулися {} захисників"
    assert f"sentence: {told.format(250)} → {told.format(270)}" in shown


@pytest.mark.parametrize("lang", ["he", "ar", "fa", "fa-IR"])
def test_right_to_left_items_are_set_right_to_left(lang: str) -> None:
    page = html.document_fromstring(body(written(alert(lang=lang)), "html"))
    assert [element.get("dir") for element in page.iter("h1", "blockquote")] == ["rtl"] * 3


def test_the_boundary_cannot_be_known_by_who_writes_the_item() -> None:
    first = written(alert()).get_boundary()
    forged = written(alert(text=f"\r\n--{first}--\r\n\r\nfree text"))
    assert forged.get_boundary() != first
    assert len(list(forged.walk())) == 3


def test_an_item_without_a_title_is_headed_by_its_text() -> None:
    message = written(alert(title="", text="Передано 12 захисників. Подробиці згодом.", hits=()))
    assert message["Subject"] == "[URGENT] Передано 12 захисників. Подробиці згодом. — Coordination Headquarters"
    assert written(alert(title="\0", text="", hits=()))["Subject"] == "[URGENT] (no words) — Coordination Headquarters"


def test_the_subject_has_the_headline_whole_and_the_source_short_behind_it() -> None:
    headline = "Ще один етап обміну: додому повернулися 84 захисники, серед них важкопоранені та хворі воїни"
    told = update(title=headline, source_name="Coordination Headquarters for the Treatment of Prisoners of War")
    assert written(told)["Subject"] == f"[URGENT] Update 1: {headline} — Coordination Headquarters…"
    longest = written(update(title="слово " * 100, source_name="s" * 80, severity="s" * 12, revision=10**6))["Subject"]
    assert len(longest) <= 160
    assert longest.endswith("слово… — " + "s" * 29 + "…")


def test_ids_stay_whole_on_one_line_under_any_domain() -> None:
    long, own = "very-long-label." * 6 + "example", "мзс.приклад"
    for domain, ascii_domain in ((long, long), (own, own.encode("idna").decode())):
        wire = compose(mail_channel("127.0.0.1", 25, sender=f"alerts@{domain}"), delivery())
        assert f"\r\nMessage-ID: <{delivery().key}@{ascii_domain}>\r\n".encode() in wire
        assert f"\r\nX-Parley-Delivery: {delivery().key}\r\n".encode() in wire
        (root,) = set(re.findall(rb"\r\n(?:References|In-Reply-To): (<thread\.[^>]*>)\r\n", wire))
        assert root.endswith(f"@{ascii_domain}>".encode())
