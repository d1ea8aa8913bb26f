"""Sources written into files: what is there stays, what is written is read back, and nothing half-done is left."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import read_sources
from monitor.config.composer import compose
from monitor.config.document import Document
from monitor.config.drafts import Seen, draft
from monitor.config.writing import new_file, save, with_sources
from monitor.errors import ConfigError, UsageError
from tests.support.config_tree import SOURCE, Tree

KEYS = {
    "id": "bb-mod-uk",
    "name": "Ministry: of Defence",
    "url": "https://mod.example.org/rss?a=1#top",
    "body": "defence",
    "side": "UA",
    "family": "bb-mod",
    "timezone": "Europe/Kyiv",
}


def read(text: str) -> list[dict[str, Any]]:
    document = Document("x.yaml", "x.yaml", text)
    compose(document)
    assert document.problems == []
    return list(document.data["sources"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Only words.\n",
        "sources:\n",
        "sources: []\n",
        "sources: []  # none yet\n",
        "sources:\n- id: a\n  name: A\n",
        "sources:\n    -   id: a\n        name: A   # a remark\n\n    # what follows\n",
        "# Ünïcode\r\nsources:\r\n  - id: a\r\n    name: A\r\n",
        "sources:\n  - {id: a, name: A}",
        "sources:\n  - id: a\n    note: >\n      folded\n      text\n",
    ],
)
def test_a_source_is_added_and_every_line_that_was_there_stays(text: str) -> None:
    before = read(text) if "- " in text else []
    written = with_sources(text, [KEYS, {**KEYS, "id": "cc"}], name="x.yaml")
    assert read(written) == [*before, KEYS, {**KEYS, "id": "cc"}]
    kept = text.replace("[]", "")
    assert [line.split() for line in written.splitlines()][: len(kept.rstrip().splitlines())] == [
        line.split() for line in kept.rstrip().splitlines()
    ]
    assert ("\r\n" in written) is ("\r\n" in text)


def test_a_list_in_brackets_is_refused_with_its_line() -> None:
    with pytest.raises(UsageError, match=r"sources/x\.yaml:2: .*brackets"):
        with_sources("# x\nsources: [{id: a}]\n", [KEYS], name="sources/x.yaml")


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"], exclude_characters="\ufeff\u2028\u2029"), min_size=1
)
VALUES = st.one_of(
    TEXTS,
    st.booleans(),
    st.integers(-9, 999),
    st.lists(TEXTS, min_size=1),
    st.sampled_from(["no", "12", "~", "a: b", "x #y", "- z", "true", "'", '"']),
)


@given(
    st.dictionaries(
        st.sampled_from(["id", "name", "note", "more", "listing"]),
        VALUES | st.dictionaries(st.sampled_from("abc"), VALUES, min_size=1),
        min_size=1,
    )
)
def test_whatever_is_written_is_read_back(keys: Mapping[str, Any]) -> None:
    assert read(with_sources("sources:\n", [keys], name="x.yaml")) == [keys]


def test_what_is_saved_has_been_loaded_first(tmp_path: Path) -> None:
    tree = Tree(tmp_path / "config")
    book = read_sources(tree.directory)
    name = "sources/aa.yaml"
    with pytest.raises(ConfigError) as refused:
        save(tree.directory, {name: with_sources(SOURCE, [{**KEYS, "side": "Ukraine"}], name=name)}, before=book.texts)
    assert [problem.message for problem in refused.value.problems] == ["not a side"]
    assert (tree.directory / name).read_text() == SOURCE
    save(tree.directory, {name: with_sources(SOURCE, [KEYS], name=name)}, before=book.texts)
    assert (tree.directory / name).read_text().startswith(SOURCE)
    assert list(tree.load().sources) == ["aa-mfa-en", "bb-mod-uk"]
    assert sorted(path.name for path in (tree.directory / "sources").iterdir()) == ["aa.yaml"]


def test_a_file_that_was_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    tree = Tree(tmp_path / "config")
    book = read_sources(tree.directory)
    tree.write("sources/aa.yaml", SOURCE + "    note: by hand\n")
    with pytest.raises(UsageError, match="changed meanwhile"):
        save(tree.directory, {"sources/aa.yaml": with_sources(SOURCE, [KEYS], name="x")}, before=book.texts)
    assert "by hand" in (tree.directory / "sources/aa.yaml").read_text()


def test_a_link_stays_a_link_and_rights_stay_rights(tmp_path: Path) -> None:
    tree = Tree(tmp_path / "config")
    elsewhere = tmp_path / "shared.yaml"
    (tree.directory / "sources/aa.yaml").rename(elsewhere)
    (tree.directory / "sources/aa.yaml").symlink_to(elsewhere)
    elsewhere.chmod(0o640)
    book = read_sources(tree.directory)
    save(tree.directory, {"sources/aa.yaml": with_sources(SOURCE, [KEYS], name="x")}, before=book.texts)
    assert (tree.directory / "sources/aa.yaml").is_symlink()
    assert elsewhere.stat().st_mode & 0o777 == 0o640
    assert "bb-mod-uk" in elsewhere.read_text()


def test_the_first_source_of_all_makes_the_folder(tmp_path: Path) -> None:
    tree = Tree(tmp_path / "config")
    (tree.directory / "sources/aa.yaml").unlink()
    (tree.directory / "sources").rmdir()
    assert read_sources(tree.directory).sources == ()
    save(tree.directory, {"sources/ua.yaml": with_sources(new_file("Ukraine"), [KEYS], name="x")}, before={})
    assert list(tree.load().sources) == ["bb-mod-uk"]


@pytest.mark.parametrize(
    ("url", "given", "expected"),
    [
        ("https://mfa.gov.ua/en/rss", {}, ("sources/ua.yaml", "ua-mfa-en", "UA", "foreign", "en", "Europe/Kyiv")),
        ("https://www.mod.uk/feed", {}, ("sources/gb.yaml", "gb-mod", "GB", "defence", None, "Europe/London")),
        ("https://www.war.gov/rss", {}, ("sources/us.yaml", "us-war", "US", "government", None, "America/New_York")),
        (
            "https://t.me/s/mod_russia",
            {"country": "RU"},
            ("sources/ru.yaml", "ru-telegram-mod-russia", "RU", "other", None, "Europe/Moscow"),
        ),
        (
            "https://news.un.example/rss",
            {"country": "int"},
            ("sources/int.yaml", "int-news-un", "third", "other", None, "UTC"),
        ),
        (
            "https://mfa.example.org/ru",
            {},
            ("sources/ua.yaml", "ua-mfa-example-ru", "UA", "foreign", "ru", "Europe/Kyiv"),
        ),
        (
            "https://president.gov.kz/",
            {"lang": "kk", "file": "asia"},
            ("sources/asia.yaml", "kz-president-kk", "KZ", "president", "kk", "Asia/Almaty"),
        ),
    ],
)
def test_a_draft_says_what_follows_from_an_address(
    tmp_path: Path, url: str, given: dict[str, Any], expected: tuple[str | None, ...]
) -> None:
    book = read_sources(Tree(tmp_path / "config").directory)
    drafted = draft(Seen(url, "feed", title="News"), book, given)
    keys = drafted.keys
    assert (drafted.file, keys["id"], keys["side"], keys["body"], keys.get("lang"), keys["timezone"]) == expected


def test_a_neighbour_lends_its_family(tmp_path: Path) -> None:
    book = read_sources(Tree(tmp_path / "config").directory)
    keys = draft(Seen("https://mfa.example.org/ru/feed", "feed"), book, {}).keys
    assert (keys["family"], keys["name"]) == ("aa-mfa", "mfa.example.org")


@pytest.mark.parametrize(
    ("url", "given", "why"),
    [
        ("http://MFA.example.org/feed/", {}, "has this address already, as `aa-mfa-en`"),
        ("https://blog.example.com/", {}, "--country"),
        ("https://blog.example.com/", {"country": "XX"}, "two capital letters"),
        ("https://mod.gov.ua/", {"id": "aa-mfa-en"}, "another --id"),
        ("https://mod.gov.ua/", {"file": "../desks.yaml"}, "without folders"),
    ],
)
def test_what_cannot_be_drafted_is_told_with_its_mend(
    tmp_path: Path, url: str, given: dict[str, Any], why: str
) -> None:
    book = read_sources(Tree(tmp_path / "config").directory)
    with pytest.raises(UsageError, match=why):
        draft(Seen(url, "feed"), book, given)
