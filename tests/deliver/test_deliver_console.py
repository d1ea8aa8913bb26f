"""The console: readable, and never steered by an item."""

import contextlib
import io
import os
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from monitor.deliver.console import ConsoleSender
from monitor.deliver.retry import ChannelError
from monitor.model.alert import Delivery, RuleHit
from monitor.model.content import Span
from tests.support.alerts import alert, delivery, hook_channel, update

STYLES = re.compile("\x1b\\[[0-9;]*m")
CHANNEL = hook_channel("http://127.0.0.1:1/", id="terminal")


async def printed(sent: Delivery, *, colour: bool = False) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=100, force_terminal=colour, color_system="truecolor" if colour else None)
    assert await ConsoleSender(console).send(CHANNEL, sent) == "shown on terminal"
    return stream.getvalue()


async def test_a_desk_reads_headline_source_time_evidence_rules_and_link() -> None:
    lines = [line.rstrip() for line in (await printed(delivery())).splitlines()]
    assert lines[0].startswith(" URGENT ")
    assert lines[1:] == [
        "Відбувся [[обмін полоненими]]: додому повертаються 270 захисників",
        "Coordination Headquarters · UA · Ukrainian",
        "  [[Обмін полоненими]] пройшов за домовленостями, досягнутими в Стамбулі.",
        "  Наступний [[раунд переговорів]] сторони готують на кінець тижня.",
        "matched    Prisoner exchange; Negotiation round",
        "published  Mon 2 Jun 2025 13:58 UTC+3",
        "seen       Mon 2 Jun 2025 14:05 UTC+3",
        "link       https://hq.example.org/news/270?lang=uk",
        "",
    ]


async def test_an_update_shows_old_and_new() -> None:
    shown = await printed(delivery(update()))
    assert "URGENT update 1" in shown
    assert "status: planned → done" in shown


async def test_in_colour_the_matched_words_are_highlighted() -> None:
    shown = await printed(delivery(), colour=True)
    assert re.search("\x1b\\[[0-9;]*43mобмін полоненими\x1b", shown)
    assert "[[" not in shown


async def test_a_pipe_gets_no_escape_and_no_line_wider_than_asked() -> None:
    shown = await printed(delivery(alert(text="довге слово " * 500)))
    assert "\x1b" not in shown
    assert max(len(line) for line in shown.splitlines()) <= 100


async def test_brackets_in_an_item_are_text() -> None:
    title = "[bold red]exchange[/] [link=file:///x]here[/link] [/nothing]"
    assert title in await printed(delivery(alert(title=title, hits=())), colour=False)


@pytest.mark.parametrize("colour", [False, True])
@given(words=st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\x1b\x9b\x07[]0m;\r\x08\ud800\u202e"))))
async def test_no_control_character_of_an_item_reaches_the_terminal(colour: bool, words: str) -> None:
    hit = RuleHit(words, words, "exchange", "flash", (Span("title", 0, len(words), words),))
    told = update(title=words, text=words, url=words, lang=words, source_name=words, body=words, hits=(hit,))
    shown = STYLES.sub("", await printed(delivery(told, desk_name=words), colour=colour))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown)


async def test_a_closed_stream_is_a_failure_of_the_channel() -> None:
    stream = io.StringIO()
    console = Console(file=stream)
    stream.close()
    with pytest.raises(ChannelError) as caught:
        await ConsoleSender(console).send(CHANNEL, delivery())
    assert caught.value.reason == "console"


async def test_a_pipe_that_nobody_reads_any_more_is_a_failure_of_the_channel_every_time() -> None:
    reasons = []
    reading, writing = os.pipe()
    # Closing flushes what could not be written, and fails again.
    with contextlib.suppress(BrokenPipeError), os.fdopen(writing, "w", encoding="utf-8") as stream:
        sender = ConsoleSender(Console(file=stream, width=100))
        await sender.send(CHANNEL, delivery())
        os.close(reading)
        for _ in range(3):
            with pytest.raises(ChannelError) as caught:
                await sender.send(CHANNEL, delivery())
            reasons.append(caught.value.reason)
    assert reasons == ["console"] * 3
