"""Mail through a real SMTP server on loopback that can be told to misbehave."""

import socket
import ssl
import time
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.deliver.email import EmailSender
from monitor.deliver.email.account import Account, Accounts
from monitor.deliver.retry import ChannelError
from monitor.errors import DeliveryError
from monitor.model.catalog import Channel, Relay
from tests.support.alerts import TITLE, alert, delivery, mail_channel, update
from tests.support.loopback import LoopbackAddresses
from tests.support.receivers import SmtpFault, SmtpReceiver

TLS = Path(__file__).parent / "tls"
NAMES = LoopbackAddresses({"relay.test": ["127.0.0.1"], "other.test": ["127.0.0.1"]})
DESKS = ("one@news.example", "two@news.example", "three@news.example")


def sender(tls: ssl.SSLContext | None = None) -> EmailSender:
    return EmailSender(NAMES, tls=tls)


def trusting() -> ssl.SSLContext:
    """Trusts the test authority alone."""
    return ssl.create_default_context(cafile=TLS / "ca.pem")


def serving() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "relay.pem")
    return context


def secured(relay: SmtpReceiver, security: str, host: str = "relay.test", **login: str) -> Channel:
    return mail_channel(host, relay.port, relay=Relay(host, relay.port, security, **login))


async def failing(channel: Channel, tls: ssl.SSLContext | None = None) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await sender(tls).send(channel, delivery())
    return caught.value


async def test_a_mail_arrives_with_all_its_headers_and_both_parts() -> None:
    async with SmtpReceiver() as relay:
        answer = await sender().send(mail_channel(relay.host, relay.port, to=DESKS), delivery())
    (mail,) = relay.mails
    assert answer == "2.0.0 queued as 1"
    assert (mail.sender, mail.recipients) == ("alerts@parley.example", DESKS)
    message = mail.message
    assert message["Subject"] == f"[URGENT] {TITLE} — Coordination Headquarters"
    assert message["Message-ID"] == f"<{delivery().key}@parley.example>"
    assert message["Date"] == "Mon, 02 Jun 2025 11:05:30 +0000"
    assert message["List-Id"] == "Parley <newsroom.parley.parley.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["X-Parley-Alert"] == alert().key
    assert message["X-Parley-Revision"] == "1"
    assert message["X-Parley-Delivery"] == delivery().key
    assert message.get_content_type() == "multipart/alternative"


async def test_the_plain_part_is_good_to_read() -> None:
    async with SmtpReceiver() as relay:
        await sender().send(mail_channel(relay.host, relay.port), delivery(update()))
    assert relay.mails[0].part("plain").splitlines() == [
        "Відбувся обмін полоненими: додому повертаються 270 захисників",
        "",
        "URGENT · update 1",
        "Coordination Headquarters · UA",
        "",
        "status: planned → done",
        "prisoners: 250 → 270",
        "",
        "Matched: Prisoner exchange; Negotiation round",
        "  > Відбувся [[обмін полоненими]]: додому повертаються 270 захисників",
        "  > [[Обмін полоненими]] пройшов за домовленостями, досягнутими в Стамбулі.",
        "  > Наступний [[раунд переговорів]] сторони готують на кінець тижня.",
        "",
        "https://hq.example.org/news/270?lang=uk",
        "",
        "Published  Mon 2 Jun 2025 13:58 UTC+3",
        "Seen       Mon 2 Jun 2025 14:05 UTC+3",
        "Language   Ukrainian",
        "",
        "-- ",
        "Sent to desk Newsroom by channel newsroom-mail: facts changed; rules:",
        "exchange.uk, round.uk.",
        f"Alert {alert().key}, revision 2",
    ]


async def test_an_update_stands_in_the_thread_of_its_alert() -> None:
    async with SmtpReceiver() as relay:
        channel = mail_channel(relay.host, relay.port)
        await sender().send(channel, delivery())
        await sender().send(channel, delivery(update(), key="b" * 64))
        await sender().send(channel, delivery(alert(key="another"), key="c" * 64))
    first, second, other = (mail.message for mail in relay.mails)
    assert second["Subject"].startswith("[URGENT] Update 1: Відбувся")
    assert first["References"] == first["In-Reply-To"] == second["References"] == second["In-Reply-To"]
    assert other["References"] != first["References"]
    assert len({first["Message-ID"], second["Message-ID"], other["Message-ID"]}) == 3


