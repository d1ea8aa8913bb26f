"""Any feed at all: shuffled, overlapping, re-dated, with ids that change and sites that move; no piece is lost, none
doubled.

One piece has its words and keeps one of its names from visit to visit; everything else about it may change at once.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.identify import keys, learn, policy_for
from monitor.model.content import Entry, Identified
from monitor.model.identity import IdentityHabits, IdentityRules
from tests.support.known import MemoryItems

MONDAY = datetime(2025, 6, 9, 12, 3, 17, tzinfo=UTC)
PIECES = 12
WORDS = ("buses", "reached", "the", "border", "with", "people", "of", "region")
LEARNED = IdentityRules()

HOSTS = st.sampled_from(["mod.example", "www.mod.example", "m.mod.example", "press.mod.example", "mod.example:443"])
SESSION = "?PHPSESSID=0a0a0a0a0a0a0a0a0a0a"
TRACKING = st.sampled_from(["", "?utm_source=rss", "?fbclid=1&utm_medium=feed", "#comments", SESSION])
SLASH = st.sampled_from(["", "/", "/amp/", "/index.html"])
KEPT = st.sampled_from(["id", "page", "moment"])


@dataclass(frozen=True)
class Look:
    """How a document looks: where the site is, how addresses are written, what each piece keeps, how far dates move."""

    scheme: str
    host: str
    slash: str
    tracking: str
    kept: str
    redated: int | None


LOOKS = st.builds(
    Look,
    scheme=st.sampled_from(["http", "https"]),
    host=HOSTS,
    slash=SLASH,
    tracking=TRACKING,
    kept=KEPT,
    redated=st.one_of(st.none(), st.integers(0, 5)),
)
WINDOWS = st.lists(st.integers(0, PIECES - 1), min_size=1, max_size=PIECES, unique=True)
VISITS = st.lists(st.tuples(LOOKS, WINDOWS), min_size=2, max_size=9)


def words(piece: int) -> str:
    return " ".join(f"{word}{piece}" for word in WORDS) + f" {piece}."


def entry(piece: int, visit: int, look: Look, *, edited: bool) -> Entry:
    """What is not kept changes with the visit."""
    page = f"/news/{piece}" if look.kept == "page" else f"/{visit}/{piece}"
    date = MONDAY + timedelta(minutes=7 * piece)
    if look.kept != "moment" and look.redated is not None:
        date += timedelta(minutes=look.redated)
    return Entry(
        id=f"id-{piece}" if look.kept == "id" else f"{visit}-{piece}",
        link=f"{look.scheme}://{look.host}{page}{look.slash}{look.tracking}",
        title=f"Statement {piece}",
        text=f"{words(piece)} It goes on." if edited else words(piece),
        published=date,
    )


class Reader:
    """Visits, and what every piece became."""

    def __init__(self) -> None:
        self.known = MemoryItems()
        self.habits = IdentityHabits()
        self.became: dict[int, set[str]] = defaultdict(set)
        self._visits = 0

    def visit(self, document: dict[int, Entry]) -> tuple[Identified, ...]:
        policy = policy_for(self.habits, LEARNED)
        decided = self.known.poll("mod", list(document.values()), policy)
        since = MONDAY + timedelta(minutes=self._visits) if self._visits else None
        self.habits = learn(self.habits, decided, since)
        self._visits += 1
        for piece, each in zip(document, decided, strict=True):
            self.became[piece].add(each.key)
        return decided

    def judge(self) -> None:
        doubled = {piece: found for piece, found in self.became.items() if len(found) > 1}
        owners = [key for found in self.became.values() for key in found]
        assert doubled == {}
        assert len(owners) == len(set(owners)), "two pieces share an item"
        assert {item.key for item in self.known.items.values()} == set(owners)


@given(visits=VISITS)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_pieces_that_keep_one_of_their_names_stay_what_they_are(visits: list[tuple[Look, list[int]]]) -> None:
    """The first document shows everything in all its names, and so does each: what a visit does not keep is new in it,
    and remembered."""
    reader = Reader()
    whole = Look("https", "mod.example", "", "", "id", None)
    for kept in ("id", "page"):
        look = replace(whole, kept=kept)
        reader.visit({piece: _with_all_names(piece, look) for piece in range(PIECES)})
    for number, (look, window) in enumerate(visits, start=2):
        reader.visit({piece: entry(piece, number, look, edited=False) for piece in window})
    reader.judge()


def _with_all_names(piece: int, look: Look) -> Entry:
    return replace(entry(piece, 0, look, edited=False), id=f"id-{piece}", link=f"https://mod.example/news/{piece}")


@given(visits=VISITS, edits=st.lists(st.integers(0, PIECES - 1), max_size=4))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_an_edit_under_a_kept_name_stays_the_piece(visits: list[tuple[Look, list[int]]], edits: list[int]) -> None:
    reader, plain = Reader(), Look("https", "mod.example", "", "", "id", None)
    reader.visit({piece: _with_all_names(piece, plain) for piece in range(PIECES)})
    for number, (look, window) in enumerate(visits, start=1):
        under_id = replace(look, kept="id")
        reader.visit({piece: entry(piece, number, under_id, edited=piece in edits) for piece in window})
    reader.judge()


@given(orders=st.lists(st.permutations(range(PIECES)), min_size=1, max_size=4), cut=st.integers(1, PIECES))
def test_the_order_of_documents_and_their_windows_never_matter(orders: list[list[int]], cut: int) -> None:
    reader = Reader()
    for order in orders:
        for window in (order[:cut], order[cut // 2 :], order):
            reader.visit({piece: _with_all_names(piece, Look("https", "x", "", "", "id", None)) for piece in window})
    reader.judge()
    assert len(reader.known.items) == PIECES


@pytest.mark.parametrize("moved", ["army.example", "mod.example"])
@given(window=st.lists(st.integers(0, PIECES - 1), min_size=6, max_size=PIECES, unique=True))
def test_a_site_that_moves_with_new_ids_and_addresses_brings_its_pieces_along(moved: str, window: list[int]) -> None:
    reader = Reader()
    reader.visit({piece: _with_all_names(piece, Look("https", "x", "", "", "id", None)) for piece in range(PIECES)})
    decided = reader.visit(
        {
            piece: Entry(f"n{piece}", f"https://{moved}/n/{piece}", f"Statement {piece}", words(piece), published=None)
            for piece in window
        }
    )
    reader.judge()
    assert {each.reason for each in decided} == {"renamed"}
    assert keys("mod", decided[0].entry).exact == decided[0].keys.exact
