"""A lexicon that cannot be used says where and what to do; one that can finds its terms as written."""

import pytest

from monitor.extract import LexiconError, parse_lexicon
from monitor.extract.terms import TermError, TermFinder, compile_term, longest
from monitor.extract.writing import Writing
from tests.support.extraction import extractor


def _found(text: str, *terms: str, writing: Writing | None = None) -> list[str]:
    finder = TermFinder(writing or Writing(), [("list", "", term) for term in terms])
    return [text[hit.start : hit.end] for hit in longest(finder.find(text))]


def test_a_plain_word_is_that_word_only() -> None:
    assert _found("swaps, swapped and swap", "swap") == ["swap"]


def test_a_stem_reaches_to_the_end_of_its_word() -> None:
    assert _found("обмен, обмена, разобмен", "обмен*") == ["обмен", "обмена"]


def test_a_star_in_front_finds_the_end_of_compounds() -> None:
    assert _found("der gefangenenaustausch", "*austausch*") == ["austausch"]


def test_words_of_a_phrase_may_have_stars_and_a_comma_between() -> None:
    assert _found("с территории, подконтрольной киеву", "территори* подконтрольн*") == ["территории, подконтрольной"]


def test_an_underscore_is_one_word() -> None:
    assert _found("brought them home, brought home", "brought _ home") == ["brought them home"]


def test_brackets_stand_for_each_of_their_parts() -> None:
    assert len(compile_term("(hand|hands) over (|now)")) == 4
    assert _found("it hands over now", "(hand|hands) over (|now)") == ["hands over now"]


def test_the_longer_of_two_terms_counts() -> None:
    assert _found("seriously wounded men", "wounded", "seriously wounded") == ["seriously wounded"]


def test_particles_may_stand_before_a_term() -> None:
    arabic = Writing(prefixes=frozenset({"و", "ال", "وال"}))
    assert _found("والاسرى", "اسرى", writing=arabic) == ["اسرى"]
    assert _found("والاسرى", "اسرى") == []


def test_without_spaces_a_term_stands_anywhere() -> None:
    assert _found("俄乌交换战俘", "战俘", writing=Writing(words_apart=False)) == ["战俘"]


@pytest.mark.parametrize("written", ["*", "_ home", "(a|b", "((a|b)|c) word", "a*"])
def test_a_term_with_nothing_to_look_for_is_refused(written: str) -> None:
    with pytest.raises(TermError) as caught:
        compile_term(written)
    assert caught.value.mend


@pytest.mark.parametrize(
    ("data", "path", "hint"),
    [
        ({}, "language", "give its code"),
        ({"language": "en", "exchang": {}}, "exchang", "did you mean `exchange`?"),
        ({"language": "en", "release": {"bak": []}}, "release.bak", "did you mean `back`?"),
        ({"language": "en", "parties": {"RU": {"name": ["russia"]}}}, "parties.RU.name", "did you mean `names`?"),
        ({"language": "en", "mediation": "broker"}, "mediation", "write [one, two]"),
        ({"language": "en", "places": {"Istanbul": [True]}}, "places.Istanbul.0", "quotation marks"),
        ({"language": "en", "exchange": {"sure": ["("]}}, "exchange.sure.0", "(one|other)"),
        ({"language": "en", "writing": {"borders": "no"}}, "writing.borders", "`words` or `none`"),
        ({"language": "en", "writing": {"reach": -1}}, "writing.reach", "1.0"),
        ({"language": "en", "numbers": []}, "numbers", "name: …"),
    ],
)
def test_a_fault_names_its_place_and_its_mend(data: dict[str, object], path: str, hint: str) -> None:
    with pytest.raises(LexiconError) as caught:
        parse_lexicon(data)
    (fault,) = caught.value.faults
    assert fault.path == path
    assert hint in fault.mend


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(LexiconError) as caught:
        parse_lexicon({"nonsense": 1, "release": {"bak": []}})
    assert {fault.path for fault in caught.value.faults} == {"language", "nonsense", "release.bak"}


def test_letters_that_are_written_for_one_another_are_one() -> None:
    hamza = "تبادل الأسرى بين روسيا وأوكرانيا"
    plain = hamza.replace("أ", "ا").replace("ى", "ي")
    told, same = (extractor("ar").extract("", text, "ar") for text in (hamza, plain))
    assert told
    assert [fact.parties[0].value for fact in same] == [fact.parties[0].value for fact in told]
    assert all(plain[span.start : span.end] == span.text for fact in same for span in fact.mention)
