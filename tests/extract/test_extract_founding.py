"""The report that Parley was made for, in our words."""

from datetime import date
from itertools import permutations

import pytest

from monitor.model.fact import Fact, Kind, Status
from tests.support.extraction import extractor

EN = (
    "Second group of Russian servicemen returned",
    (
        "In accordance with the Russian-Ukrainian agreements reached on 2 June in Istanbul, on 10 June a "
        "second group of "
        "Russian servicemen was returned from the territory controlled by the Kiev regime. In return, a "
        "group of Ukrainian "
        "servicemen was handed over. The Russian servicemen are now in Belarus, where they are given medical care. "
        "On 9 June the first stage of the exchange took place: servicemen under 25 came home. "
        "On 2 June the second round of talks was held in Istanbul. A third round of talks is being prepared."
    ),
)
RU = (
    "Возвращена вторая группа российских военнослужащих",
    (
        "В соответствии с российско-украинскими договорённостями, достигнутыми 2 июня в Стамбуле, 10 июня с "
        "подконтрольной киевскому режиму территории возвращена вторая группа российских военнослужащих. "
        "Взамен передана "
        "группа военнослужащих ВСУ. Сейчас российские военнослужащие находятся на территории Белоруссии. "
        "9 июня состоялся первый этап обмена, домой вернулись военнослужащие до 25 лет. "
        "2 июня в Стамбуле прошёл второй раунд переговоров. Готовится третий раунд переговоров."
    ),
)
UK = (
    "Повернуто другу групу російських військовослужбовців",
    (
        "Відповідно до домовленостей, досягнутих 2 червня у Стамбулі, 10 червня з підконтрольної київському режиму "
        "території повернуто другу групу російських військовослужбовців. Натомість передано групу "
        "військовослужбовців ЗСУ. "
        "Зараз російські військовослужбовці перебувають у Білорусі. 9 червня відбувся перший етап обміну, додому "
        "повернулися військові до 25 років. 2 червня у Стамбулі відбувся другий раунд переговорів. "
        "Готується третій раунд переговорів."
    ),
)


@pytest.fixture(params=[("en", EN), ("ru", RU), ("uk", UK)], ids=["en", "ru", "uk"])
def facts(request: pytest.FixtureRequest) -> tuple[Fact, ...]:
    lang, (title, text) = request.param
    return extractor("en", "ru", "uk").extract(title, text, lang, date(2025, 6, 10))


def _of(facts: tuple[Fact, ...], kind: Kind, *, background: bool) -> Fact:
    (fact,) = [fact for fact in facts if fact.kind is kind and fact.background is background]
    return fact


def test_the_news_is_the_second_group(facts: tuple[Fact, ...]) -> None:
    fact = _of(facts, Kind.EXCHANGE, background=False)
    assert fact.status is not None
    assert fact.status.value is Status.DONE
    assert fact.ordinal is not None
    assert (fact.ordinal.value.number, fact.ordinal.value.unit) == (2, "group")
    assert fact.ordinal.value.series == "istanbul:2025-06-02"
    assert {party.value for party in fact.parties} == {"RU", "UA"}
    assert [place.value for place in fact.transit] == ["BY"]
    assert fact.agreement is not None
    assert fact.agreement.value.place == "Istanbul"
    assert fact.agreement.value.day == date(2025, 6, 2)
    assert fact.dates is not None
    assert fact.dates.value.first == fact.dates.value.last == date(2025, 6, 10)


def test_the_first_stage_is_background(facts: tuple[Fact, ...]) -> None:
    fact = _of(facts, Kind.EXCHANGE, background=True)
    assert fact.ordinal is not None
    assert (fact.ordinal.value.number, fact.ordinal.value.unit) == (1, "stage")
    assert fact.dates is not None
    assert fact.dates.value.first == date(2025, 6, 9)
    assert [category.value for category in fact.categories] == ["under_25"]


def test_the_second_round_is_background_and_the_third_is_news(facts: tuple[Fact, ...]) -> None:
    held = _of(facts, Kind.NEGOTIATION, background=True)
    assert held.ordinal is not None
    assert held.ordinal.value.number == 2
    assert held.place is not None
    assert held.place.value == "Istanbul"
    assert held.status is not None
    assert held.status.value is Status.DONE
    assert held.dates is not None
    assert held.dates.value.first == date(2025, 6, 2)
    coming = _of(facts, Kind.NEGOTIATION, background=False)
    assert coming.ordinal is not None
    assert coming.ordinal.value.number == 3
    assert coming.status is not None
    assert coming.status.value is Status.PLANNED
    assert coming.dates is None


def test_news_comes_before_background(facts: tuple[Fact, ...]) -> None:
    assert [fact.background for fact in facts] == [False, False, True, True]


PARAGRAPHS = {
    "en": (
        (
            "In accordance with the agreements reached on 2 June in Istanbul, a second group of Russian servicemen was "
            "returned. In return, a group of Ukrainian servicemen was handed over. The Russian servicemen are now in "
            "Belarus."
        ),
        "On 9 June the first stage of the exchange of prisoners of war under 25 took place.",
        "On 2 June the second round of talks was held in Istanbul. A third round is being prepared.",
    ),
    "ru": (
        (
            "В соответствии с соглашениями, достигнутыми 2 июня в Стамбуле, возвращена вторая группа российских "
            "военнослужащих. Взамен передана группа военнослужащих ВСУ. Сейчас российские военнослужащие находятся в "
            "Белоруссии."
        ),
        "9 июня состоялся первый этап обмена военнопленными до 25 лет.",
        "2 июня в Стамбуле прошёл второй раунд переговоров. Готовится третий раунд.",
    ),
    "uk": (
        (
            "Відповідно до домовленостей, досягнутих 2 червня у Стамбулі, повернуто другу групу російських "
            "військовослужбовців. Натомість передано групу військовослужбовців ЗСУ. Зараз російські військовослужбовці "
            "перебувають у Білорусі."
        ),
        "9 червня відбувся перший етап обміну військовополоненими до 25 років.",
        "2 червня у Стамбулі відбувся другий раунд переговорів. Готується третій раунд.",
    ),
}


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("lang", PARAGRAPHS)
def test_two_exchanges_of_one_text_are_told_apart_in_any_order(lang: str, order: tuple[int, ...]) -> None:
    text = "\n".join(PARAGRAPHS[lang][index] for index in order)
    facts = extractor("en", "ru", "uk").extract("", text, lang, date(2025, 6, 10))
    news = _of(facts, Kind.EXCHANGE, background=False)
    assert (news.ordinal and news.ordinal.value.number, news.dates) == (2, None)
    assert [place.value for place in news.transit] == ["BY"]
    assert news.agreement is not None
    assert (news.agreement.value.place, news.agreement.value.day) == ("Istanbul", date(2025, 6, 2))
    stage = _of(facts, Kind.EXCHANGE, background=True)
    assert (stage.ordinal and stage.ordinal.value.number, stage.agreement) == (1, None)
    assert stage.dates is not None
    assert stage.dates.value.first == date(2025, 6, 9)
    assert [category.value for category in stage.categories] == ["under_25"]
    assert _of(facts, Kind.NEGOTIATION, background=True).place is not None