async def test_a_retry_is_the_same_mail_byte_for_byte() -> None:
    async with SmtpReceiver(faults=[SmtpFault("data", "drop", after=True, times=1)]) as relay:
        channel = mail_channel(relay.host, relay.port)
        with pytest.raises(ChannelError) as caught:
            await sender().send(channel, delivery())
        await sender().send(channel, delivery(attempt=2))
    assert caught.value.reason == "disconnected"
    first, second = relay.mails
    assert first.raw == second.raw


async def test_some_recipients_refused_is_sent_and_told() -> None:
    fault = SmtpFault("rcpt", "reply", "550 5.1.1 no such desk", only=DESKS[1])
    async with SmtpReceiver(faults=[fault]) as relay:
        answer = await sender().send(mail_channel(relay.host, relay.port, to=DESKS), delivery())
    assert relay.mails[0].recipients == (DESKS[0], DESKS[2])
    assert answer == f"partly: refused {DESKS[1]} (550 5.1.1 no such desk); 2.0.0 queued as 1"


async def test_who_was_put_off_is_asked_again_and_nobody_else() -> None:
    faults = [
        SmtpFault("rcpt", "reply", "450 4.2.0 greylisted", only=DESKS[1], times=2),
        SmtpFault("rcpt", "reply", "550 5.1.1 no such desk", only=DESKS[2]),
    ]
    async with SmtpReceiver(faults=faults) as relay:
        mailer, channel = sender(), mail_channel(relay.host, relay.port, to=DESKS)
        for attempt in (1, 2):
            with pytest.raises(DeliveryError) as caught:
                await mailer.send(channel, delivery(attempt=attempt))
            assert (caught.value.reason, caught.value.permanent) == ("some_refused", False)
            assert not isinstance(caught.value, ChannelError)
            assert f"{DESKS[1]} (450 4.2.0 greylisted)" in str(caught.value)
        answer = await mailer.send(channel, delivery(attempt=3))
    assert [mail.recipients for mail in relay.mails] == [(DESKS[0],), (DESKS[1],)]
    assert relay.mails[0].raw == relay.mails[1].raw
    assert answer == f"partly: refused {DESKS[2]} (550 5.1.1 no such desk); 2.0.0 queued as 1; 2.0.0 queued as 2"


async def test_a_connection_lost_between_keeps_in_mind_who_took_the_mail() -> None:
    faults = [
        SmtpFault("rcpt", "reply", "450 4.2.0 greylisted", only=DESKS[1], times=1),
        SmtpFault("rcpt", "drop", only=DESKS[1], times=1),
    ]
    async with SmtpReceiver(faults=faults) as relay:
        mailer, channel = sender(), mail_channel(relay.host, relay.port, to=DESKS)
        for reason in ("some_refused", "disconnected"):
            with pytest.raises(DeliveryError) as caught:
                await mailer.send(channel, delivery())
            assert caught.value.reason == reason
        answer = await mailer.send(channel, delivery())
    assert [mail.recipients for mail in relay.mails] == [(DESKS[0], DESKS[2]), (DESKS[1],)]
    assert answer == f"2.0.0 queued as 1 ({DESKS[0]}, {DESKS[2]}); 2.0.0 queued as 2 ({DESKS[1]})"


async def test_put_off_first_and_refused_for_good_later_is_sent_and_told() -> None:
    faults = [
        SmtpFault("rcpt", "reply", "450 4.2.0 greylisted", only=DESKS[1], times=1),
        SmtpFault("rcpt", "reply", "550 5.1.1 no such desk", only=DESKS[1]),
    ]
    async with SmtpReceiver(faults=faults) as relay:
        mailer, channel = sender(), mail_channel(relay.host, relay.port, to=DESKS)
        with pytest.raises(DeliveryError, match="some_refused"):
            await mailer.send(channel, delivery())
        answer = await mailer.send(channel, delivery())
    assert answer == f"partly: refused {DESKS[1]} (550 5.1.1 no such desk); 2.0.0 queued as 1"


def test_accounts_are_kept_for_the_latest_deliveries_only() -> None:
    accounts = Accounts(most=2)
    for key in ("a", "b", "a", "c"):
        accounts.keep(key, Account(took={DESKS[0]: "accepted"}))
    assert [bool(accounts.of(key).took) for key in "abc"] == [True, False, True]
    accounts.close("a")
    assert not accounts.of("a").took


