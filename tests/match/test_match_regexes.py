"""Regexes: folded literals, Unicode's classes and borders, spans, faults, linear time."""

import re
import time
import unicodedata

import pytest
import re2
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from monitor.errors import RuleError
from monitor.match.character_sets import word_ranges
from monitor.match.clauses import RegexClause
from monitor.match.faults import PatternError
from monitor.match.query import SPANS_PER_CLAUSE
from monitor.match.regex_bare import bare
from monitor.match.regex_parser import parse_regex
from monitor.match.regex_re2 import _translated, most_instructions
from monitor.text import code_page, fold
from tests.support.rules import matcher, regex, rule, shipped


def found(pattern: str, text: str) -> list[str]:
    matches = matcher(rule(any=[regex(pattern)])).match("", text)
    return [span.text for match in matches for span in match.spans]


@pytest.mark.parametrize(
    ("pattern", "text", "spans"),
    [
        (r"\bобмен\b", "обмен обмен,обмен радиообмен обмена", ["обмен", "обмен", "обмен"]),
        (r"\bобмен\w*", "ОБМЕН, обме\u0301на", ["ОБМЕН", "обме\u0301на"]),
        (r"^обмен\b", "обмен", ["обмен"]),
        (r"\bобмен$", "обмен обмен", ["обмен"]),
        (r"\A.*обмен\z", "был обмен", ["был обмен"]),
        (r"\b\w+\b", "İstanbul'da п’ять 5", ["İstanbul", "da", "п", "ять", "5"]),
        (r"\b.\b", "a b", ["a", " ", "b"]),
        (r"\w+\W\b\b\w", "a b c d", ["a b", "c d"]),
        (r"\d+ на \d+", "١٠٠ на 100", ["١٠٠ на 100"]),
        (r"обмен\sпленными", "обмен\u00a0\nпленными", ["обмен\u00a0\nпленными"]),
        (r"обмен  пленными", "обмен пленными", ["обмен пленными"]),
        (r"обмен\n\tпленными", "обмен пленными", ["обмен пленными"]),
        (r"(?i)ОБМЕН", "обмен", ["обмен"]),
        (r"(?i:О)бмен", "Обмен", ["Обмен"]),
        (r"[А-ЯЁ]бмен", "обмен", ["обмен"]),
        (r"[^а-я ]+", "обмен 5", ["5"]),
        (r"ещё|еще", "Ещё еще", ["Ещё", "еще"]),
        ("сто\u0438\u0306+ка", "стойка", ["стойка"]),
        (r"Мiнiстэрства", "Міністэрства", ["Міністэрства"]),
        (r"«обмен» — это", "„обмен“ – это", ["„обмен“ – это"]),
        (r"stra[ß]e", "STRASSE Straße", ["STRASSE", "Straße"]),
        (r"\x{043E}\u0431мен\.", "обмен.", ["обмен."]),
        (r"(?P<n>\d+)(?#сколько) пленных", "307 пленных", ["307 пленных"]),
        (r"(?<n>\d+) пленных", "307 пленных", ["307 пленных"]),
        (r"\p{Cyrillic}+", "a обмен", ["обмен"]),
        (r"\P{L}+", "обмен, 5", [", 5"]),
        (r"[\w-]+", "абу-даби, 5", ["абу-даби", "5"]),
        (r"[\s\d]+", "a 5 b", [" 5 "]),
        (r"[\W]+", "a, b", [", "]),
        (r"об.{0,3}?ен", "обмен обен", ["обмен", "обен"]),
        (r"a{,2}b", "aab", ["aab"]),
        (r"{a}", "{a}", ["{a}"]),
        (r"[]]a", "]a", ["]a"]),
    ],
)
def test_regex(pattern: str, text: str, spans: list[str]) -> None:
    assert found(pattern, text) == spans


