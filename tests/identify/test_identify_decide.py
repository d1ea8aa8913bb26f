"""Every rule of the decision, on a store in memory; then the promise that matters: what was seen stays seen."""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from monitor.model.content import Entry, Identified, Verdict
from tests.support.known import MemoryItems

LONG = (
    "The ministry says that twelve buses with released service members have reached the border crossing this evening."
)


def entry(
    name: str | None = "1", link: str | None = "https://mod.example/1", title: str = "Title", text: str = ""
) -> Entry:
    return Entry(id=name, link=link, title=title, text=text)


def outcome(decided: tuple[Identified, ...]) -> list[tuple[str, str]]:
    return [(each.verdict.name, each.reason) for each in decided]


def stored(*documents: list[Entry]) -> MemoryItems:
    known = MemoryItems()
    for document in documents:
        known.poll("mod", document)
    return known


def test_first_seen() -> None:
    decided = stored().poll("mod", [entry("1"), entry("2", link="https://mod.example/2")])
    assert outcome(decided) == [("NEW", "first_seen"), ("NEW", "first_seen")]
    assert all(each.item is None for each in decided)


def test_known_whatever_its_date_and_place() -> None:
    document = [entry("1", title="a"), entry("2", title="b"), entry("3", title="c")]
    known = stored(document)
    decided = known.poll("mod", [document[2], document[0]])
    assert outcome(decided) == [("SAME", "known")] * 2
    assert [each.item and each.item.item_id for each in decided] == [3, 1]
    assert decided[0].key == known.items[3].key


def test_a_correction_taken_back_is_a_version_and_a_cache_that_takes_turns_is_not_for_ever() -> None:
    before, after = entry(text="160 people"), entry(text="161 people")
    known = stored([before], [after])
    assert outcome(known.poll("mod", [before])) == [("VERSION", "reverted")]
    assert outcome(known.poll("mod", [before])) == [("SAME", "known")]
    turns = [outcome(known.poll("mod", [entry(text=f"{160 + turn % 2} people")]))[0] for turn in range(1, 20)]
    assert turns[0] == ("VERSION", "reverted")
    assert set(turns[8:]) <= {("SAME", "earlier_version"), ("SAME", "known")}


def test_repeated_in_the_document_belongs_to_the_same_item() -> None:
    first, again = stored().poll("mod", [entry(), entry()])
    assert (again.verdict, again.reason) == (Verdict.SAME, "repeated_in_document")
    assert again.key == first.key


def test_a_repeated_edit_belongs_to_the_edited_item() -> None:
    known = stored([entry(text="before")])
    edit, again = known.poll("mod", [entry(text="after"), entry(text="after")])
    assert edit.verdict is Verdict.VERSION
    assert (again.verdict, again.item) == (Verdict.SAME, edit.item)
    assert known.items[1].version == 2


def test_an_edited_text_is_a_version() -> None:
    known = stored([entry(text="160 people")])
    (decided,) = known.poll("mod", [entry(text="161 people")])
    assert (decided.verdict, decided.reason) == (Verdict.VERSION, "edited")
    assert decided.item is not None
    assert decided.key == decided.item.key == known.items[1].key


def test_only_the_link_changed() -> None:
    known = stored([entry(text="x")])
    moved = entry(link="https://www.mod.example/1", text="x")
    assert outcome(known.poll("mod", [moved])) == [("SAME", "link_changed")]
    assert outcome(known.poll("mod", [moved])) == [("SAME", "known")]


def test_link_and_title_changed_with_the_text_kept_is_an_edit() -> None:
    known = stored([entry(title="Old title", text="The same words.")])
    moved = entry(link="https://mod.example/new-title", title="New title", text="The same  words.")
    assert outcome(known.poll("mod", [moved])) == [("VERSION", "edited")]


def test_link_title_and_text_changed_is_another_item_under_a_used_id() -> None:
    known = stored([entry(title="Weather", text="Rain.")])
    other = entry(link="https://mod.example/2", title="Talks", text="In Istanbul.")
    (decided,) = known.poll("mod", [other])
    assert (decided.verdict, decided.reason) == (Verdict.NEW, "id_reused")
    assert decided.key != known.items[1].key
    assert outcome(known.poll("mod", [other])) == [("SAME", "known")]


def test_without_an_id_the_link_names_the_entry() -> None:
    known = stored([entry(None, title="Talks", text="Planned.")])
    assert outcome(known.poll("mod", [entry(None, title="Talks", text="Under way.")])) == [("VERSION", "edited")]


def test_one_id_for_all_is_many_items() -> None:
    document = [entry("same", f"https://mod.example/{n}", f"Title {n}") for n in range(5)]
    known = stored()
    assert outcome(known.poll("mod", document)) == [("NEW", "id_shared")] * 5
    assert len({each.key for each in known.items.values()}) == 5


def test_an_edit_under_a_shared_id_is_found_by_its_link() -> None:
    document = [entry("same", f"https://mod.example/{n}", f"Title {n}") for n in range(3)]
    known = stored(document)
    edited = replace(document[1], text="Correction.")
    decided = known.poll("mod", [document[0], edited, document[2]])
    assert outcome(decided) == [("SAME", "known"), ("VERSION", "edited"), ("SAME", "known")]
    assert decided[1].item is not None
    assert decided[1].item.item_id == 2


def test_a_shared_id_with_a_shared_link_never_takes_a_post_for_an_edit() -> None:
    document = [entry("same", "https://mod.example/", f"Title {n}") for n in range(3)]
    known = stored(document)
    newer = entry("same", "https://mod.example/", "Title 3")
    assert outcome(known.poll("mod", [newer, *document[:2]]))[0] == ("NEW", "id_shared")


