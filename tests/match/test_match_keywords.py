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
        ("обмен NEAR/3 плен", [7], "NEAR/3 is reserved", "{0,3}"),
        ("обмен THEN/2 плен", [7], "THEN/2 is reserved", "{0,2}"),
        ("обмен AND плен", [7], "AND is reserved", "any:, all: and none:"),
        ("NOT обмен OR плен", [1, 11], "NOT is reserved", "write not"),
        ('"обмен', [1], "a quote inside", "leave quotes out"),
        ("обмен «пленными»", [7, 16], "a quote inside", "leave quotes out"),
        ("title:обмен", [6], ": cannot stand", "regex"),
        ("(обмен)", [1, 7], "( cannot stand", "regex"),
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
