"""Quotes: the sentence around each match, bounded, and no match cut."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.deliver.evidence import LONGEST_QUOTES, LONGEST_TITLE, Segment, gather, marked
from monitor.model.alert import AlertRevision, RuleHit
from monitor.model.content import Span
from tests.support.alerts import TEXT, TITLE, alert


def hit(text: str, *ranges: tuple[int, int]) -> RuleHit:
    return RuleHit("r", "Rule", "exchange", "alert", tuple(Span("text", a, b, text[a:b]) for a, b in ranges))


def told(text: str, *ranges: tuple[int, int]) -> AlertRevision:
    return alert(text=text, hits=(hit(text, *ranges),))


def test_each_match_stands_in_its_sentence_with_its_words_marked() -> None:
    evidence = gather(alert())
    assert marked(evidence.title) == TITLE.replace("обмін полоненими", "[[обмін полоненими]]")
    assert [marked(quote) for quote in evidence.quotes] == [
        "[[Обмін полоненими]] пройшов за домовленостями, досягнутими в Стамбулі.",
        "Наступний [[раунд переговорів]] сторони готують на кінець тижня.",
    ]
    assert evidence.more == 0


def test_overlapping_matches_of_several_rules_are_marked_once() -> None:
    at = TEXT.index("Обмін")
    evidence = gather(alert(text=TEXT, hits=(hit(TEXT, (at, at + 16)), hit(TEXT, (at + 6, at + 24), (at, at + 16)))))
    assert [marked(quote) for quote in evidence.quotes] == [
        "[[Обмін полоненими пройшов]] за домовленостями, досягнутими в Стамбулі."
    ]


def test_a_long_sentence_is_cut_at_words_and_says_so() -> None:
    text = "слово " * 100 + "обмін" + " слово" * 100
    at = text.index("обмін")
    (quote,) = gather(told(text, (at, at + 5))).quotes
    shown = marked(quote)
    assert shown.startswith("… слово")
    assert shown.endswith("слово …")
    assert "[[обмін]]" in shown


def test_places_without_room_are_counted() -> None:
    sentence = "Сторони обміняли полонених у повному складі за формулою, про яку домовилися раніше. "
    text = sentence * 30
    at = [index * len(sentence) + 8 for index in range(30)]
    evidence = gather(told(text, *((start, start + 8) for start in at)))
    shown = sum(marked(quote).count("[[") for quote in evidence.quotes)
    assert shown + evidence.more == 30
    assert evidence.more > 0


def test_a_match_longer_than_all_room_shows_its_two_ends() -> None:
    text = "A" * 5000 + "B" * 5000
    ((segment,),) = gather(told(text, (0, 10_000))).quotes
    assert segment.matched
    assert segment.text.startswith("AAA")
    assert segment.text.endswith("BBB")
    assert len(segment.text) <= LONGEST_QUOTES


def test_spans_that_do_not_lie_in_the_text_are_left_alone() -> None:
    assert gather(told("short", (3, 90))).quotes == ((Segment("short"),),)


def test_where_only_the_title_matched_the_first_sentence_is_shown() -> None:
    assert gather(told("It began at noon. More follows.")).quotes == ((Segment("It began at noon."),),)
    assert gather(told("  \n ")).quotes == ()


def test_an_endless_title_is_cut_before_a_match_not_in_it() -> None:
    title = "x" * (LONGEST_TITLE - 3) + "exchange" + "y" * 1000
    span = Span("title", LONGEST_TITLE - 3, LONGEST_TITLE + 5, "exchange")
    shown = gather(alert(title=title, hits=(RuleHit("r", "R", "t", "note", (span,)),))).title
    assert shown == (Segment("x" * (LONGEST_TITLE - 3)), Segment(" …"))


@st.composite
def texts_with_marks(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    words = draw(st.lists(st.sampled_from(["обмін", "и", "слово.", "\n", "переговорів,", "x" * 40, "!"]), min_size=1))
    text = " ".join(words * draw(st.integers(1, 20)))
    starts = draw(st.lists(st.integers(0, max(0, len(text) - 2)), max_size=25))
    return text, [(start, min(len(text), start + draw(st.integers(1, 80)))) for start in starts]


@given(texts_with_marks())
def test_quotes_are_bounded_and_whole_whatever_matched(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, ranges = case
    evidence = gather(told(text, *ranges))
    bare = [[segment for segment in quote if segment.text not in {"… ", " …"}] for quote in evidence.quotes]
    assert sum(len(segment.text) for quote in bare for segment in quote) <= LONGEST_QUOTES
    covered = {at for start, end in ranges for at in range(start, end)}
    for quote in bare:
        words = "".join(segment.text for segment in quote)
        assert words in text
    runs = sorted({text[a:b] for a, b in _runs(covered)}, key=len)
    for segment in (segment for quote in bare for segment in quote if segment.matched):
        assert segment.text in runs or len(segment.text) >= LONGEST_QUOTES - 10
    assert not ranges or evidence.quotes


def _runs(covered: set[int]) -> list[tuple[int, int]]:
    starts = sorted(at for at in covered if at - 1 not in covered)
    ends = sorted(at + 1 for at in covered if at + 1 not in covered)
    return list(zip(starts, ends, strict=True))
