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
    assert fact.counts == ()
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
