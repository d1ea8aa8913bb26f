"""Keywords: whole words, phrases, stems."""

import pytest

from monitor.errors import RuleError
from tests.support.rules import keyword, matcher, rule


def found(pattern: str, text: str) -> list[str]:
    matches = matcher(rule(any=[keyword(pattern)])).match("", text)
    return [span.text for match in matches for span in match.spans]


@pytest.mark.parametrize(
    ("pattern", "text", "spans"),
    [
        ("обмен", "Обмен! обмена ОБМЕН, радиообмен", ["Обмен", "ОБМЕН"]),
        ("обмен*", "обмена пленными, обмен; радиообмен", ["обмена", "обмен"]),
        ("из плена", "из\u00a0плена, из  плена, из-плена", ["из\u00a0плена", "из  плена", "из-плена"]),
        ("из плена", "из, плена; из. плена; из — плена; избы плена", []),
        ("обмен* пленн*", "Об\u00adмене пле\u0301нными", ["Об\u00adмене пле\u0301нными"]),
        ("абу-даби", "в Абу‑Даби и Абу Даби", ["Абу‑Даби", "Абу Даби"]),
        ("стамбул", "İstanbul, Стамбул, Cтaмбул", ["Стамбул", "Cтaмбул"]),
        ("istanbul", "İstanbul'da ISTANBUL ıstanbul", ["İstanbul", "ISTANBUL", "ıstanbul"]),
        ("moscow", "Moscow’s offer", ["Moscow"]),
        ("échange", "l’échange d'e\u0301change", ["échange", "e\u0301change"]),
        ("об", "об'єднання об", ["об"]),
        ("об'єднання", "об’єднання", ["об’єднання"]),
        ("sana'a", "Sana’a; sana a", ["Sana’a"]),
        ("міністэрства", "Мiнiстэрства", ["Мiнiстэрства"]),
        ("обмен", "#обмен_пленными", ["обмен"]),
        ("1000 на 1000", "«1000 на 1000»", ["1000 на 1000"]),
        ('"обмен пленными"', "обмен пленными", ["обмен пленными"]),
        ("да да", "да да да", ["да да", "да да"]),
    ],
)
def test_keyword(pattern: str, text: str, spans: list[str]) -> None:
    assert found(pattern, text) == spans


@pytest.mark.parametrize(
    ("pattern", "columns", "message", "mend"),
    [
        ("об*", [3], "2 letters", "at least 3 letters"),
        ("*обмен", [1], "end of a word", "обмен*"),
        ("об*мен", [3], "end of a word", "обмен*"),
        ("обмен * пленными", [7], "end of a word", "обмен*"),
        ("обмен**", [6], "end of a word", "обмен*"),
        ("обмен NEAR плен", [7], "no number", "NEAR/5"),
        ("обмен NEAR5 плен", [7], "no number", "NEAR/5"),
        ("обмен THEN-12 плен", [7], "no number", "THEN/12"),
        ("обмен NEAR/31 плен", [7], "too far", "NEAR/30"),
        ("дом AND (обмен NEAR/20 плен) THEN/11 дом", [9], "over 31 words", "AND"),
        ("обмен NEAR5 плен THEN об*", [7, 18, 25], "no number", "NEAR/5"),
        ("обмен AND", [10], "words are expected here, not the end", "both sides"),
        ("AND обмен", [1], "words are expected here, not AND", "both sides"),
        ("обмен OR OR плен", [10], "words are expected here, not OR", "both sides"),
        ("обмен NEAR/3 NOT плен", [14], "NOT cannot stand within NEAR", "AND NOT"),
        ("обмен NEAR/3 (плен AND дом)", [15], "AND cannot stand within NEAR", "outside"),
        ("обмен NEAR/3 title:плен", [14], "title:плен cannot stand", "title:(A NEAR/5 B)"),
        ("title:(обмен AND text:плен)", [18], "text: within title:", "one field"),
        ("обмен title:плен", [7], "is expected here, not title:плен", "AND"),
        ("titel:обмен", [1], "no field is called titel:", "title:"),
        ("обмен OR Text:плен", [10], "small", "text:"),
        ("lang:ua AND обмен", [1], "country", "lang:uk"),
        ("lang: обмен", [1], "one language", "lang:uk"),
        ("NOT обмен", [1], "no word of it", "none:"),
        ("обмен OR NOT плен", [10], "no word of it", "AND"),
        ("lang:uk", [1], "no word of it", "langs:"),
        ("обмен OR lang:uk", [10], "no word of it", "langs:"),
        ('"обмен', [1], "no other half", "close it"),
        ("обмен «пленными»", [7], "AND, OR, NEAR/5 or THEN/5 is expected", "one pair of quotes"),
        ("(обмен OR плен", [1], "never closed", "add the )"),
        ("(обмен) OR (плен) пленных", [19], "is expected here, not пленных", "AND"),
        ("обмен)", [6], "closes nothing", "remove it"),
        ("()", [1], "no word", "one word"),
        ("=об*", [4], "contradict", "=word"),
        ('="обмен пленными"', [1], "before quotes", "exactly"),
        ("обмен = пленными", [7], "before a word only", "=word"),
        ("обмен & плен | дом", [7, 14], "& cannot stand", "AND"),
        ("12:30", [3], ": cannot stand", "regex"),
        ("NOT " * 50 + "обмен", [201], "nested", "several"),
        ("-обмен", [1], "hyphen", "between two letters"),
        ("обмен — пленными", [1], "hyphen", "between two letters"),
        ("…", [1], "cannot stand", "regex"),
        ("", [1], "no word", "one word"),
    ],
)
def test_faults_name_column_and_mend(pattern: str, columns: list[int], message: str, mend: str) -> None:
    with pytest.raises(RuleError) as caught:
        matcher(rule(any=[keyword(pattern)]))
    assert [fault.column for fault in caught.value.faults] == columns
    assert message in caught.value.faults[0].message
    assert mend in caught.value.faults[0].mend


def test_words_in_lower_case_are_not_reserved() -> None:
    assert found("not or and", "Not, not or and") == ["not or and"]