def test_two_new_posts_under_one_known_id_and_link_are_both_new() -> None:
    known = stored([entry("same", None, "Title 0")])
    assert outcome(known.poll("mod", [entry("same", None, "Title 1"), entry("same", None, "Title 2")])) == [
        ("NEW", "id_shared"),
        ("NEW", "id_shared"),
    ]


def test_an_item_in_the_document_by_its_exact_key_is_not_edited_in_it() -> None:
    old = entry(link="https://mod.example/a", title="T", text="x")
    current = entry(link="https://mod.example/b", title="T", text="y")
    known = stored([old], [current])
    decided = known.poll("mod", [old, entry(link="https://mod.example/b", title="T", text="z")])
    assert outcome(decided) == [("SAME", "earlier_version"), ("NEW", "id_shared")]


def test_a_copy_from_another_source_is_an_item_of_its_own() -> None:
    known = stored([entry(text=LONG)])
    (decided,) = known.poll("mfa", [entry("77", "https://mfa.example/77", text=LONG)])
    assert (decided.verdict, decided.reason, decided.copy_of) == (Verdict.COPY, "same_text", 1)
    assert len(known.items) == 2
    assert outcome(known.poll("mfa", [decided.entry])) == [("SAME", "known")]


def test_a_short_text_is_not_a_copy() -> None:
    known = stored([entry(title="Prisoner exchange")])
    assert outcome(known.poll("mfa", [entry(title="Prisoner exchange")])) == [("NEW", "first_seen")]


def test_a_copy_within_one_document() -> None:
    first, second = stored().poll("mod", [entry("1", text=LONG), entry("2", "https://mod.example/2", text=LONG)])
    assert first.verdict is Verdict.NEW
    assert (second.verdict, second.copy_of) == (Verdict.COPY, None)
    assert second.key != first.key


def test_a_copy_of_an_item_that_was_just_edited_to_it() -> None:
    known = stored([entry("1", text="Soon.")])
    edit, copy = known.poll("mod", [entry("1", text=LONG), entry("2", "https://mod.example/2", text=LONG)])
    assert edit.verdict is Verdict.VERSION
    assert (copy.verdict, copy.copy_of) == (Verdict.COPY, 1)


def test_each_lookup_is_made_at_most_once() -> None:
    document = [entry(str(n), f"https://mod.example/{n}", f"Title {n}", LONG) for n in range(50)]
    known = stored()
    known.poll("mod", document)
    assert known.lookups == ["exact", "primary", "copy", "url"]
    known.poll("mod", document)
    assert known.lookups == ["exact"]
    known.poll("mod", [])
    assert known.lookups == []


def test_subset_polls_of_a_feed_that_repeats_one_id() -> None:
    document = [entry("same", f"https://mod.example/{n}", f"Title {n}") for n in range(9)]
    windows = [document[:4], document[3:7], document[6:], document[1:8:2]]
    known = MemoryItems()
    for window in windows:
        known.poll("mod", window)
    assert len(known.items) == 9
    for sweep in (windows, [list(reversed(window)) for window in reversed(windows)]):
        assert {each.verdict for window in sweep for each in known.poll("mod", window)} == {Verdict.SAME}


PAGE = "https://mod.example/1"
ENTRIES = st.builds(
    Entry,
    id=st.sampled_from([None, "1", "2", "same"]),
    link=st.sampled_from([None, "https://mod.example/", PAGE]),
    title=st.sampled_from(["", "Exchange", "Talks"]),
    text=st.sampled_from(["", "Planned.", "Done.", LONG]),
)
DOCUMENTS = st.lists(ENTRIES, max_size=12)


@given(document=DOCUMENTS, data=st.data())
def test_what_was_ingested_is_the_same_in_any_order_and_number(document: list[Entry], data: st.DataObject) -> None:
    known = stored(document)
    again = data.draw(st.lists(st.sampled_from(document), max_size=20)) if document else []
    assert {each.verdict for each in known.poll("mod", again)} <= {Verdict.SAME}


@given(document=DOCUMENTS)
def test_every_distinct_entry_of_a_first_document_is_one_item(document: list[Entry]) -> None:
    distinct = {(each.id, each.link, each.title, each.text) for each in document}
    posted_twice = {each[1:] if each[1] == PAGE and each[3] == LONG else each for each in distinct}
    assert len(stored(document).items) == len(posted_twice)


@given(documents=st.lists(DOCUMENTS, max_size=4))
def test_every_entry_gets_a_decision_and_a_repeated_poll_changes_nothing(documents: list[list[Entry]]) -> None:
    known = MemoryItems()
    for document in documents:
        decided = known.poll("mod", document)
        assert [each.entry for each in decided] == document
        assert all(each.item is not None for each in decided if each.verdict is Verdict.VERSION)
        before = dict(known.items)
        assert {each.verdict for each in known.poll("mod", document)} <= {Verdict.SAME}
        assert known.items == before


@given(documents=st.lists(DOCUMENTS, min_size=2, max_size=2), seed=st.randoms(use_true_random=False))
def test_verdicts_do_not_depend_on_the_order_of_the_document(documents: list[list[Entry]], seed: object) -> None:
    first, second = documents
    shuffled = list(second)
    seed.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis gives a random.Random
    one, other = (stored(first).poll("mod", order) for order in (second, shuffled))
    new = [
        Counter(
            (each.entry.link, each.entry.title, each.entry.text)
            for each in decided
            if each.verdict in {Verdict.NEW, Verdict.COPY}
        )
        for decided in (one, other)
    ]
    assert new[0] == new[1], "of what is posted twice the first may name the item, but there is one"
