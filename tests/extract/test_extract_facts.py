"""Spans, codes, languages and qualifiers: what the projection does not show."""

from collections.abc import Iterator
from datetime import date

import pytest

from monitor.extract import project
from monitor.model.content import Span
from monitor.model.fact import Fact, Kind, Qualifier, Said, Status
from tests.support.extraction import cases, extractor

LANGS = ("en", "ru", "uk")


def _read(text: str, lang: str | None = "en", published: date | None = None, title: str = "") -> tuple[Fact, ...]:
    return extractor(*LANGS).extract(title, text, lang, published)


def _spans(fact: Fact) -> Iterator[Span]:
    yield from fact.mention
    for name in Fact.__slots__:
        value = getattr(fact, name)
        for said in value if isinstance(value, tuple) else (value,):
            if isinstance(said, Said):
                yield said.span


@pytest.mark.parametrize("lang", LANGS)
def test_every_field_says_where_it_stands_in_the_original(lang: str) -> None:
    seen = 0
    for case in cases(lang):
        title, text = case.title.replace(" ", "\u00a0 "), case.text.replace("е", "е\u00ad")
        fields = {"title": title, "text": text}
        for fact in extractor(*LANGS).extract(title, text, lang, case.published):
            for span in _spans(fact):
                assert fields[span.field][span.start : span.end] == span.text != ""
                seen += 1
    assert seen > 100


def test_a_language_that_is_not_told_is_recognised() -> None:
    (fact,) = _read("Состоялся обмен пленными между Россией и Украиной.", lang=None)
    assert fact.kind is Kind.EXCHANGE
    (fact,) = _read("Відбувся обмін полоненими між Україною та Росією.", lang="xx")
    assert fact.kind is Kind.EXCHANGE


def test_a_text_about_something_else_has_no_facts() -> None:
    assert _read("The harbour was rebuilt after the storm, and ferries run again.") == ()
    assert _read("") == ()


def test_bodies_alone_are_a_fact_of_their_own() -> None:
    (fact,) = _read("Kyiv received the bodies of 1,212 fallen soldiers from Russia.")
    assert fact.kind is Kind.BODIES
    assert [(said.value.to, said.value.number) for said in fact.counts] == [("UA", 1212)]
    assert project([fact]) == {"alert": False, "exchange": None, "negotiation": None}


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("Russia and Ukraine exchanged at least 100 prisoners.", Qualifier.AT_LEAST),
        ("Russia and Ukraine exchanged about 100 prisoners.", Qualifier.ABOUT),
        ("Russia and Ukraine exchanged up to 100 prisoners.", Qualifier.UP_TO),
        ("Russia and Ukraine exchanged 100 prisoners.", Qualifier.EXACT),
    ],
)
def test_a_figure_says_how_it_is_meant(text: str, qualifier: Qualifier) -> None:
    (fact,) = _read(text)
    assert fact.total is not None
    assert (fact.total.value.number, fact.total.value.qualifier) == (100, qualifier)


def test_the_same_number_has_no_figure_of_its_own() -> None:
    (fact,) = _read("Из плена вернулись 50 российских военнослужащих. Столько же передано украинской стороне.", "ru")
    same = [said.value for said in fact.counts if said.value.qualifier is Qualifier.SAME]
    assert [(count.number, count.to) for count in same] == [(None, "UA")]
    assert project([fact])["exchange"]["counts"] == {"RU": 50, "UA": 50}  # type: ignore[index]  # a dict by contract


@pytest.mark.parametrize(
    ("text", "cameo", "plover"),
    [
        ("A prisoner swap between Russia and Ukraine took place.", "0841", "RETREAT:release"),
        ("A prisoner swap between Russia and Ukraine is planned.", "0353", "AGREE"),
        ("A prisoner swap between Russia and Ukraine was cancelled.", "1243", "REJECT:yield"),
        ("A second round of talks in Geneva was held.", "046", "CONSULT"),
        ("A second round of talks in Geneva is planned.", "036", "AGREE"),
        ("The second round of talks in Geneva was called off.", "164", "SANCTION:withdraw"),
    ],
)
def test_a_fact_carries_its_codes(text: str, cameo: str, plover: str) -> None:
    (fact,) = _read(text)
    assert (fact.codes.cameo, fact.codes.plover) == (cameo, plover)


