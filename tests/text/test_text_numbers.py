"""Numbers and ordinals in seventeen languages, against sentences and against number words made another way."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import fold
from monitor.text.numbers import NumberTables, find_numbers, find_ordinals, number_tables
from tests.support.extraction import lexicon_data

LANGUAGES = ["ar", "be", "bg", "de", "en", "es", "fa", "fr", "he", "it", "nl", "pl", "pt", "ru", "tr", "uk", "zh"]


def _tables(language: str) -> NumberTables:
    return number_tables(lexicon_data(language))


TABLES = {language: _tables(language) for language in LANGUAGES}

NUMBERS: list[tuple[str, str, list[int]]] = [
    ("en", "303 servicemen came home", [303]),
    ("en", "one hundred and fifty-seven soldiers", [157]),
    ("en", "a hundred captives and two thousand bodies", [100, 2000]),
    ("en", "1,200 prisoners and 1 200 letters", [1200, 1200]),
    ("en", "1.2 thousand men", [1200]),
    ("en", "a formula of 1000 for 1000", [1000, 1000]),
    ("en", "two hundred thousand", [200000]),
    ("en", "twelve hundred and six", [1206]),
    ("en", "three dozen officers", [36]),
    ("en", "aboard a Su-34 and a T72", []),
    ("en", "one of them said 3.5 percent", []),
    ("en", "groups of 2, 3 and 14", [2, 3, 14]),
    ("en", "open 24/7 from 19:30", []),
    ("en", "hundreds of thousands", []),
    ("en", "about 25 percent and 25%", [25]),
    ("en", "6 million", [6_000_000]),
    ("en", "ninety-nine", [99]),
    ("en", "the 2nd of 25-year-olds", [25]),
    ("en", "on 02.06.2025 and 2025-06-02", []),
    ("en", "twenty a day", [20]),
    ("ru", "сто пятьдесят семь военнослужащих", [157]),
    ("ru", "шесть тысяч тел", [6000]),
    ("ru", "6 тысяч тел", [6000]),
    ("ru", "1,2 тыс. пленных", [1200]),
    ("ru", "полторы тысячи человек", [1500]),
    ("ru", "более тысячи человек", [1000]),
    ("ru", "тысячи людей вышли", []),
    ("ru", "тысяча двести двенадцать", [1212]),
    ("ru", "двух тысяч пятисот", [2500]),
    ("ru", "обмен 1000 на 1000", [1000, 1000]),
    ("ru", "один из них", []),
    ("ru", "двадцать один военный", [21]),
    ("ru", "двумястами сорока тремя", [243]),
    ("ru", "пятеро гражданских и двое детей", [5, 2]),
    ("ru", "около сотни раненых", [100]),
    ("ru", "три десятка", [30]),
    ("ru", "1 тысяча 200 человек", [1200]),
    ("ru", "1 212 тел и 27 пленных", [1212, 27]),
    ("ru", "на борту Ил-76", []),
    ("ru", "66-й обмен, в нем 25 раненых", [25]),
    ("uk", "сто п'ятдесят сім захисників", [157]),
    ("uk", "п’ять тисяч", [5000]),
    ("uk", "понад тисячу двісті", [1200]),
    ("uk", "двадцять один воїн", [21]),
    ("uk", "двоє цивільних", [2]),
    ("uk", "1,2 тис. осіб", [1200]),
    ("uk", "1000 на 1000", [1000, 1000]),
    ("uk", "шістьома тисячами", [6000]),
    ("uk", "двомстам дев'яноста", [290]),
    ("uk", "один із них", []),
    ("uk", "тисячі людей", []),
    ("uk", "півтори тисячі тіл", [1500]),
    ("uk", "сорок дев'ять", [49]),
    ("uk", "Су-34 та Іл-76", []),
    ("uk", "2-й обмін, 95 бранців", [95]),
    ("uk", "6 057 тіл", [6057]),
    ("be", "сто пяцьдзясят сем вайскоўцаў", [157]),
    ("be", "дзве тысячы", [2000]),
    ("be", "дваццаць пяць", [25]),
    ("be", "6 тысяч", [6000]),
    ("be", "адзін з іх", []),
    ("bg", "сто петдесет и седем", [157]),
    ("bg", "хиляда и двеста", [1200]),
    ("bg", "двадесет и един", [21]),
    ("bg", "две хиляди", [2000]),
    ("bg", "един от тях", []),
    ("pl", "sto pięćdziesiąt siedem", [157]),
    ("pl", "dwie setki jeńców", [200]),
    ("pl", "sześć tysięcy", [6000]),
    ("pl", "1,2 tys. osób", [1200]),
    ("pl", "tysiące ludzi", []),
    ("pl", "dwudziestu pięciu", [25]),
    ("tr", "yüz elli yedi asker", [157]),
    ("tr", "ikiyüz", [200]),
    ("tr", "iki bin beş yüz", [2500]),
    ("tr", "1.200 esir", [1200]),
    ("tr", "biner savaş esiri", [1000]),
    ("de", "einhundertsiebenundfünfzig Gefangene", [157]),
    ("de", "zweitausenddreihundert", [2300]),
    ("de", "6.000 Leichname", [6000]),
    ("de", "einundzwanzig", [21]),
    ("de", "eine Handlung, einander", []),
    ("de", "dreißig", [30]),
    ("nl", "honderdzevenenvijftig", [157]),
    ("nl", "drieëntwintig", [23]),
    ("nl", "tweeduizend", [2000]),
    ("nl", "een van hen", []),
    ("nl", "zes miljoen", [6_000_000]),
    ("fr", "deux cent quatre-vingt-dix-sept", [297]),
    ("fr", "soixante et onze", [71]),
    ("fr", "quatre-vingts", [80]),
    ("fr", "1\u202f200 prisonniers", [1200]),
    ("fr", "l'un des deux cents", [200]),
    ("fr", "vingt et un, un millier", [21, 1000]),
    ("es", "ciento cincuenta y siete", [157]),
    ("es", "mil doscientos", [1200]),
    ("es", "veintidós", [22]),
    ("es", "seis mil cuerpos", [6000]),
    ("es", "uno de ellos", []),
    ("pt", "cento e cinquenta e sete", [157]),
    ("pt", "mil e duzentos", [1200]),
    ("pt", "vinte e um", [21]),
    ("pt", "dois milhões", [2_000_000]),
    ("pt", "um deles", []),
    ("it", "centocinquantasette", [157]),
    ("it", "ventotto e ventuno", [28, 21]),
    ("it", "settecentottanta", [780]),
    ("it", "duemila", [2000]),
    ("it", "sei mila", [6000]),
    ("ar", "مئة وسبعة وخمسون", [157]),
    ("ar", "ألف ومئتان", [1200]),
    ("ar", "205 أسرى و205 آخرين", [205, 205]),
    ("ar", "٣٠٣ جنود", [303]),
    ("ar", "ستة آلاف", [6000]),
    ("ar", "خمسة عشر أسيرا", [15]),
    ("fa", "صد و پنجاه و هفت", [157]),
    ("fa", "هزار و دویست", [1200]),
    ("fa", "۱۲۰۰ اسیر", [1200]),
    ("fa", "شش هزار", [6000]),
    ("fa", "بیست و پنج", [25]),
    ("he", "מאה חמישים ושבעה", [157]),
    ("he", "אלף מאתיים", [1200]),
    ("he", "מתחת ל-25", [25]),
    ("he", "עשרים ואחד", [21]),
    ("he", "1,200 שבויים", [1200]),
    ("zh", "一千二百名战俘", [1200]),
    ("zh", "1.2万人", [12000]),
    ("zh", "五十七人和三名平民", [57, 3]),
    ("zh", "各有195人", [195]),
    ("zh", "三方一致", []),
    ("zh", "伊尔-76", []),
]

ORDINALS: list[tuple[str, str, list[int]]] = [
    ("en", "the second stage", [2]),
    ("en", "the 66th exchange", [66]),
    ("en", "sixty-sixth", [66]),
    ("en", "a twenty first round", [21]),
    ("en", "the hundredth swap", [100]),
    ("en", "two hundred and third", [203]),
    ("en", "exchange No. 5", [5]),
    ("en", "exchange #5", [5]),
    ("en", "Phase II", [2]),
    ("en", "the first, 2nd and third", [1, 2, 3]),
    ("en", "54 seconds", []),
    ("ru", "второго раунда", [2]),
    ("ru", "66-го обмена", [66]),
    ("ru", "66-й обмен", [66]),
    ("ru", "шестьдесят шестой", [66]),
    ("ru", "сто двадцать третьего", [123]),
    ("ru", "II раунд", [2]),
    ("ru", "третьей группы", [3]),
    ("ru", "на четвёртом этапе", [4]),
    ("ru", "обмен № 66", [66]),
    ("ru", "2-я и 3-я группы", [2, 3]),
    ("ru", "двадцать пленных", []),
    ("uk", "другого етапу", [2]),
    ("uk", "другий", [2]),
    ("uk", "66-й обмін", [66]),
    ("uk", "двадцять перший", [21]),
    ("uk", "третього раунду", [3]),
    ("uk", "у третій групі", [3]),
    ("uk", "2-га група", [2]),
    ("uk", "III раунд", [3]),
    ("uk", "п'ятий", [5]),
    ("uk", "обмін № 7", [7]),
    ("be", "другі раўнд", [2]),
    ("be", "трэцяга этапу", [3]),
    ("be", "66-ы абмен", [66]),
    ("bg", "втори кръг", [2]),
    ("bg", "третата размяна", [3]),
    ("bg", "66-ата", [66]),
    ("pl", "drugiej rundy", [2]),
    ("pl", "trzydziesty trzeci", [33]),
    ("pl", "2. runda", [2]),
    ("tr", "ikinci tur", [2]),
    ("tr", "altmış altıncı", [66]),
    ("tr", "2'nci tur", [2]),
    ("de", "der zweiten Runde", [2]),
    ("de", "die 2. Runde", [2]),
    ("de", "sechsundsechzigster Austausch", [66]),
    ("nl", "tweede ronde", [2]),
    ("nl", "zesenzestigste", [66]),
    ("fr", "le deuxième tour", [2]),
    ("fr", "vingt et unième", [21]),
    ("fr", "la 2e session", [2]),
    ("es", "segunda ronda", [2]),
    ("es", "la 2.ª ronda", [2]),
    ("pt", "3ª troca", [3]),
    ("pt", "segunda rodada", [2]),
    ("it", "terzo turno", [3]),
    ("it", "ventitreesimo", [23]),
    ("ar", "الجولة الثانية", [2]),
    ("ar", "المرحلة الثالثة عشرة", [13]),
    ("fa", "دور دوم", [2]),
    ("fa", "دومین دور", [2]),
    ("he", "הסבב השני", [2]),
    ("he", "החילוף ה-66", [66]),
    ("zh", "第二轮谈判", [2]),
    ("zh", "第66次", [66]),
    ("zh", "第十二批", [12]),
]


@pytest.mark.parametrize(("language", "text", "values"), NUMBERS)
def test_numbers(language: str, text: str, values: list[int]) -> None:
    assert [number.value for number in find_numbers(fold(text).text, TABLES[language])] == values


@pytest.mark.parametrize(("language", "text", "values"), ORDINALS)
def test_ordinals(language: str, text: str, values: list[int]) -> None:
    assert [ordinal.value for ordinal in find_ordinals(fold(text).text, TABLES[language])] == values


def test_a_number_says_where_it_stands_and_whether_it_is_spelled() -> None:
    found = find_numbers("вернулись 6 тысяч и двести два", TABLES["ru"])
    assert [(n.start, n.end, n.value, n.spelled) for n in found] == [(10, 17, 6000, False), (20, 30, 202, True)]


ENGLISH_ONES = [
    "",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
ENGLISH_TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
RUSSIAN_ONES = [
    "",
    "один",
    "два",
    "три",
    "четыре",
    "пять",
    "шесть",
    "семь",
    "восемь",
    "девять",
    "десять",
    "одиннадцать",
    "двенадцать",
    "тринадцать",
    "четырнадцать",
    "пятнадцать",
    "шестнадцать",
    "семнадцать",
    "восемнадцать",
    "девятнадцать",
]
RUSSIAN_TENS = [
    "",
    "",
    "двадцать",
    "тридцать",
    "сорок",
    "пятьдесят",
    "шестьдесят",
    "семьдесят",
    "восемьдесят",
    "девяносто",
]
RUSSIAN_HUNDREDS = [
    "",
    "сто",
    "двести",
    "триста",
    "четыреста",
    "пятьсот",
    "шестьсот",
    "семьсот",
    "восемьсот",
    "девятьсот",
]
UKRAINIAN_ONES = [
    "",
    "один",
    "два",
    "три",
    "чотири",
    "п'ять",
    "шість",
    "сім",
    "вісім",
    "дев'ять",
    "десять",
    "одинадцять",
    "дванадцять",
    "тринадцять",
    "чотирнадцять",
    "п'ятнадцять",
    "шістнадцять",
    "сімнадцять",
    "вісімнадцять",
    "дев'ятнадцять",
]
UKRAINIAN_TENS = [
    "",
    "",
    "двадцять",
    "тридцять",
    "сорок",
    "п'ятдесят",
    "шістдесят",
    "сімдесят",
    "вісімдесят",
    "дев'яносто",
]
UKRAINIAN_HUNDREDS = [
    "",
    "сто",
    "двісті",
    "триста",
    "чотириста",
    "п'ятсот",
    "шістсот",
    "сімсот",
    "вісімсот",
    "дев'ятсот",
]


def _below_hundred(value: int, ones: list[str], tens: list[str], joint: str) -> str:
    if value < 20:
        return ones[value]
    return tens[value // 10] + (joint + ones[value % 10] if value % 10 else "")


def _english(value: int) -> str:
    thousands, hundreds, rest = value // 1000, value // 100 % 10, value % 100
    parts = [f"{ENGLISH_ONES[thousands]} thousand"] if thousands else []
    parts += [f"{ENGLISH_ONES[hundreds]} hundred"] if hundreds else []
    below = _below_hundred(rest, ENGLISH_ONES, ENGLISH_TENS, "-")
    parts += [f"and {below}" if parts else below] if rest else []
    return " ".join(parts)


def _slavic(value: int, ones: list[str], tens: list[str], hundreds: list[str], thousand: tuple[str, str, str]) -> str:
    thousands = value // 1000
    feminine = {1: ones[1][:-2] + "на" if ones is RUSSIAN_ONES else "одна", 2: "две" if ones is RUSSIAN_ONES else "дві"}
    parts = []
    if thousands:
        form = thousand[0] if thousands == 1 else thousand[1] if thousands < 5 else thousand[2]
        parts = [feminine.get(thousands, ones[thousands]), form]
    parts += [hundreds[value // 100 % 10], _below_hundred(value % 100, ones, tens, " ")]
    return " ".join(part for part in parts if part)


def _written(language: str, value: int) -> str:
    if language == "en":
        return _english(value)
    if language == "ru":
        return _slavic(value, RUSSIAN_ONES, RUSSIAN_TENS, RUSSIAN_HUNDREDS, ("тысяча", "тысячи", "тысяч"))
    return _slavic(value, UKRAINIAN_ONES, UKRAINIAN_TENS, UKRAINIAN_HUNDREDS, ("тисяча", "тисячі", "тисяч"))


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_every_number_to_9999_is_read_as_it_is_written(language: str) -> None:
    for value in range(2, 10_000):
        words = _written(language, value)
        found = find_numbers(words, TABLES[language])
        assert [(n.start, n.end, n.value) for n in found] == [(0, len(words), value)], words


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"numbers": {"values": {"two": ["two"]}}}, r"numbers\.values: 'two' is not a whole number; write digits"),
        ({"numbers": {"values": {2: 2}}}, r"numbers\.values\.2: is not a list of words; write"),
        ({"numbers": {"vlaues": {}}}, r"numbers\.vlaues: is not a key of this section; use one of"),
        ({"numbers": []}, None),
        ({"numbers": "two"}, r"lexicon\.numbers: is not a mapping; write"),
        ({"numbers": {"fractions": {"half": ["half"]}}}, r"numbers\.fractions: 'half' is not a decimal number"),
        ({"ordinals": {"values": {2: ["втор~hrad"]}}}, r"ordinals\.values\.2: 'втор~hrad' names endings"),
    ],
)
def test_a_wrong_table_is_refused_with_its_place_and_the_mend(data: dict[str, Any], message: str | None) -> None:
    if message is None:
        assert find_numbers("two 2", number_tables(data))[0].value == 2
        return
    with pytest.raises(ValueError, match=message):
        number_tables(data)


WORDS = [
    *[
        "0",
        "1",
        "2",
        "12",
        "200",
        "1000",
        "1.5",
        "2.",
        "1,200",
        ".",
        ",",
        "-",
        "'",
        "#",
        "%",
        "第",
        "万",
        "百",
        "a",
        "and",
        "ein",
        "und",
        "e",
        "сто",
        "тысяч",
        "II",
    ],
    " ",
    " ",
    " ",
]
TEXTS = st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=30).map("".join)


@given(st.sampled_from(LANGUAGES), TEXTS)
def test_any_text_has_ordered_numbers_inside_it(language: str, text: str) -> None:
    folded = fold(text).text
    for found in (find_numbers(folded, TABLES[language]), find_ordinals(folded, TABLES[language])):
        position = 0
        for one in found:
            assert position <= one.start < one.end <= len(folded)
            assert one.value >= 0
            position = one.end


@pytest.mark.parametrize("seed", ["9", "1 ", "1, ", "ein", "一", "thousand ", "one and ", "100 ", "a ", "第一百"])
@pytest.mark.parametrize("language", ["en", "de", "zh"])
def test_texts_of_200_kb_come_to_an_end(language: str, seed: str) -> None:
    folded = seed * (200_000 // len(seed.encode()))
    for one in find_numbers(folded, TABLES[language]):
        assert one.end <= len(folded)
