"""Webhooks against a real receiver on loopback, signatures judged by the reference library."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from monitor.clock import SteppedClock, SystemClock
from monitor.deliver.retry import ChannelError, WaitError
from monitor.deliver.webhook import WebhookSender
from monitor.deliver.webhook.payload import LARGEST_BODY, WebhookBody, render_body, schema
from monitor.deliver.webhook.sender import retry_after
from monitor.errors import DeliveryError
from monitor.model.alert import Change, RuleHit
from monitor.model.content import Span
from tests.support.alerts import TEXT, TITLE, alert, delivery, hook_channel, update
from tests.support.loopback import LoopbackHttp
from tests.support.receivers import Answer, Hook, WebhookReceiver
from tests.support.told_facts import EXCHANGE_IN_WORDS, exchange

OLD = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
NEW = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SCHEMA = Path(__file__).parents[2] / "deploy" / "schema" / "webhook-1.json"


def sender() -> WebhookSender:
    return WebhookSender(LoopbackHttp(), SystemClock())


def verify(secret: str, hook: Hook) -> dict[str, object]:
    verified: dict[str, object] = Webhook(secret).verify(hook.body, dict(hook.headers))
    return verified


async def test_the_reference_library_accepts_the_signature() -> None:
    async with WebhookReceiver() as receiver:
        answer = await sender().send(hook_channel(f"{receiver.url}/hook"), delivery())
    (hook,) = receiver.hooks
    body = verify(NEW, hook)
    assert answer == "200 ok"
    assert hook.id == delivery().key
    assert hook.headers["content-type"] == "application/json"
    assert body["type"] == "alert.raised"


async def test_while_secrets_rotate_both_verify() -> None:
    async with WebhookReceiver() as receiver:
        await sender().send(hook_channel(receiver.url, secrets=(NEW, OLD)), delivery())
    (hook,) = receiver.hooks
    assert verify(NEW, hook) == verify(OLD, hook)
    assert len(hook.headers["webhook-signature"].split(" ")) == 2


async def test_a_changed_body_does_not_verify() -> None:
    async with WebhookReceiver() as receiver:
        await sender().send(hook_channel(receiver.url), delivery())
    (hook,) = receiver.hooks
    with pytest.raises(WebhookVerificationError):
        Webhook(NEW).verify(hook.body.replace(b"270", b"271"), dict(hook.headers))


async def test_a_repeat_has_the_same_id_and_bytes_and_its_own_timestamp() -> None:
    clock = SteppedClock(datetime(2025, 6, 2, 11, 6, tzinfo=UTC), running=False)
    async with WebhookReceiver(lambda n: Answer(reset=n == 0)) as receiver:
        post = WebhookSender(LoopbackHttp(), clock)
        with pytest.raises(ChannelError):
            await post.send(hook_channel(receiver.url), delivery())
        clock.advance(timedelta(seconds=5))
        await post.send(hook_channel(receiver.url), delivery(attempt=2))
    first, second = receiver.hooks
    assert (first.id, first.body) == (second.id, second.body)
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 5


async def test_the_body_tells_all_of_an_update() -> None:
    async with WebhookReceiver() as receiver:
        await sender().send(hook_channel(receiver.url), delivery(update()))
    body = json.loads(receiver.hooks[0].body)
    data = body["data"]
    assert (body["type"], body["version"], body["timestamp"]) == ("alert.revised", 1, "2025-06-02T12:05:30Z")
    assert data["alert"] == data["thread_key"] == alert().key
    assert (data["title"], data["text"], data["truncated"]) == (TITLE, TEXT, False)
    assert data["changes"][0] == {"field": "status", "old": "planned", "new": "done"}
    assert data["source"]["side"] == "UA"
    assert [rule["id"] for rule in data["rules"]] == ["exchange.uk", "round.uk"]
    assert data["desk"] == {"id": "newsroom", "name": "Newsroom"}
    for found in data["evidence"]:
        assert data[found["field"]][found["start"] : found["end"]] == found["text"]


def test_the_shipped_schema_is_that_of_the_body() -> None:
    assert SCHEMA.read_text("utf-8") == schema()


HOSTILE = st.text(alphabet=st.one_of(st.characters(), st.sampled_from('\0\x1b"\\\n\ud800\u202e')), max_size=300)


@given(title=HOSTILE, text=HOSTILE, name=HOSTILE)
def test_any_item_makes_a_valid_body_that_is_small(title: str, text: str, name: str) -> None:
    spans = tuple(Span("text", 0, len(text), text) for _ in range(200)) if text else ()
    hits = tuple(RuleHit(name * 9, name * 9, name, "flash", spans) for _ in range(3))
    told = update(
        title=title * 50, text=text * 50, source_name=name * 9, hits=hits, changes=(Change(name, text, title),) * 50
    )
    body = render_body(delivery(told))
    assert len(body) < LARGEST_BODY
    read = WebhookBody.model_validate_json(body)
    assert read.data.title == "".join(
        "\ufffd" if (char < " " and char not in "\n\t") or char == "\x7f" or "\ud800" <= char <= "\udfff" else char
        for char in (title * 50)[: len(read.data.title)]
    )


def test_the_largest_body_keeps_its_beginning_and_says_it_is_truncated() -> None:
    told = alert(title="Ї" * 5000, text='"' * 50_000, url="https://host.example/" + "a" * 1900)
    body = render_body(delivery(told))
    data = json.loads(body)["data"]
    assert len(body) < LARGEST_BODY
    assert data["truncated"]
    assert data["title"] == "Ї" * 400
    assert data["text"] == '"' * 2048
    assert data["url"] is None


def test_facts_are_told_by_field_and_in_words_within_the_bounds_of_the_body() -> None:
    data = json.loads(render_body(delivery(alert(facts=(exchange(),)))))["data"]
    assert data["facts"] == [
        {
            "kind": "exchange", "status": "done", "background": False, "words": EXCHANGE_IN_WORDS,
            "first_day": "2025-06-10", "last_day": "2025-06-10", "place": None,
            "counts": [
                {"number": 84, "to": "RU", "qualifier": "at_least"}, {"number": None, "to": "UA", "qualifier": "same"},
            ],
            "total": None,
        }
    ]  # fmt: skip
    assert not data["truncated"]
    body = render_body(delivery(alert(title="Ї" * 5000, text='"' * 50_000, facts=(exchange(),) * 500)))
    assert len(body) < LARGEST_BODY
    assert 0 < len(json.loads(body)["data"]["facts"]) < 500
    assert json.loads(body)["data"]["truncated"]


@pytest.mark.parametrize(
    ("status", "reason", "permanent", "channel_fails"),
    [
        (301, "redirected", False, False),
        (304, "redirected", False, False),
        (400, "refused", False, False),
        (404, "refused", False, False),
        (410, "gone", True, False),
        (429, "throttled", False, True),
        (500, "failed", False, False),
        (502, "throttled", False, True),
        (503, "throttled", False, True),
        (504, "throttled", False, True),
        (999, "failed", False, False),
    ],
)
async def test_every_status_but_2xx_fails(status: int, reason: str, permanent: bool, channel_fails: bool) -> None:
    async with WebhookReceiver(lambda _: Answer(status, {"retry-after": "17", "location": "/other"})) as receiver:
        with pytest.raises(DeliveryError) as caught:
            await sender().send(hook_channel(receiver.url), delivery())
    assert (caught.value.reason, caught.value.permanent) == (reason, permanent)
    assert isinstance(caught.value, ChannelError) == channel_fails
    assert caught.value.retry_after == (17 if channel_fails else None)
    assert receiver.requests == 1


async def test_a_slow_receiver_ends_at_the_channels_timeout() -> None:
    async with WebhookReceiver(lambda _: Answer(delay=30)) as receiver:
        with pytest.raises(ChannelError) as caught:
            await sender().send(hook_channel(receiver.url, timeout=timedelta(seconds=0.2)), delivery())
    assert caught.value.reason == "deadline"


async def test_a_huge_answer_is_read_for_its_first_words_only() -> None:
    async with WebhookReceiver(lambda _: Answer(body=b"thanks " * 2, flood=50_000_000)) as receiver:
        answer = await sender().send(hook_channel(receiver.url), delivery())
    assert len(answer) < 100
    assert answer.startswith("200 thanks")


async def test_errors_show_the_receivers_host_and_nothing_else_of_its_url() -> None:
    async with WebhookReceiver(lambda n: Answer(500) if n == 0 else Answer(reset=True)) as receiver:
        url = receiver.url.replace("http://", "http://user:pass@") + "/T0KEN-PATH?key=S3CRET"
        for _ in range(2):
            with pytest.raises(DeliveryError) as caught:
                await sender().send(hook_channel(url), delivery())
            said = str(caught.value)
            assert receiver.url in said
            assert not any(secret in said for secret in ("T0KEN", "S3CRET", "pass", NEW))


@pytest.mark.parametrize("secrets", [(), ("whsec_",), ("whsec_not base64!",)])
async def test_without_a_usable_secret_nothing_is_sent(secrets: tuple[str, ...]) -> None:
    async with WebhookReceiver() as receiver:
        with pytest.raises(ChannelError) as caught:
            await sender().send(hook_channel(receiver.url, secrets=secrets), delivery())
    assert caught.value.reason == "secret"
    assert receiver.requests == 0
    assert "base64!" not in str(caught.value)


async def test_a_receiver_that_asked_for_time_gets_nothing_new_until_it_is_over() -> None:
    clock = SteppedClock(datetime(2025, 6, 2, 11, 6, tzinfo=UTC), running=False)
    post = WebhookSender(LoopbackHttp(), clock)
    async with WebhookReceiver(lambda n: Answer(429, {"retry-after": "60"}) if n == 0 else Answer()) as receiver:
        channel, other = hook_channel(f"{receiver.url}/a"), hook_channel(f"{receiver.url}/b")
        with pytest.raises(ChannelError):
            await post.send(channel, delivery())
        clock.advance(timedelta(seconds=45))
        with pytest.raises(WaitError) as caught:
            await post.send(channel, delivery(key="new"))
        assert (caught.value.reason, caught.value.retry_after, receiver.requests) == ("throttled", 15, 1)
        await post.send(other, delivery(key="other"))
        clock.advance(timedelta(seconds=15))
        await post.send(channel, delivery(key="new"))
    assert [hook.id for hook in receiver.hooks] == [delivery().key, "other", "new"]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("Mon, 02 Jun 2025 12:00:30 GMT", 30.0),
        ("Mon, 02 Jun 2025 11:00:00 GMT", 0.0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("Mon, 99 Jun 2025 11:00:00 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after({"Retry-After": value}, datetime(2025, 6, 2, 12, 0, tzinfo=UTC)) == seconds


def test_retry_after_of_a_thousand_digits_is_only_long() -> None:
    asked = retry_after({"retry-after": "9" * 5000}, datetime(2025, 6, 2, 12, 0, tzinfo=UTC))
    assert asked is not None
    assert asked > 86400
