"""What feeds do to ids, links, dates and texts, through parser, pipeline and both databases: no piece may be lost, none
doubled, and each raises the alerts it should."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.clock import SteppedClock
from monitor.model.identity import IdentityRules, Ids
from monitor.store import Database
from tests.support.newsroom import NOON, Case, Newsroom, changed, dated, each, edited, post, posts

MINUTE = timedelta(minutes=1)


# 1 to 5: ids that are not there, or no ids


def no_guid(room: Newsroom) -> None:
    document = posts("abc", guid=None)
    room.poll(document)
    room.poll([document[0], edited(document[1]), document[2]])
    room.poll(document[::-1])


def neither_guid_nor_unique_link(room: Newsroom) -> None:
    document = posts("abc", guid=None, link="https://mod.example/news/")
    room.poll(document)
    room.poll([post("d", guid=None, link="https://mod.example/news/"), *document[1:], document[0]])


def guid_rotates(room: Newsroom) -> None:
    for visit in range(12):
        shown = posts("abcdefgh"[max(0, 3 - visit) : 6])
        room.poll(changed(shown, guid=lambda one, visit=visit: f"{one.piece}-{visit}"))


def guid_rotates_and_texts_change(room: Newsroom) -> None:
    for visit in range(12):
        document = [
            post("a"),
            post("b", text=f"An exchange of prisoners took place: {200 + visit // 6} came home."),
            post("c"),
        ]
        room.poll(changed(document, guid=lambda one, visit=visit: f"{one.piece}-{visit}"))


# 6 to 10: ids that move


def guid_is_the_headline(room: Newsroom) -> None:
    before = dated("abc")
    slugs = {"guid": lambda one: f"https://mod.example/{one.title}".replace(" ", "-"), "permalink": lambda _: True}
    before = changed(before, link=lambda one: f"https://mod.example/{one.title}".replace(" ", "-"), **slugs)
    room.poll(before)
    after = changed([replace(before[0], title=f"{before[0].title} corrected"), *before[1:]], **slugs)
    after = [replace(after[0], link=after[0].guid), *after[1:]]
    room.poll(after)
    room.poll([replace(after[0], text=f"{after[0].text} More follows."), *after[1:]])


def scheme_changes(room: Newsroom) -> None:
    secure = changed(posts("abc"), guid=lambda one: one.link, permalink=lambda _: True)
    plain = changed(
        secure,
        guid=lambda one: str(one.guid).replace("https:", "http:"),
        link=lambda one: str(one.link).replace("https:", "http:"),
    )
    room.poll(secure)
    room.poll(plain)
    room.poll([edited(plain[0]), secure[1], plain[2]])


def host_flips(room: Newsroom) -> None:
    here = changed(posts("abc"), guid=lambda one: one.link, permalink=lambda _: True)
    there = changed(
        here,
        guid=lambda one: str(one.guid).replace("mod", "press.mod"),
        link=lambda one: str(one.link).replace("mod", "press.mod"),
    )
    for document in (here, there, there, [edited(there[0]), *there[1:]], here):
        room.poll(document)


def small_ids_in_two_feeds(room: Newsroom) -> None:
    for name, pieces in (("mod", "ab"), ("mfa", "xy"), ("mod", "abc"), ("mfa", "xyz")):
        document = [
            post(piece, guid=str(number), link=f"https://{name}.example/{piece}") for number, piece in enumerate(pieces)
        ]
        room.poll(document, name=name)


def guid_says_it_is_a_link_and_is_none(room: Newsroom) -> None:
    document = [
        post("a", guid="at://did:plc:a/1", permalink=True),
        post("b", guid="11757", permalink=True),
        post("c", guid="/news/c", link=None, permalink=True),
    ]
    room.poll(document)
    room.poll([edited(one) for one in document])
    room.poll([replace(document[2], guid="https://mod.example/news/c"), *document[:2]])


# 11 to 13: links


def one_article_in_two_feeds(room: Newsroom) -> None:
    document = dated("abc")
    room.poll(document)
    room.poll(changed(document, guid=lambda one: f"topic-{one.piece}"), name="topics")
    shorter = changed(dated("def"), text=lambda one: one.text)
    room.poll(shorter)
    room.poll(changed(shorter, text=lambda one: one.text[:50], guid=lambda one: f"topic-{one.piece}"), name="topics")


def links_carry_tracking(room: Newsroom) -> None:
    for visit, extra in enumerate(
        (
            "",
            "?utm_source=rss",
            "?fbclid=1&amp;utm_medium=feed",
            "?PHPSESSID=0123456789abcdef0",
            ";jsessionid=77",
            "?from=rss#comments",
        )
    ):
        document = changed(posts("abc", guid=None), link=lambda one, extra=extra: f"{one.link}{extra}")
        room.poll([edited(document[0]), *document[1:]] if visit > 2 else document)
    room.poll(changed(posts("bc", guid=None), link=lambda one: f"https://vk.com/away.php?to={one.link}"))


def parameters_that_are_the_id(room: Newsroom) -> None:
    names = ("id", "p", "newsid", "ELEMENT_ID", "sid", "cid", "PHPSESSID")
    document = [
        post(f"{name}{number}", guid=None, link=f"https://mod.example/?{name}={number}")
        for name in names
        for number in (1, 2)
    ]
    room.poll(document)
    room.poll(changed(document, link=lambda one: f"{one.link}&amp;utm_source=rss"))
    room.poll([edited(one) for one in document])


# 14 to 18: edits, dates, flapping


def now_is_the_date(room: Newsroom) -> None:
    for visit in range(5):
        room.poll(posts("abc", date=NOON + timedelta(minutes=10 * visit)))


def refreshed_dates(room: Newsroom) -> None:
    document = dated("abcd")
    for visit in range(5):
        room.poll(changed(document, date=lambda one, visit=visit: one.date + timedelta(hours=visit)))


def flapping(room: Newsroom) -> None:
    one, other = (
        post("a", text="An exchange of prisoners took place. Updated Jul 24"),
        post("a", text="An exchange of prisoners took place. Updated Jul 25"),
    )
    for visit in range(20):
        room.poll([one if visit % 2 else other, post("b")], after=2 * MINUTE)


# 19 to 23: migrations


def the_policy_changes(room: Newsroom) -> None:
    room.poll(posts("abc"))
    for rules in (
        IdentityRules(ids=Ids.ROTATE),
        IdentityRules(ids=Ids.REPEAT),
        IdentityRules(unique_links=False),
        IdentityRules(),
    ):
        room.set_rules(rules)
        room.poll(posts("abc"))
        room.poll([edited(post("a")), *posts("bc")])
        room.poll(posts("abc"))


def everything_is_issued_anew(room: Newsroom) -> None:
    room.poll(dated("abcdefgh"))
    anew = changed(
        dated("abcdefgh"),
        guid=lambda one: f"node/{ord(one.piece)}",
        link=lambda one: f"https://mod.example/node/{ord(one.piece)}",
    )
    room.poll(anew)
    room.poll([*dated("i"), *anew[:7]])


def everything_is_issued_anew_undated(room: Newsroom) -> None:
    room.poll(posts("abcdefgh"))
    anew = changed(
        posts("abcdefgh"),
        guid=lambda one: f"node/{ord(one.piece)}",
        link=lambda one: f"https://mod.example/node/{ord(one.piece)}",
    )
    room.poll(anew)
    room.poll([*posts("i"), *anew[:7]])


def the_feed_moves(room: Newsroom) -> None:
    document = changed(posts("abcdef"), guid=lambda one: one.link, permalink=lambda _: True)
    room.poll(document)
    room.move("https://defence.example/rss")
    there = changed(
        document,
        guid=lambda one: str(one.guid).replace("mod.", "www.defence."),
        link=lambda one: str(one.link).replace("mod.", "www.defence."),
    )
    room.poll(there)
    room.poll([*changed(posts("g"), link=lambda _: "https://www.defence.example/news/g"), *there[:5]])


def purged_and_back(room: Newsroom) -> None:
    for pieces in ("abcdef", "ef", "", "efg", "abcdefg"):
        room.poll(posts(pieces))


def dates_of_all_kinds(room: Newsroom) -> None:
    room.poll([])
    room.poll([*dated("a"), post("b", date=NOON - timedelta(days=400)), post("c", date=NOON + timedelta(days=300))])
    room.poll(
        [
            post("b", date=NOON - timedelta(days=1)),
            *dated("a"),
            post("c"),
            post("d", date=datetime(1970, 1, 1, tzinfo=UTC)),
        ]
    )


# 24 to 29: the same name for another piece


def same_title(room: Newsroom) -> None:
    first = post("a", title="Prisoner exchange", text="An exchange of prisoners took place: 205 came home on Sunday.")
    second = post("b", title="Prisoner exchange", text="An exchange of prisoners took place: 270 came home on Friday.")
    room.poll([first])
    room.poll([second, first])
    room.poll([second])


def rolling_page(room: Newsroom) -> None:
    page = "https://mod.example/exchange"
    room.poll([post("a", link=page)])
    room.poll([post("b", link=page)])
    room.poll([post("c", link=page), post("b", link=page)])
    room.poll(posts("bca", link=page))


def guid_reused(room: Newsroom) -> None:
    room.poll(posts("ab", guid=None))
    room.poll([post("a", guid="7"), post("b", guid="8")])
    room.poll([post("c", guid="7"), post("b", guid="8")])
    room.poll([post("c", guid="7"), post("d", guid="8")])


def language_twins(room: Newsroom) -> None:
    document = [
        post(f"{piece}-{lang}", guid=None, link=f"https://mod.example/{lang}/news/{piece}")
        for piece in "ab"
        for lang in ("ru", "en")
    ]
    room.poll(document[:2])
    room.poll(document)


def spelling_of_addresses(room: Newsroom) -> None:
    spelt = [
        (
            "https://минобороны.example/новости/й",
            "https://xn--90anlfbebar6i.example/%d0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/%D0%B8%CC%86",
        ),
        ("HTTPS://Mod.Example:443/%7Epress/2/", "https://mod.example/~press/2"),
        ("https://mod.example/a%2fb", "https://mod.example/a%2Fb"),
    ]
    for number in (0, 1, 0):
        room.poll([post(str(at), guid=None, link=both[number]) for at, both in enumerate(spelt)])
    room.poll([edited(post(str(at), guid=None, link=both[1])) for at, both in enumerate(spelt)])


def entities_and_breaks(room: Newsroom) -> None:
    room.poll([post("a", guid="x?a=1&amp;b=2", link="https://mod.example/?id=1&amp;l=2"), post("b")])
    room.poll([post("a", guid="<![CDATA[x?a=1&b=2]]>", link="<![CDATA[https://mod.example/?id=1&l=2]]>"), post("b")])
    room.poll(
        [edited(post("a", guid="\n x?a=1&amp;amp;b=2\n", link="\nhttps://mod.example/\n?id=1&amp;amp;l=2")), post("b")]
    )


# 30 and 32


def endless_guid(room: Newsroom) -> None:
    document = changed(posts("abc"), guid=lambda one: "g" * 5000 + one.piece)
    room.poll(document)
    room.poll([edited(one) for one in document])


def an_old_copy_between(room: Newsroom) -> None:
    old, new = dated("abcdef"), [*dated("gh"), *dated("abcd")]
    for document in (old, new, old, new, old, old, new):
        room.poll(document, after=15 * MINUTE)


CASES = [
    Case("1 no guid", no_guid, updates=0),
    Case("2 neither guid nor unique link", neither_guid_nor_unique_link),
    Case("3 empty and blank guids", each(posts("ab", guid=""), posts("ba", guid=" \n"), posts("abc", guid=""))),
    Case(
        "4 one guid for all",
        each(
            posts("abc", guid="same"),
            posts("dabc", guid="same"),
            [edited(post("a", guid="same")), *posts("bcd", guid="same")],
        ),
    ),
    Case("5 guids rotate", guid_rotates),
    Case("5 guids rotate and a text changes", guid_rotates_and_texts_change, updates=1),
    Case("6 the guid is the headline", guid_is_the_headline, updates=1),
    Case("7 http and https", scheme_changes),
    Case("8 the host flips and back", host_flips),
    Case("9 small ids in two feeds", small_ids_in_two_feeds, sources=("mod", "mfa")),
    Case("10 a guid that says it is a link", guid_says_it_is_a_link_and_is_none),
    Case("11 one article in two feeds", one_article_in_two_feeds, alerts=6, sources=("mod", "topics")),
    Case("12 links carry tracking", links_carry_tracking),
    Case("13 parameters that are the id", parameters_that_are_the_id),
    Case(
        "14 a title is edited",
        each(posts("abc"), [replace(post("a"), title="Another headline"), *posts("bc")]),
        updates=1,
    ),
    Case("15 a text is edited", each(posts("abc"), [edited(post("a")), *posts("bc")])),
    Case("16 dates are refreshed", refreshed_dates),
    Case("17 now is the date", now_is_the_date),
    Case("18 a text flaps", flapping),
    Case("19 the policy changes", the_policy_changes),
    Case("20 everything is issued anew", everything_is_issued_anew),
    Case("20 everything is issued anew, undated", everything_is_issued_anew_undated),
    Case("21 the feed moves", the_feed_moves),
    Case("22 purged and back", purged_and_back),
    Case("23 dates of all kinds", dates_of_all_kinds, alerts=3),
    Case("24 the same title, another event", same_title),
    Case("25 the same page, another event", rolling_page),
    Case("26 a guid is used again", guid_reused),
    Case("27 language twins", language_twins),
    Case("28 spelling of addresses", spelling_of_addresses),
    Case("29 entities and line breaks", entities_and_breaks),
    Case("30 an endless guid", endless_guid),
    Case("32 an old copy between two new ones", an_old_copy_between),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_is_lost_and_nothing_doubled(case: Case, database: Database, clock: SteppedClock) -> None:
    case.judge(database, clock)
