"""The sources that are shipped: all of those that are known, by country, each with how it is known."""

import csv
from pathlib import Path

import pytest

from monitor.config import SourceBook, read_sources

KNOWN = Path("../shared/sources.csv")
GUESTS = {"by-sputnik-ru"}
"""Sources that speak for another side than that of the country they write for."""
CONFIRMED = ("probe_ok", "documented")


@pytest.fixture(scope="module")
def shipped() -> SourceBook:
    return read_sources(Path("config"), environ={})


def test_what_is_confirmed_is_watched_and_nothing_else(shipped: SourceBook) -> None:
    states = {each.source.id: (each.enabled, str(each.keys["evidence"])) for each in shipped.sources}
    wrong = {
        name: state
        for name, state in states.items()
        if state[0] is not (state[1].startswith(CONFIRMED) and "," not in state[1])
    }
    assert wrong == {}


def test_every_source_lies_with_its_country_and_says_for_whom_it_speaks(shipped: SourceBook) -> None:
    for each in shipped.sources:
        country = each.file.removeprefix("sources/").removesuffix(".yaml").upper()
        assert each.source.id.startswith(f"{country.lower()}-")
        assert each.source.side in {country, "third"} or each.source.id in GUESTS
        assert each.source.family
        assert {"tier", "body"} <= each.keys.keys()


def test_bodies_that_share_a_host_are_one_family_unless_they_are_guests(shipped: SourceBook) -> None:
    guests = {"t.me:443", "www.gov.uk:443", "www.gov.il:443"}
    families: dict[str, set[str]] = {}
    for each in shipped.sources:
        if each.source.host not in guests:
            families.setdefault(each.source.host, set()).add(each.source.family)
    assert {host: found for host, found in families.items() if len(found) > 1} == {}


@pytest.mark.skipif(not KNOWN.exists(), reason="the list of known sources is not here")
def test_every_known_source_is_there(shipped: SourceBook) -> None:
    with KNOWN.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    by_url = {each.source.url: each for each in shipped.sources}
    for row in rows:
        each = by_url[row["url"].replace("{org}", "")]
        assert each.file == f"sources/{row['country'].lower()}.yaml"
        assert str(each.keys["evidence"]).startswith(f"{row['status']} {row['evidence_date']}".strip())
    assert len(rows) == len(shipped.sources)
