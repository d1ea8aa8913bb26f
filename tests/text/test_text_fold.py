"""Folding: what becomes equal, the way back to the original, and the fast path against the reference."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import Folded, fold
from monitor.text.fold import _RARE, _by_character, _by_replacement, _by_stretches, code_page, coded

FOLDED = [
    ("В\u00a0Минобороны", "в минобороны"),
    ("из\u2009плена\u202fдомой", "из плена домой"),
    ("обмен \t\r\n  пленными", "обмен пленными"),
    ("Ещё ЁЛКА", "еще елка"),
    ("е\u0308лка", "елка"),
    ("воё\u0301нно", "военно"),
    ("обме\u0301н, за\u0301мок", "обмен, замок"),
    ("стои\u0306", "стой"),
    ("Украі\u0308на", "україна"),
    ("пе\u0301rе", "пеrе"),
    ("e\u0301change", "échange"),
    ("об\u00adмен", "обмен"),
    ("пле\u200bн\ufeff", "плен"),
    ("İstanbul'da IĞDIR ığdır", "istanbul'da iğdir iğdir"),
    ("I\u0307stanbul", "istanbul"),
    ("об’єднання об`єднання обʼєднання об´єднання", "об'єднання об'єднання об'єднання об'єднання"),
    ("Абу‑Даби – Абу—Даби −5", "абу-даби - абу-даби -5"),
    ("«обмен» “swap” „Tausch‟", '"обмен" "swap" "tausch"'),
    ("Straße STRASSE", "strasse strasse"),
    ("ﬁn … ﬁ", "fin ... fi"),
    ("ＰＯＷ ｓｗａｐ 𝐏𝐎𝐖", "pow swap pow"),
    ("№ 5 и №5", "# 5 и #5"),
    ("Redis™ 5", "redis 5"),
    ("Мiнiстэрства", "міністэрства"),
    ("Cyxoпyтных Boeннo cпецоперации", "сухопутных военно спецоперации"),
    ("Украïна бóльшая", "україна большая"),
    ("mіssіle", "missile"),
    ("НAшa", "наша"),
    ("QR-код FPV-дронов", "qr-код fpv-дронов"),
    ("VKшник", "vkшник"),
    ("שָׁלוֹם־עֲלֵיכֶם", "שלום-עליכם"),
    ("تَبَادُل الأســـرى", "تبادل الأسرى"),
    ("١٠٠٠ ۵ १", "1000 5 1"),
    ("a\ud800b", "a\ufffdb"),
    ("", ""),
]


@pytest.mark.parametrize(("original", "folded"), FOLDED)
def test_folds(original: str, folded: str) -> None:
    assert fold(original).text == folded


@pytest.mark.parametrize(
    "variant",
    [
        "обмен пленными",
        "ОБМЕН\u00a0ПЛЕННЫМИ",
        "обме\u0301н  пле\u0301нными",
        "об\u00adмен плен\u200bными",
        "oбмен плeнными",
    ],
)
def test_one_pattern_finds_every_spelling_and_its_exact_place(variant: str) -> None:
    text = f"«Ещё… ß» — {variant}, ﬁn"
    folded = fold(text)
    start = folded.text.index("обмен пленными")
    first, last = folded.original(start, start + len("обмен пленными"))
    assert text[first:last] == variant


def test_part_of_a_letter_is_the_whole_letter() -> None:
    folded = fold("aßb")
    assert folded.text == "assb"
    assert [folded.original(at, at + 1) for at in range(4)] == [(0, 1), (1, 2), (1, 2), (2, 3)]


def test_stress_mark_belongs_to_its_letter_and_soft_hyphen_to_none() -> None:
    assert fold("да\u0301\u00ad да").original(0, 2) == (0, 3)


def test_empty_span_is_a_place() -> None:
    assert fold("a  b").original(2, 2) == (3, 3)


COMMON = st.sampled_from(list("аеиоубнплсАВСЕНРіїйёЁґaceopxyABEHiIıİğéßßk0159 .,-'`«»“”’—–…№  \t\n\xa0\u2009€🙂"))
RARE = st.sampled_from(list("\u0301\u0306\u0308\u0307\u00ad\u200b\ufe0f\u0651\u0640שֵא١ﬁ™´¨½Ͼς한ᄀ\u1161\ud800\x00ǅŉ"))


@given(st.text(COMMON, max_size=40))
def test_fast_path_is_the_reference_for_common_characters(text: str) -> None:
    assert not _RARE.search(text)
    assert _by_replacement(text) == _by_character(text)


@given(st.text(st.characters(max_codepoint=0x2FFF), max_size=30))
def test_fold_is_the_reference_for_any_text(text: str) -> None:
    assert fold(text) == _by_character(text)


SPACED = st.lists(st.text(COMMON, max_size=6) | st.text(RARE, max_size=2), max_size=12).map(" ".join)


@given(SPACED)
def test_the_reference_is_needed_only_where_rare_characters_stand(text: str) -> None:
    assert _by_stretches(text) == _by_character(text)


CODED = st.text("аеиоубАВСЕiIıİßßéçğŞ09 .,-'`«»“”’—–…№  \t\n\xa0\u2009€\x00", max_size=40)


@given(CODED | st.text(COMMON, max_size=40) | SPACED)
def test_look_up_is_the_reference(text: str) -> None:
    by_look_up, reference = coded(text), _by_character(text)
    if by_look_up is not None:
        assert code_page().decode(by_look_up.data) == reference.text
        assert by_look_up.uneven == reference.uneven
        assert code_page().encode(reference.text) == by_look_up.data


@pytest.mark.parametrize(("text", "has_page"), [
    ("Обмен — «307 на 307»… in Istanbul", True), ("İstanbul'da Straße, źródło, échange", True), ("", True),
    ("Мiнiстэрства", False), ("обмен à Paris", False), ("تبادل", False), ("обме\u0301н", False),
])  # fmt: skip
def test_what_a_code_page_can_write(text: str, has_page: bool) -> None:
    assert (coded(text) is not None) is has_page


def test_every_common_character_folds_by_itself() -> None:
    common = [chr(code) for code in range(0x20000) if not _RARE.match(chr(code))]
    assert len(common) > 1000
    for character in common:
        for text in (character, f"а{character}b", f"b{character}ж", f" {character}", character * 2):
            assert _by_replacement(text) == _by_character(text), ascii(text)


MARKED_CYRILLIC = st.text(
    RARE.filter(lambda one: not fold(one).text.isalpha()) | st.sampled_from("абеЁйїіН .-  «1"), max_size=30
)
MARKED_LATIN = st.text(RARE | st.sampled_from("aeioubnßİıIéK .-  «1"), max_size=30)


@given(st.one_of(st.text(COMMON, max_size=30), MARKED_CYRILLIC, MARKED_LATIN))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(st.text(COMMON | RARE | st.characters(), max_size=30))
def test_spans_are_in_order_and_within_the_original(text: str) -> None:
    folded = fold(text)
    spans = [folded.original(at, at + 1) for at in range(len(folded.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one == two or one[1] <= two[0] for one, two in pairwise(spans))
    if spans:
        assert folded.original(0, len(folded.text)) == (spans[0][0], spans[-1][1])


@given(
    st.lists(st.tuples(st.text(COMMON | RARE, max_size=6), st.sampled_from(["Обме\u0301н", "плен\u00adных", "SWAP"])))
)
def test_words_slice_back_exactly(parts: list[tuple[str, str]]) -> None:
    text = "".join(f"{filler} | {word} | " for filler, word in parts)
    folded = fold(text)
    position = 0
    for filler, word in parts:
        position = text.index(f"| {word} |", position + len(filler)) + 2
        end = position + len(word)
        places = [at for at in range(len(folded.text)) if folded.original(at, at + 1)[0] == position]
        span = places[0], places[0] + len(fold(word).text)
        assert folded.text[slice(*span)] == fold(word).text
        assert folded.original(*span) == (position, end)


def test_a_hundred_thousand_marks_on_one_letter_are_cheap() -> None:
    text = "о" + "\u0301\u0316" * 50_000 + "бмен"
    started = time.perf_counter()
    folded = fold(text)
    assert time.perf_counter() - started < 1
    assert folded.text.endswith("бмен")
    assert folded.original(len(folded.text) - 4, len(folded.text)) == (len(text) - 4, len(text))


def test_plain_text_needs_no_map() -> None:
    assert fold("Обмен пленными") == Folded("обмен пленными")
