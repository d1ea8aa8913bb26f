"""The names of entries: what counts, what does not, and that they stay what they are."""

from dataclasses import replace
from datetime import UTC, datetime

from monitor.identify import item_key, keys
from monitor.model.content import Entry

ENTRY = Entry(id="n-17", link="https://mod.example/n/17", title="Обмін полоненими", text="Додому повернулися 160 осіб.")


def test_keys_are_pinned_for_stores_remember_them() -> None:
    names = keys("mod", ENTRY)
    assert names.primary == "eef5aa6ddd4137ccfd80d6ce56465b36"
    assert names.exact == "2fc2ce86e8bea3171983d283775064d5"
    assert names.fingerprint == "1e6490ad4ff9c020fd7ea28d3f73b099"
    assert item_key("mod", names.exact) == "8dbee6d2e56a7c32bd00b5736ca2b9d6"


def test_dates_and_language_never_count() -> None:
    dated = replace(
        ENTRY, published=datetime(2025, 6, 2, tzinfo=UTC), updated=datetime(2025, 6, 3, tzinfo=UTC), lang="uk"
    )
    assert keys("mod", dated) == keys("mod", ENTRY)


def test_white_space_and_unicode_form_do_not_count() -> None:
    composed = replace(ENTRY, title="Її йод", text="a b")
    decomposed = replace(ENTRY, title="\u0406\u0308\u0457  \u0438\u0306\u043e\u0434", text=" a\n\u00a0b ")
    assert keys("mod", composed) == keys("mod", decomposed)


def test_what_is_said_counts_and_in_which_field() -> None:
    assert (
        keys("mod", ENTRY).fingerprint != keys("mod", replace(ENTRY, text="Додому повернулися 161 особа.")).fingerprint
    )
    assert keys("mod", replace(ENTRY, title="a b", text="c")) != keys("mod", replace(ENTRY, title="a", text="b c"))


def test_primary_is_id_else_link_else_text() -> None:
    no_id = replace(ENTRY, id=None)
    nothing = replace(ENTRY, id=None, link=None)
    elsewhere = replace(ENTRY, link="https://mod.example/other", title="x")
    assert keys("mod", ENTRY).primary == keys("mod", elsewhere).primary
    assert keys("mod", no_id).primary == keys("mod", replace(no_id, title="x")).primary
    assert keys("mod", nothing).primary != keys("mod", replace(nothing, title="x")).primary
    assert len({keys("mod", each).primary for each in (ENTRY, no_id, nothing)}) == 3


def test_an_id_that_reads_like_the_link_is_still_another_kind() -> None:
    by_id = Entry(id="https://mod.example/n/17", link=None, title="t", text="")
    by_link = Entry(id=None, link="https://mod.example/n/17", title="t", text="")
    assert keys("mod", by_id).primary != keys("mod", by_link).primary


def test_names_are_scoped_to_the_source_and_texts_are_not() -> None:
    here, there = keys("mod", ENTRY), keys("mfa", ENTRY)
    assert here.primary != there.primary
    assert here.exact != there.exact
    assert here.fingerprint == there.fingerprint


def test_twelve_words_prove_a_copy() -> None:
    eleven = Entry(id=None, link=None, title="one two three", text="four five six seven eight nine ten eleven")
    twelve = replace(eleven, text=f"{eleven.text} twelve")
    assert keys("mod", eleven).copy is None
    assert keys("mod", twelve).copy == keys("mod", twelve).fingerprint


def test_the_empty_entry_has_names() -> None:
    names = keys("mod", Entry(id=None, link=None, title="", text=""))
    assert all((names.primary, names.exact, names.fingerprint))
    assert names.copy is None