FAULTS = [
    (r"обмен(?=\w)", [(6, "look-ahead", "all:")]),
    (r"обмен(?!\w)", [(6, "negative look-ahead", "none:")]),
    (r"(?<=за)обмен", [(1, "look-behind", "preceding words")]),
    (r"(?<!за)обмен", [(1, "negative look-behind", "\\b")]),
    (r"(а)\1", [(4, "back-reference", "write out")]),
    (r"(?P<a>а)(?P=a)", [(9, "back-reference", "write out")]),
    (r"(?P<a>а)\k<a>", [(9, "back-reference", "write out")]),
    (r"(?>а+)б", [(1, "atomic", "(?:…)")]),
    (r"а++б", [(2, "possessive", "second +")]),
    (r"(а)?(?(1)б|в)", [(5, "conditional", "alternatives")]),
    (r"а{1001}", [(2, "more than 1000", "smaller")]),
    (r"(?:а{100}){11}", [(11, "more than 1000", "smaller")]),
    (r"а{5,2}", [(2, "at least 5 and at most 2", "{2,5}")]),
    (r"а{,}", [(2, "without numbers", "{2,}")]),
    (r"обмен\Z", [(6, "\\Z", "write $")]),
    (r"\Bмен", [(1, "\\B", "\\w+")]),
    (r"\Qа\E", [(1, "\\Q", "escape"), (4, "\\Q", "escape")]),
    (r"\yа", [(1, "\\y means nothing", "write y")]),
    ("а\\", [(2, "backslash at the end", "\\\\")]),
    (r"(?m)^а", [(3, "flag m", "line breaks are spaces")]),
    (r"(?x)а", [(3, "flag x", "without layout")]),
    (r"(?-i:а)", [(3, "flag -", "folded")]),
    (r"(?*а)", [(1, "unknown kind of group", "(?:…)")]),
    (r"(обмен", [(1, "never closed", "\\(")]),
    (r"обмен)", [(6, "unbalanced )", "\\)")]),
    (r"[обмен", [(1, "never closed", "\\[")]),
    (r"[я-а]", [(2, "runs backwards", "а-я")]),
    (r"[а-\d]", [(2, "not in a class", "- last")]),
    (r"[[:alpha:]]", [(2, "ASCII only", "\\w")]),
    (r"[\b]", [(2, "backspace", "outside")]),
    (r"[\P{L}]", [(2, "negated", "[^")]),
    (r"\p{Lu}\w+", [(1, "lower case", "\\p{L}")]),
    (r"\p{Klingon}", [(1, "Klingon", "Cyrillic")]),
    (r"\x{D800}", [(1, "no character", "surrogate")]),
    (r"*обмен", [(1, "nothing to repeat", "\\*")]),
    (r"а**", [(2, "two quantifiers", "group")]),
    (r"\b+а", [(3, "place cannot be repeated", "remove")]),
    (r"\w*", [(1, "matches nothing", "+ instead of *")]),
    (r"^", [(1, "matches nothing", "bare ^")]),
    (r"\b|а", [(1, "matches nothing", "require")]),
    (r"(?=а)б(?!в)\1", [(1, "look-ahead", ""), (7, "negative look-ahead", ""), (12, "back-reference", "")]),
    ("(" * 101 + "а" + ")" * 101, [(101, "nested", "flatter")]),
]


@pytest.mark.parametrize(("pattern", "expected"), FAULTS)
def test_faults_name_column_feature_and_mend(pattern: str, expected: list[tuple[int, str, str]]) -> None:
    with pytest.raises(RuleError) as caught:
        matcher(rule(any=[regex(pattern)]))
    faults = caught.value.faults
    assert [fault.column for fault in faults] == [column for column, _, _ in expected]
    for fault, (_, message, mend) in zip(faults, expected, strict=True):
        assert message in fault.message
        assert mend in fault.mend


def test_a_regex_too_large_is_refused() -> None:
    with pytest.raises(PatternError, match="too large"):
        RegexClause(r"(?:\p{L}{1,30}\p{N}){30}")


def test_nothing_is_printed_by_the_engine(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(PatternError):
        RegexClause(r"(?:\p{L}{1,30}\p{N}){30}")
    with pytest.raises(PatternError):
        RegexClause(r"\p{Klingon}")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("is_coded", [False, True])
@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(\w+\s*)+переговор$", "слово " * 5000),
        (r"^(\d+[ ,.]?)+ на (\d+)$", "1" * 30_000 + "x"),
        (r"(обмен|обмена|обмен\w*)+ плен", "обмена" * 5000),
        (r"(?:a|aa)+$", "a" * 30_000 + "b"),
        (r"(a+)+$", "a" * 30_000 + "b"),
        (r"(.*)*x", "a" * 30_000),
        (r"\b(\w+\W*)+\bконец\b", "слово " * 5000),
    ],
)
def test_catastrophic_regexes_take_linear_time(pattern: str, text: str, is_coded: bool) -> None:
    clause, folded = RegexClause(pattern), fold(text).text
    data = code_page().encode(folded)
    started = time.perf_counter()
    assert (clause.in_coded(data) if is_coded else clause.in_text(folded)) == []
    assert time.perf_counter() - started < 2


LETTERS = "аяёіґaziq0_"
OTHERS = " .-'"