def test_a_numbered_exchange_is_the_series_of_its_stage() -> None:
    (fact,) = _read("The first stage of the 66th exchange of prisoners took place.")
    assert fact.ordinal is not None
    assert (fact.ordinal.value.number, fact.ordinal.value.unit) == (1, "stage")
    assert fact.ordinal.value.series == "exchange:66"


def test_an_exchange_long_past_is_historic_and_background() -> None:
    (fact,) = _read("The spies were exchanged for captives on 10 February 1962.", published=date(2025, 6, 1))
    assert fact.status is not None
    assert fact.status.value is Status.HISTORIC
    assert fact.background


def test_what_is_not_said_is_none() -> None:
    (fact,) = _read("Prisoner swap between Russia and Ukraine", title="")
    assert (fact.status, fact.ordinal, fact.dates, fact.total, fact.agreement) == (None,) * 5
    assert (fact.counts, fact.categories, fact.mediators) == ((), (), ())


@pytest.mark.parametrize(
    "text",
    [
        "prisoner exchange 5 for 5 " * 5_000,
        "Russia. Ukraine frees prisoners; " * 3_000,
        "agreement, reached in Istanbul… " * 3_000,
        "«second round of talks» " * 5_000,
    ],
)
@pytest.mark.timeout(20)
def test_a_hostile_text_costs_a_bounded_time(text: str) -> None:
    assert len(_read(text)) < 200


def test_a_long_text_costs_no_more_than_its_beginning() -> None:
    text = "Prisoner swap between Russia and Ukraine took place. " + "Nothing else happened in town. " * 20_000
    assert len(_read(text)) == 1


def _only(text: str, lang: str = "en", published: date | None = None, title: str = "") -> Fact:
    (fact,) = _read(text, lang, published, title)
    return fact


def test_the_agreements_day_stands_before_its_verb_too() -> None:
    text = (
        "Im Rahmen der am 2. Juni in Istanbul erzielten Vereinbarungen kehrte am 10. Juni eine zweite Gruppe "
        "russischer Soldaten zurück. Im Gegenzug wurde der Ukraine eine Gruppe Kriegsgefangener übergeben."
    )
    (fact,) = extractor("de").extract("", text, "de", date(2025, 6, 10))
    assert fact.agreement is not None
    assert (fact.agreement.value.place, fact.agreement.value.day) == ("Istanbul", date(2025, 6, 2))
    assert fact.dates is not None
    assert fact.dates.value.first == date(2025, 6, 10)


def test_a_day_behind_the_istanbul_agreements_is_the_exchanges() -> None:
    fact = _only(
        "Відбувся обмін полоненими: у межах Стамбульських домовленостей 24 серпня повернулися 146 захисників.",
        "uk",
        date(2025, 8, 24),
    )
    assert fact.dates is not None
    assert fact.dates.value.first == date(2025, 8, 24)


def test_each_may_stand_before_the_verb() -> None:
    fact = _only("In the prisoner swap Russia and Ukraine each brought home 303 soldiers.")
    assert {(count.value.to, count.value.number) for count in fact.counts} == {("RU", 303), ("UA", 303)}


def test_a_figure_told_twice_counts_once() -> None:
    text = "Hamas handed over four Israeli women soldiers; in return Israel freed 200 Palestinian prisoners."
    fact = _only(text, title="Hamas frees four women soldiers")
    assert project([fact])["exchange"]["counts"] == {"IL": 4, "HAMAS": 200}  # type: ignore[index]  # a dict by contract


