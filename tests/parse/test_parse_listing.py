"""Listing pages: by a profile of the operator's, by those that come with the program, and by what is repeated."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.errors import ParseError
from monitor.model.catalog import ListingProfile, SourceKind
from monitor.model.content import Entry, ParsedFeed
from monitor.parse.document import parse_document
from monitor.parse.profiles import PROFILES
from monitor.parse.selection import selector_faults

URL = "https://mod.example/en/news/"
PAGES = Path(__file__).parents[2] / "../shared/captures/pages"


def parse(body: str | bytes, profile: ListingProfile | None = None, max_entries: int = 100) -> ParsedFeed:
    encoded = body if isinstance(body, bytes) else body.encode()
    return parse_document(encoded, {}, URL, SourceKind.PAGE, profile, "Europe/Moscow", max_entries)


def reason(body: str, profile: ListingProfile | None = None) -> str:
    with pytest.raises(ParseError) as refused:
        parse(body, profile)
    return refused.value.reason


OWN = ListingProfile("own", item=".row", link="a@href", title="h3", date=".d", text="p", id="@data-id")
ROW = """<div class="row" data-id="{0}"><h3>Обмен <b>№ {0}</b></h3><p>Сто &amp; один.</p>
  <i class="d">{0} июня 2025, 10:00</i><a href="../{0}.html">далее</a></div>"""


def test_a_profile_of_the_operators() -> None:
    feed = parse(f"<html lang=ru><title>Новости</title><body>{ROW.format(2)}{ROW.format(3)}</body></html>", OWN)
    assert (feed.title, feed.lang) == ("Новости", "ru")
    assert feed.entries[0] == Entry(
        id="2",
        link="https://mod.example/en/2.html",
        title="Обмен № 2",
        text="Сто & один.",
        published=datetime(2025, 6, 2, 7, tzinfo=UTC),
        lang="ru",
    )
    assert [entry.id for entry in feed.entries] == ["2", "3"]


def test_pages_say_their_encoding_or_show_it() -> None:
    page = f"<html><head><meta charset=windows-1251></head><body>{ROW.format(2)}</body></html>"
    for body in (page.encode("windows-1251"), page.replace("windows-1251", "utf-8").encode("windows-1251")):
        assert parse(body, OWN).entries[0].title == "Обмен № 2"


def test_the_limit_and_repeated_items() -> None:
    rows = "".join(ROW.format(n) for n in (1, 2, 3, 1, 2))
    feed = parse(f"<body>{rows}</body>", OWN, max_entries=2)
    assert [entry.id for entry in feed.entries] == ["1", "2"]
    assert feed.skipped == 1


@pytest.mark.parametrize(
    ("second", "month_first", "expected"),
    [
        ("06/13/2025", False, (2025, 6, 2)),
        ("13/06/2025", False, (2025, 2, 6)),
        ("", False, (2025, 2, 6)),
        ("", True, (2025, 6, 2)),
    ],
)
def test_which_number_is_the_month_is_seen_from_the_other_items(
    second: str, month_first: bool, expected: tuple[int, int, int]
) -> None:
    rows = "".join(
        f'<div class=row data-id={n}><a href="/{n}">Talks</a><h3>Talks</h3><i class=d>{date}</i></div>'
        for n, date in enumerate(("06/02/2025 12:00", second))
    )
    profile = ListingProfile("own", item=".row", title="h3", date=".d", month_first=month_first)
    published = parse(rows, profile).entries[0].published
    assert published == datetime(*expected, 9, tzinfo=UTC)


TELEGRAM = """<html><body><div class="tgme_channel_info"><a href="https://t.me/mod">Ministry</a></div>
<div class="tgme_widget_message_wrap"><div class="tgme_widget_message js-widget_message" data-post="mod/{0}">
 <div class="tgme_widget_message_bubble"><div class="tgme_widget_message_author"><a href="https://t.me/mod">M</a></div>
 <div class="tgme_widget_message_text js-message_text" dir="auto"><b>Обмен {0}</b><br/><br/>Сто человек дома.
 <br/>Списки сверены.</div>
 <div class="tgme_widget_message_footer"><span class="tgme_widget_message_views">2K</span>
 <a class="tgme_widget_message_date" href="https://t.me/mod/{0}">
 <time datetime="2025-06-02T10:00:00+00:00">13:00</time></a>
 </div></div></div></div></body></html>"""


def test_telegrams_preview() -> None:
    (entry,) = parse(TELEGRAM.format(17)).entries
    assert entry == Entry(
        id="mod/17",
        link="https://t.me/mod/17",
        title="Обмен 17",
        text="Обмен 17\nСто человек дома.\nСписки сверены.",
        published=datetime(2025, 6, 2, 10, tzinfo=UTC),
    )


SYSTEMS = {
    "bitrix": """<div class="news-list"><p class="news-item" id="bx_{0}">
      <span class="news-date-time">0{0}.06.2025</span>
      <a href="/news/{0}/"><b>The ministers met for talks {0}</b></a><br>They spoke at length.</p></div>""",
    "wordpress": """<article class="post type-post hentry"><h2 class="entry-title">
      <a href="/news/{0}/">The ministers met for talks {0}</a></h2>
      <time class="entry-date published" datetime="2025-06-0{0}T00:00:00+03:00">today</time>
      <div class="entry-summary"><p>They spoke at length.</p></div></article>""",
    "drupal": """<div class="views-row"><div class="views-field views-field-created"><span>June {0}, 2025</span></div>
      <div class="views-field views-field-title">
      <a href="/news/{0}/">The ministers met for talks {0}</a></div></div>""",
    "gov.ua": """<div class="news__list"><div class="news__item"><p class="date">{0} червня 2025</p>
      <h3><a href="/news/{0}/">The ministers met for talks {0}</a></h3></div></div>""",
    "tabs": """<a class="tabs-content__item" href="/news/{0}/"><h2>The ministers met for talks {0}</h2>
      <span class="date _small">0{0}.06.2025</span></a>""",
    "liferay": """<div class="portlet-asset-publisher"><table><tbody><tr>
      <td><a href="/news/{0}/">The ministers met for talks {0}</a></td>
      <td>0{0}.06.2025</td></tr></tbody></table></div>""",
    "none that is known": """<section><li class="x"><em>0{0}/06/2025</em>
      <a href="/news/{0}/">The ministers met for talks {0}</a></li></section>""",
    "a table": """<table><tr><td>0{0}.06.25</td><td><a href='/news/{0}/'>The ministers met for talks {0}</a></td></tr>
      </table>""",
    "dates in titles": """<div><h4>
      <a href='/news/{0}/'>The ministers met for talks {0} (June {0}, 2025, Vienna)</a></h4>
      </div>""",
}


@pytest.mark.parametrize("system", SYSTEMS)
def test_items_of_common_systems_are_found_without_a_profile(system: str) -> None:
    items = "".join(SYSTEMS[system].format(n) for n in (3, 2, 1))
    menu = "<nav><a href='/a'>About the ministry and its history</a> 01.01.2020</nav>"
    feed = parse(f"<html><body>{menu}<main>{items}</main><footer>© 2025, 05.05.2025</footer></body></html>")
    assert [entry.link for entry in feed.entries] == [f"https://mod.example/news/{n}/" for n in (3, 2, 1)]
    for entry, day in zip(feed.entries, (3, 2, 1), strict=True):
        assert entry.title.startswith(f"The ministers met for talks {day}")
        assert entry.published is not None
        assert entry.published.astimezone(tz=None).year == 2025
        assert (entry.published.month, entry.published.day) in {(6, day), (6, day - 1), (5, 31)}


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("02.06.2025 Talks of the ministers took place", 2),
        ("[2 June 2025] Talks of the ministers took place", 2),
        ("Statement of the ministry (June 2, 2025, Vienna)", 2),
        ("Briefing by the spokeswoman, Vienna, 2 June 2025", 2),
        ("On ten years of the agreement of 2 June 2015", None),
        ("The talks of 2 June 2025 and what follows", None),
    ],
)
def test_a_date_of_which_a_title_speaks_is_not_the_items(title: str, day: int | None) -> None:
    (entry,) = parse(f"<div class=row><a href=/1><h3>{title}</h3></a><i class=d></i></div>", OWN).entries
    assert (entry.published and entry.published.day) == (day and day - 1)  # in UTC


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", "empty"),
        ("<html><body>Nothing here.</body></html>", "no_items"),
        (
            "<html><title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/x.js'></script></html>",
            "challenge",
        ),
        ("<html><body><form><input name=u><input type=password name=p></form></body></html>", "login"),
    ],
)
def test_pages_without_items_are_refused_by_name(body: str, expected: str) -> None:
    assert reason(body) == expected
    assert reason(body, OWN) == expected


def test_the_programs_own_selectors_can_be_read_and_a_wrong_one_is_named() -> None:
    assert [fault for profile in PROFILES for fault in selector_faults(profile)] == []
    ((field, why),) = selector_faults(ListingProfile("own", item="div", title="h3[["))
    assert field == "title"
    assert why


@pytest.mark.parametrize(
    "bomb", ["<div>" * 20_000, "<li><time>2025-06-02</time>" * 5_000, "<a href=x>2025-06-02 " * 5_000]
)
@pytest.mark.timeout(30)
def test_deep_and_long_pages_end(bomb: str) -> None:
    assert outcome(f"<html><body>{bomb}") in {"read", "no_items"}


def outcome(body: str) -> str:
    try:
        parse(body)
    except ParseError as refused:
        return refused.reason
    return "read"


@pytest.mark.skipif(not PAGES.is_dir(), reason="the captured pages (../shared/captures/pages) are not here")
@pytest.mark.parametrize(
    ("name", "items", "dated"),
    [
        ("7801d415_press-release.html", 293, 293),
        ("bdae247e_belarus.html", 5, 2),
        ("c5b017b8_timor.html", 4, 4),
        ("8eeccc52_cameron.html", 1, 1),
    ],
)
def test_captured_listings_of_ministries(name: str, items: int, dated: int) -> None:
    entries = parse((PAGES / name).read_bytes(), max_entries=500).entries
    assert len(entries) == items
    assert sum(entry.published is not None for entry in entries) == dated
    assert all(entry.title and entry.link for entry in entries)