def nodes(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    sequence = st.lists(children, min_size=1, max_size=3).map("".join)
    quantified = st.tuples(children, st.sampled_from(["+", "{1,2}", "{2}", "+?"])).map(
        lambda pair: f"(?:{pair[0]}){pair[1]}"
    )
    return st.one_of(sequence, quantified, st.tuples(children, children).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"))


CHARACTERS = st.sampled_from(
    ["а", "z", "0", "_", "і", r"\w", r"\W", r"\d", r"\s", r"\S", r"\D", "[а-г]", "[^z]", ".", "'"]
)
ATOMS = st.one_of(CHARACTERS, CHARACTERS.map(lambda one: rf"\b{one}"), CHARACTERS.map(lambda one: rf"{one}\b"))
PATTERNS = st.recursive(ATOMS, nodes, max_leaves=6)
OPTIONAL_ENDS = st.sampled_from(["", "^", r"\w*", r"\s?", r"\b"])


@settings(max_examples=400)
@given(OPTIONAL_ENDS, PATTERNS, st.sampled_from(["", "$", r"\w*", r"\b"]), st.text(LETTERS + OTHERS, max_size=14))
def test_same_spans_as_the_backtracking_engine(before: str, core: str, after: str, text: str) -> None:
    assert_same_spans(before + core + after, fold(text).text)


REPEATED = ["[^z]{1,3}", "[^z]+", ".+?", ".{1,4}?", r"\S{2}", "[а-г ]+", r"\W+", r"\w{0,2}", "[^.]{1,2}", "[^.]{0,2}"]
PIECES = st.sampled_from([*REPEATED, "а", "z", " ", "(?:а|z)", r"(?:а\w*|0)", r"\d+", r"\b", r"\b", r"\b"])


@settings(max_examples=800)
@given(st.lists(PIECES, min_size=1, max_size=6).map("".join), st.text("ааzz00_ .-", max_size=14))
def test_borders_between_classes_are_those_of_the_backtracking_engine(pattern: str, text: str) -> None:
    folded = fold(text).text
    if "  " not in pattern and any(match.group() for match in re.finditer(pattern, folded)):
        assume(not re.match(pattern, ""))
        try:
            RegexClause(pattern)
        except PatternError:
            assume(False)
        assert_same_spans(pattern, folded)


def assert_same_spans(pattern: str, folded: str) -> None:
    """In the text itself, and in its coded bytes."""
    clause = RegexClause(pattern)
    expected = [match.span() for match in re.finditer(pattern, folded)][:SPANS_PER_CLAUSE]
    assert clause.in_text(folded) == expected
    assert clause.in_coded(code_page().encode(folded)) == expected


@pytest.mark.parametrize(
    ("pattern", "needs_marks"),
    [
        (r"\bобмен\w*", False),
        (r"\bобмен\w{0,3}\b", False),
        (r"\bобмен\b[^.!?;]{1,45}\b(?:плен|узник)\w*", False),
        (r"\bобмен\b[^.!?;]{0,45}\bплен", False),
        (r"\bобмен|\bплен", False),
        (r"\bобмен|плен", True),
        (r"обмен(?:\b|а)плен", True),
        (r"\w+\b\w+", True),
    ],
)
def test_which_borders_need_marks(pattern: str, needs_marks: bool) -> None:
    assert (bare(parse_regex(pattern)) is None) is needs_marks


def test_no_regex_is_larger_than_reckoned() -> None:
    clauses = (clause for rule in shipped().rules.values() for clause in rule.clauses if clause.kind == "regex")
    for pattern in [*(clause.pattern for clause in clauses), r"\p{L}+", r"[^a]", r"\W{5}", r"\S\D", r".{9}", "обмен"]:
        tree = parse_regex(pattern)
        assert re2.compile(_translated(tree, "\x1f*", coded=False)).programsize <= most_instructions(tree), pattern


def test_word_characters_are_unicodes() -> None:
    own = {code for first, last in word_ranges() for code in range(first, last + 1)}
    for code in range(0x0700):
        one = chr(code)
        if fold(f"a{one}").text == f"a{one}":
            assert (code in own) == (one == "_" or one.isalnum() or unicodedata.category(one)[0] == "M"), ascii(one)


@pytest.mark.parametrize("text", ["हिन्दी", "日本語", "ქართული", "한국어", "አማርኛ"])
def test_letters_of_the_world_are_word_characters(text: str) -> None:
    assert found(r"\w+", f"{text}, {text}。") == [text, text]