@pytest.mark.parametrize(
    "text",
    [
        "A prisoner swap of spies of 1962 was recalled.",
        "Two groups of soldiers came home in a prisoner exchange.",
        "In a prisoner exchange soldiers between 18 and 25 years old came home.",
    ],
)
def test_a_year_a_group_and_an_age_are_no_figures(text: str) -> None:
    fact = _only(text)
    assert (fact.counts, fact.total) == ((), None)


def test_a_day_is_not_the_number_of_an_exchange() -> None:
    assert _only("The third day of the prisoner exchange between Russia and Ukraine is over.").ordinal is None


def test_the_captor_does_not_receive() -> None:
    fact = _only("Украина и Россия обменялись пленными. Из российского плена освобождены 84 человека.", "ru")
    assert [(count.value.to, count.value.number) for count in fact.counts] == [("UA", 84)]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The second round of talks, planned for this week in Geneva, has been postponed.", Status.POSTPONED),
        ("Will there be a second round of talks between Kyiv and Moscow?", Status.PROPOSED),
        ("The second round of talks between Kyiv and Moscow will be held on Monday.", Status.PLANNED),
    ],
)
def test_a_round_is_as_far_as_it_is_said_last(text: str, status: Status) -> None:
    fact = _only(text)
    assert fact.status is not None
    assert fact.status.value is status


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The second round of talks between Kyiv and Moscow was held on Saturday.", date(2025, 8, 9)),
        ("The second round of talks between Kyiv and Moscow will be held on Tuesday.", date(2025, 8, 19)),
    ],
)
def test_a_weekday_lies_where_the_status_says(text: str, day: date) -> None:
    fact = _only(text, published=date(2025, 8, 14))
    assert fact.dates is not None
    assert fact.dates.value.first == day


def test_talks_about_an_exchange_are_held_before_it() -> None:
    facts = _read("Talks in Muscat on a prisoner exchange between the Houthis and the government.")
    (exchange,) = [fact for fact in facts if fact.kind is Kind.EXCHANGE]
    assert exchange.status is not None
    assert exchange.status.value is Status.PLANNED


def test_a_headline_that_offers_yields_to_the_round_that_was_held() -> None:
    facts = _read(
        "The Ukrainian and Russian delegations held three rounds of talks in Istanbul.",
        title="Turkey is ready to host a new round of talks between Ukraine and Russia",
    )
    assert len(facts) == 2
    negotiation = project(facts)["negotiation"]
    assert (negotiation["ordinal"], negotiation["place"]) == (3, "Istanbul")  # type: ignore[index]  # a dict by contract


def test_the_city_comes_before_the_host_country() -> None:
    facts = _read(
        "The second round of talks between the delegations took place in Sharm el-Sheikh.",
        title="Egypt hosts second round of talks between Israel and Hamas",
    )
    assert facts[0].place is not None
    assert facts[0].place.value == "Sharm el-Sheikh"


@pytest.mark.parametrize(
    ("lang", "text", "counts"),
    [
        (
            "ru",
            "Украине переданы тела 1 212 погибших военнослужащих, взамен получены тела 27 россиян.",
            [("UA", 1212), ("RU", 27)],
        ),
        ("ru", "Россия передала Украине 6 060 тел погибших. Всего обещано 9 000 тел.", [("UA", 6060)]),
        ("uk", "В Україну повернули тіла 1 200 полеглих захисників.", [("UA", 1200)]),
        ("en", "Ukraine said that it had received 6,057 bodies of fallen soldiers from Russia.", [("UA", 6057)]),
        ("en", "Russia handed over to Ukraine bodies of fallen soldiers, in two groups.", []),
    ],
)
def test_bodies_are_counted_by_the_side_that_receives_them(lang: str, text: str, counts: list[tuple[str, int]]) -> None:
    (fact,) = _read(text, lang=lang)
    assert fact.kind is Kind.BODIES
    assert [(said.value.to, said.value.number) for said in fact.counts] == counts
    assert all(said.span.text in text for said in fact.counts)