@pytest.mark.parametrize(
    ("faults", "permanent"),
    [
        ([SmtpFault("rcpt", "reply", "550 5.1.1 no such desk")], True),
        ([SmtpFault("rcpt", "reply", "450 4.2.0 greylisted")], False),
        (
            [
                SmtpFault("rcpt", "reply", "550 5.1.1 no such desk", only=DESKS[0]),
                SmtpFault("rcpt", "reply", "452 4.2.2 mailbox full"),
            ],
            False,
        ),
        ([SmtpFault("data", "reply", "554 5.7.1 looks like spam")], True),
        ([SmtpFault("data", "reply", "451 4.3.0 try later")], False),
    ],
)
async def test_a_refused_mail_is_dead_only_where_the_refusal_is_final(faults: list[SmtpFault], permanent: bool) -> None:
    async with SmtpReceiver(faults=faults) as relay:
        error = await failing(mail_channel(relay.host, relay.port, to=DESKS))
    assert (error.reason, error.permanent) == ("refused", permanent)
    assert not isinstance(error, ChannelError)
    assert faults[-1].reply in str(error)
    assert relay.mails == []


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (SmtpFault("mail", "reply", "550 5.7.1 you may not send"), "sender_refused"),
        (SmtpFault("mail", "reply", "451 4.3.0 database down"), "unavailable"),
        (SmtpFault("data", "reply", "421 4.3.2 closing"), "unavailable"),
        (SmtpFault("rcpt", "drop"), "disconnected"),
        (SmtpFault("rcpt", "hang"), "timeout"),
        (SmtpFault("data", "hang"), "timeout"),
    ],
)
async def test_a_relay_that_fails_is_a_failure_of_the_channel(fault: SmtpFault, reason: str) -> None:
    async with SmtpReceiver(faults=[fault]) as relay:
        started = time.monotonic()
        error = await failing(mail_channel(relay.host, relay.port, timeout=timedelta(seconds=0.6)))
    assert (error.reason, error.permanent) == (reason, False)
    assert isinstance(error, ChannelError)
    assert time.monotonic() - started < 4


async def test_starttls_is_verified_against_the_relays_name() -> None:
    async with SmtpReceiver(tls=serving()) as relay:
        await sender(trusting()).send(secured(relay, "starttls"), delivery())
        wrong_name = await failing(secured(relay, "starttls", "other.test"), trusting())
        stranger = await failing(secured(relay, "starttls"))
    assert [mail.tls for mail in relay.mails] == [True]
    assert (wrong_name.reason, stranger.reason) == ("tls", "tls")
    assert "other.test" in str(wrong_name)


async def test_tls_from_the_first_byte() -> None:
    async with SmtpReceiver(tls=serving(), implicit_tls=True) as relay:
        await sender(trusting()).send(secured(relay, "tls"), delivery())
        stranger = await failing(secured(relay, "tls"))
    assert len(relay.mails) == 1
    assert stranger.reason == "tls"


async def test_a_relay_that_drops_starttls_gets_no_mail() -> None:
    async with SmtpReceiver() as relay:
        error = await failing(secured(relay, "starttls"), trusting())
    assert isinstance(error, ChannelError)
    assert "STARTTLS" in str(error)
    assert relay.mails == []


async def test_login_over_tls_and_its_failure_without_the_password_in_it() -> None:
    async with SmtpReceiver(tls=serving(), login=("parley", "right")) as relay:
        await sender(trusting()).send(secured(relay, "starttls", username="parley", password="right"), delivery())
        error = await failing(secured(relay, "starttls", username="parley", password="wr0ng"), trusting())
    assert relay.mails[0].user == "parley"
    assert error.reason == "auth"
    assert not error.permanent
    assert "wr0ng" not in str(error)


async def test_an_address_that_may_not_be_dialled_is_named_and_not_permanent() -> None:
    error = await failing(mail_channel("intranet.test", 25))
    assert (error.reason, error.permanent) == ("address_refused", False)
    assert isinstance(error, ChannelError)


async def test_only_what_the_guard_returns_is_dialled_in_its_order() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed_port = taken.getsockname()[1]
    nobody = await failing(mail_channel("relay.test", closed_port))
    assert nobody.reason == "connect"
    async with SmtpReceiver() as relay:
        names = LoopbackAddresses({"relay.test": ["::1", "127.0.0.1"]})
        await EmailSender(names).send(mail_channel("relay.test", relay.port), delivery())
    assert len(relay.mails) == 1
    assert names.asked == [("relay.test", relay.port)]


async def test_an_address_that_no_command_can_carry_is_a_mistake_of_the_channel() -> None:
    async with SmtpReceiver() as relay:
        error = await failing(mail_channel(relay.host, relay.port, to=("чергова@news.example",)))
    assert isinstance(error, ChannelError)
    assert (error.reason, error.permanent) == ("bad_address", False)
    assert relay.mails == []
