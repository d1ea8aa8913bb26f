"""Dates in seventeen languages, in every order, whole, in part and relative to publication."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import fold
from monitor.text.dates import DateTables, date_tables, find_dates
from tests.support.extraction import lexicon_data

LANGUAGES = ["ar", "be", "bg", "de", "en", "es", "fa", "fr", "he", "it", "nl", "pl", "pt", "ru", "tr", "uk", "zh"]
PUBLISHED = date(2025, 6, 11)  # a Wednesday


def _tables(language: str) -> DateTables:
    return date_tables(lexicon_data(language))


TABLES = {language: _tables(language) for language in LANGUAGES}
E_, P_, R_ = "explicit", "explicit_partial", "relative_to_publication"

DATES: list[tuple[str, str, list[str]]] = [
    ("en", "On 2 June they met", ["06-02 p"]),
    ("en", "June 2, 2025", ["06-02 e"]),
    ("en", "the second of June", ["06-02 p"]),
    ("en", "June 2nd", ["06-02 p"]),
    ("en", "2–4 June", ["06-02..06-04 p"]),
    ("en", "from 2 to 4 June 2025", ["06-02..06-04 e"]),
    ("en", "2 and 3 June", ["06-02..06-03 p"]),
    ("en", "9 and 14 June", ["06-09 p", "06-14 p"]),
    ("en", "February 4-5", ["02-04..02-05 p"]),
    ("en", "from 31 May to 2 June", ["05-31..06-02 p"]),
    ("en", "in June 2025", ["06-01..06-30 e"]),
    ("en", "2025-06-02", ["06-02 e"]),
    ("en", "02.06.2025", ["06-02 e"]),
    ("en", "yesterday and today", ["06-10 r", "06-11 r"]),
    ("en", "on Friday", ["06-13 r"]),
    ("en", "Friday, June 13", ["06-13 p"]),
    ("en", "last Friday", ["06-06 r"]),
    ("en", "next week", ["06-16..06-22 r"]),
    ("en", "this week", ["06-09..06-15 r"]),
    ("en", "three days ago", ["06-08 r"]),
    ("en", "they may meet; the march of the 54th Brigade", []),
    ("en", "1000 for 1000, a Su-34, 24/7, 9/11, in 2024", []),
    ("en", "after 300 men left, June 5", ["06-05 p"]),
    ("en", "31 June", []),
    ("ru", "2 июня", ["06-02 p"]),
    ("ru", "2-го июня 2025 года", ["06-02 e"]),
    ("ru", "второго июня", ["06-02 p"]),
    ("ru", "двадцать второго мая", ["05-22 p"]),
    ("ru", "с 2 по 4 июня", ["06-02..06-04 p"]),
    ("ru", "2–4 июня", ["06-02..06-04 p"]),
    ("ru", "2 и 3 июня", ["06-02..06-03 p"]),
    ("ru", "31 мая – 2 июня", ["05-31..06-02 p"]),
    ("ru", "02.06.2025 и 03.06.25", ["06-02 e", "06-03 e"]),
    ("ru", "в июне 2025 года", ["06-01..06-30 e"]),
    ("ru", "2 июня т.г.", ["06-02 r"]),
    ("ru", "2 июня с.г.", ["06-02 r"]),
    ("ru", "10-го числа", ["06-10 p"]),
    ("ru", "вчера и завтра", ["06-10 r", "06-12 r"]),
    ("ru", "в пятницу, 13 июня", ["06-13 p"]),
    ("ru", "в прошлый понедельник", ["06-09 r"]),
    ("ru", "на следующей неделе", ["06-16..06-22 r"]),
    ("ru", "три дня назад", ["06-08 r"]),
    ("ru", "через два дня", ["06-13 r"]),
    ("ru", "вернули 25, 9 июня", ["06-09 p"]),
    ("ru", "по формуле 1000 на 1000 в 21:00", []),
    ("ru", "54-я бригада и Ил-76, среда обитания", []),
    ("uk", "2 червня", ["06-02 p"]),
    ("uk", "2 червня 2025 року", ["06-02 e"]),
    ("uk", "9–12 червня", ["06-09..06-12 p"]),
    ("uk", "другого червня", ["06-02 p"]),
    ("uk", "9 та 10 червня", ["06-09..06-10 p"]),
    ("uk", "з 2 по 4 червня", ["06-02..06-04 p"]),
    ("uk", "02.06.2025", ["06-02 e"]),
    ("uk", "у червні 2025 року", ["06-01..06-30 e"]),
    ("uk", "2 червня ц.р.", ["06-02 r"]),
    ("uk", "вчора", ["06-10 r"]),
    ("uk", "сьогодні", ["06-11 r"]),
    ("uk", "у п'ятницю", ["06-13 r"]),
    ("uk", "минулого тижня", ["06-02..06-08 r"]),
    ("uk", "наступного тижня", ["06-16..06-22 r"]),
    ("uk", "два дні тому", ["06-09 r"]),
    ("uk", "лютий ворог, 1000 на 1000, о 19.00", []),
    ("be", "2 чэрвеня", ["06-02 p"]),
    ("be", "2 чэрвеня 2025 года", ["06-02 e"]),
    ("be", "учора", ["06-10 r"]),
    ("be", "у пятніцу", ["06-13 r"]),
    ("be", "2 і 3 чэрвеня", ["06-02..06-03 p"]),
    ("bg", "2 юни 2025 г.", ["06-02 e"]),
    ("bg", "2 и 3 юни", ["06-02..06-03 p"]),
    ("bg", "вчера", ["06-10 r"]),
    ("bg", "в петък", ["06-13 r"]),
    ("bg", "миналата седмица", ["06-02..06-08 r"]),
    ("pl", "2 czerwca", ["06-02 p"]),
    ("pl", "2 czerwca br.", ["06-02 r"]),
    ("pl", "2-4 czerwca 2025 r.", ["06-02..06-04 e"]),
    ("pl", "wczoraj", ["06-10 r"]),
    ("pl", "w piątek", ["06-13 r"]),
    ("tr", "2 Haziran 2025'te", ["06-02 e"]),
    ("tr", "2-4 Haziran", ["06-02..06-04 p"]),
    ("tr", "2 ve 3 Haziran'da", ["06-02..06-03 p"]),
    ("tr", "bugün", ["06-11 r"]),
    ("tr", "geçen hafta", ["06-02..06-08 r"]),
    ("de", "am 2. Juni", ["06-02 p"]),
    ("de", "am 2.6. in Genf", ["06-02 p"]),
    ("de", "vom 2. bis 4. Juni 2025", ["06-02..06-04 e"]),
    ("de", "am Montag", ["06-09 r"]),
    ("de", "vor drei Tagen", ["06-08 r"]),
    ("de", "vergangene Woche", ["06-02..06-08 r"]),
    ("nl", "2 juni 2025", ["06-02 e"]),
    ("nl", "2 en 3 juni", ["06-02..06-03 p"]),
    ("nl", "gisteren", ["06-10 r"]),
    ("nl", "vorige week", ["06-02..06-08 r"]),
    ("nl", "drie dagen geleden", ["06-08 r"]),
    ("fr", "le 1er juin 2025", ["06-01 e"]),
    ("fr", "du 2 au 4 juin", ["06-02..06-04 p"]),
    ("fr", "mercredi 4 juin", ["06-04 p"]),
    ("fr", "vendredi dernier", ["06-06 r"]),
    ("fr", "aujourd'hui, hier", ["06-11 r", "06-10 r"]),
    ("es", "2 de junio de 2025", ["06-02 e"]),
    ("es", "del 2 al 4 de junio", ["06-02..06-04 p"]),
    ("es", "el viernes pasado", ["06-06 r"]),
    ("es", "hace dos días", ["06-09 r"]),
    ("es", "ayer", ["06-10 r"]),
    ("pt", "2 de junho de 2025", ["06-02 e"]),
    ("pt", "2 e 3 de junho", ["06-02..06-03 p"]),
    ("pt", "ontem", ["06-10 r"]),
    ("pt", "na sexta-feira", ["06-13 r"]),
    ("pt", "em junho de 2025", ["06-01..06-30 e"]),
    ("it", "2 giugno 2025", ["06-02 e"]),
    ("it", "dal 2 al 4 giugno", ["06-02..06-04 p"]),
    ("it", "primo giugno", ["06-01 p"]),
    ("it", "la settimana scorsa", ["06-02..06-08 r"]),
    ("it", "ieri", ["06-10 r"]),
    ("ar", "٢ يونيو 2025", ["06-02 e"]),
    ("ar", "2 حزيران/يونيو", ["06-02 p"]),
    ("ar", "من 2 إلى 4 يونيو", ["06-02..06-04 p"]),
    ("ar", "الجمعة الماضي", ["06-06 r"]),
    ("ar", "أمس", ["06-10 r"]),
    ("fa", "۲ ژوئن ۲۰۲۵", ["06-02 e"]),
    ("fa", "۲ تا ۴ ژوئن", ["06-02..06-04 p"]),
    ("fa", "دیروز", ["06-10 r"]),
    ("fa", "جمعه گذشته", ["06-06 r"]),
    ("fa", "12 خرداد", []),
    ("he", "ב-2 ביוני 2025", ["06-02 e"]),
    ("he", "2 ו-3 ביוני", ["06-02..06-03 p"]),
    ("he", "ביום שישי", ["06-13 r"]),
    ("he", "בשבוע שעבר", ["06-02..06-08 r"]),
    ("he", "אתמול", ["06-10 r"]),
    ("zh", "2025年6月2日", ["06-02 e"]),
    ("zh", "6月2日至4日", ["06-02..06-04 p"]),
    ("zh", "代表团2日会谈", ["06-02 p"]),
    ("zh", "5月31日至6月2日", ["05-31..06-02 p"]),
    ("zh", "六月二日", ["06-02 p"]),
    ("zh", "上周五", ["06-06 r"]),
    ("zh", "今天(6月11日)", ["06-11 p"]),
]


def _shown(first: date, last: date, basis: str) -> str:
    days = f"{first:%m-%d}" if first == last else f"{first:%m-%d}..{last:%m-%d}"
    return f"{days} {'epr'[[E_, P_, R_].index(basis)]}"


@pytest.mark.parametrize(("language", "text", "expected"), DATES)
def test_dates(language: str, text: str, expected: list[str]) -> None:
    found = find_dates(fold(text).text, TABLES[language], PUBLISHED)
    assert [_shown(one.first, one.last, one.basis) for one in found] == expected
    assert {one.first.year for one in found} <= {2025}


def test_a_mention_spans_all_that_says_the_date() -> None:
    text = "вернулись с 2 по 4 июня 2025 г., сообщили"
    (one,) = find_dates(text, TABLES["ru"], None)
    assert text[one.start : one.end] == "2 по 4 июня 2025 г"


@pytest.mark.parametrize(
    ("published", "text", "expected"),
    [
        (date(2025, 1, 3), "on 30 December", date(2024, 12, 30)),
        (date(2024, 12, 30), "on 3 January", date(2025, 1, 3)),
        (date(2025, 6, 11), "on 23 September", date(2025, 9, 23)),
        (date(2025, 11, 17), "on 20 may", date(2025, 5, 20)),
        (date(2024, 2, 1), "on 29 February", date(2024, 2, 29)),
        (date(2025, 6, 11), "2 June last year", date(2024, 6, 2)),
        (date(2025, 6, 11), "06/02/2025", date(2025, 6, 2)),
        (date(2025, 2, 7), "06/02/2025", date(2025, 2, 6)),
    ],
)
def test_what_is_left_open_is_read_nearest_to_publication(published: date, text: str, expected: date) -> None:
    assert [one.first for one in find_dates(text.lower(), TABLES["en"], published)] == [expected]


def test_without_publication_only_whole_dates_are_dates() -> None:
    text = "yesterday, on friday, 2 june, june 3, 2025, last week, three days ago"
    assert [one.first for one in find_dates(text, TABLES["en"], None)] == [date(2025, 6, 3)]


def test_a_list_with_a_year_gives_it_to_each_of_its_dates() -> None:
    found = find_dates("9 and 14 june 2024", TABLES["en"], PUBLISHED)
    assert [one.first for one in found] == [date(2024, 6, 9), date(2024, 6, 14)]


def test_a_range_over_new_year_takes_its_end_s_year() -> None:
    (one,) = find_dates("from 30 december to 2 january 2025", TABLES["en"], PUBLISHED)
    assert (one.first, one.last) == (date(2024, 12, 30), date(2025, 1, 2))


MONTHS = {
    "en": "January February March April May June July August September October November December",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
}


@pytest.mark.parametrize("language", MONTHS)
def test_every_day_of_a_year_is_read_as_it_is_written(language: str) -> None:
    names = MONTHS[language].lower().split()
    for offset in range(366):
        day = date(2024, 1, 1) + timedelta(offset)
        for written in (
            f"{day.day} {names[day.month - 1]} {day.year}",
            f"{day.day:02}.{day.month:02}.{day.year}",
            day.isoformat(),
        ):
            (one,) = find_dates(written, TABLES[language], None)
            assert (one.start, one.end, one.first, one.last) == (0, len(written), day, day), written


@pytest.mark.parametrize(
    ("dates", "message"),
    [
        ({"months": {13: ["undecember"]}}, r"dates\.months\.13: is out of range; write 1 to 12"),
        ({"months": {"June": ["june"]}}, r"dates\.months: 'June' is not a whole number"),
        ({"mnoths": {}}, r"dates\.mnoths: is not a key of this section; use one of"),
        ({"order": "ydm"}, r"dates\.order: 'ydm' is no order; write one of dmy"),
        ({"units": {"fortnight": ["fortnight"]}}, r"dates\.units\.fortnight: is no unit; use one of day"),
        ({"days": {0: 5}}, r"dates\.days\.0: is not a list of words"),
    ],
)
def test_a_wrong_table_is_refused_with_its_place_and_the_mend(dates: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        date_tables({"dates": dates})


WORDS = [
    *[
        "1",
        "2",
        "31",
        "99",
        "2025",
        "02.06.2025",
        "2.6.",
        "june",
        "may",
        "friday",
        "last",
        "week",
        "of",
        "and",
        "to",
        "-",
        "–",
        ".",
        ",",
        "#",
        "/",
        "(",
        "月",
        "日",
        "至",
        "июня",
        "и",
        "по",
    ],
    *"   ",
]
TEXTS = st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=30).map("".join)


@given(
    st.sampled_from(LANGUAGES),
    TEXTS,
    st.none() | st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)),
)
def test_any_text_has_ordered_dates_inside_it(language: str, text: str, published: date | None) -> None:
    folded = fold(text).text
    position = 0
    for one in find_dates(folded, TABLES[language], published):
        assert position <= one.start < one.end <= len(folded)
        assert one.first <= one.last
        position = one.end


@pytest.mark.parametrize("seed", ["1, ", "2-", "2 and ", "may ", "2. june ", "last ", "three days ", "2日至", "1.1."])
@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_texts_of_200_kb_come_to_an_end(language: str, seed: str) -> None:
    folded = seed * (200_000 // len(seed.encode()))
    for one in find_dates(folded, TABLES[language], PUBLISHED):
        assert one.end <= len(folded)
