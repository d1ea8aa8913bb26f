"""Each kind of mistake: found, at the line and column where it was made, with a mend. `▶` marks the place."""

from typing import NamedTuple

import pytest

from tests.support.config_tree import DESKS, RULE, SOURCE, Tree

MARK = "▶"


class Case(NamedTuple):
    """A file with one mistake at the mark, and parts of what is said about it."""

    name: str
    file: str
    text: str
    message: str
    mend: str
    suggestion: str | None = None


def source(old: str, new: str) -> str:
    assert old in SOURCE
    return SOURCE.replace(old, new)


def rule(old: str, new: str) -> str:
    assert old in RULE
    return RULE.replace(old, new)


def desks(old: str, new: str) -> str:
    assert old in DESKS
    return DESKS.replace(old, new)


def channel(text: str) -> str:
    return desks("  - id: console\n    kind: console\n", "  - id: console\n" + text)


def email(**changes: str) -> str:
    """desks.yaml with an e-mail channel; `relay`, `sender` and `to` are YAML, an empty one is left out."""
    keys = {"relay": "{host: h}", "sender": "a@b.org", "to": "[a@b.org]"} | changes
    names = {"sender": "from"}
    lines = [f"    {names.get(key, key)}: {value}\n" for key, value in keys.items() if value]
    return channel("    kind: email\n" + "".join(lines))


def webhook(secret: str) -> str:
    return channel("    kind: webhook\n    url: https://h/\n" + (f"    secret: {secret}\n" if secret else ""))


def at_channel(text: str) -> str:
    """With the mark at the first channel itself."""
    return text.replace("- id: console", f"- {MARK}id: console", 1)


def page(listing: str) -> str:
    return source("lang:", f"kind: page\n    listing: {listing}\n    lang:")


def headers(text: str, at: str = MARK) -> str:
    return source("lang:", f"headers:\n      {at}{text}\n    lang:")


def of_source(key: str) -> str:
    return f"{SOURCE}    {key}\n"


def service(text: str) -> str:
    return "contact: a@b.org\n" + text


CASES = [
    Case("unknown key", "sources/aa.yaml", source("lang:", "▶lnag:"), "unknown key `lnag`", "correct its name", "lang"),
    Case("foreign key", "rules/swap.yaml", rule("topic:", "▶wheels: 4\n    topic:"), "`wheels`", "no such key"),
    Case("misspelt required key", "rules/swap.yaml", rule("severity", "▶severty"), "`severty`", "name", "severity"),
    Case("missing key", "sources/aa.yaml", source("- id", "- ▶id").replace("    side: UA\n", ""), "`side` is", "Add"),
    Case("wrong choice", "rules/swap.yaml", rule("urgent", "▶urgnet"), "`urgnet`", "`flash`, `urgent`", "urgent"),
    Case("wrong body", "sources/aa.yaml", source("foreign\n", "▶foreing\n"), "`foreing`", "`foreign`", "foreign"),
    Case("number for text", "sources/aa.yaml", source("Ministry of Foreign Affairs", "▶7"), "text is wanted", "quotes"),
    Case("text for a number", "sources/aa.yaml", SOURCE + "    tier: ▶'2'\n", "whole number is wanted", "without"),
    Case("robots without a reason", "sources/aa.yaml", of_source("robots: ▶{ignore: true}"), "`reason` is", "Add"),
    Case("robots to be minded", "sources/aa.yaml", of_source("robots: ▶{ignore: false, reason: a}"), "anyway", "write"),
    Case("article off", "sources/aa.yaml", of_source("article: {fetch: ▶no}"), "`no`", "`stubs`, `never`"),
    Case("article selector", "sources/aa.yaml", of_source("article: ▶{selector: '..a'}"), "no CSS", "style sheet"),
    Case("article host", "sources/aa.yaml", of_source("article: {hosts: [▶https://a/b]}"), "not a host", "alone"),
    Case("number too large", "sources/aa.yaml", SOURCE + "    tier: ▶4\n", "at most 3", "at most 3"),
    Case("no is text", "sources/aa.yaml", SOURCE + "    enabled: ▶no\n", "`true` or `false` is", "without quotes"),
    Case("no list", "rules/swap.yaml", rule("[The prisoners are home.]", "▶home"), "a list is wanted", "behind `- `"),
    Case("no table", "rules/swap.yaml", RULE + "  - ▶swap\n", "keys with values", "`key: value`"),
    Case("not an id", "sources/aa.yaml", source("aa-mfa-en", "▶AA mfa"), "not an id", "small letters", "aa-mfa"),
    Case("no zone", "sources/aa.yaml", source("Europe/Kyiv", "▶europe/kiyv"), "time zone", "IANA", "Europe/Kyiv"),
    Case("bad scheme", "sources/aa.yaml", source("https:", "▶htps:"), "not an http", "`https://`", "https://mfa"),
    Case("no host", "sources/aa.yaml", source("https://mfa.example.org", "▶https://"), "names no host", "host/path"),
    Case("bad port", "sources/aa.yaml", source("https://mfa.example.org", "▶https://h:x"), "not a URL", "port"),
    Case("URL with a user", "sources/aa.yaml", source("https://", "▶https://me:pw@"), "user name", "before the `@`"),
    Case("country as language", "sources/aa.yaml", source("lang: en", "lang: ▶ua"), "is a country", "language's", "uk"),
    Case("side", "sources/aa.yaml", source("UA", "▶ua"), "not a side", "capital letters", "UA"),
    Case("duration without unit", "sources/aa.yaml", SOURCE + "    every: ▶30\n", "not a duration", "`30s`", "30s"),
    Case("duration in words", "parley.yaml", service("keep_polls: ▶2 weeks\n"), "not a duration", "1d"),
    Case("no duration at all", "parley.yaml", service("alert_window: ▶0s\n"), "at least 1m", "`1m` to `3650d`"),
    Case("days without unit", "parley.yaml", service("keep_polls: ▶14\n"), "not a duration", "1d", "14d"),
    Case("negative duration", "sources/aa.yaml", SOURCE + "    every: ▶-5m\n", "negative", "`1s` to `7d`"),
    Case("negative seconds", "sources/aa.yaml", SOURCE + "    every: ▶-5\n", "negative", "`1s` to `7d`"),
    Case("too often", "sources/aa.yaml", SOURCE + "    every: ▶10ms\n", "at least 1s", "`1s` to `7d`"),
    Case("too seldom", "sources/aa.yaml", SOURCE + "    every: ▶30d\n", "at most 7d", "`1s` to `7d`"),
    Case("beyond all", "sources/aa.yaml", SOURCE + "    every: ▶999999999w\n", "at most 7d", "`1s` to `7d`"),
    Case("long pause", "parley.yaml", service("polling: {host_gap: ▶2h}\n"), "at most 1h", "`0s` to `1h`"),
    Case("short memory", "parley.yaml", service("keep_polls: ▶1m\n"), "at least 1h", "`1h` to `3650d`"),
    Case("fetch deadline", "parley.yaml", service("network: {deadline: ▶10m}\n"), "at most 60s", "`1s` to `60s`"),
    Case("parse deadline", "parley.yaml", service("parsing: {deadline: ▶1ms}\n"), "at least 1s", "`1s` to `120s`"),
    Case("parse time", "parley.yaml", service("parsing: {cpu: ▶1ms}\n"), "at least 500ms", "`500ms`"),
    Case("little memory", "parley.yaml", service("parsing: {memory: ▶1MB}\n"), "at least 128MB", "`128MB` to `64GB`"),
    Case("negative size", "parley.yaml", service("network: {max_body: ▶-1MB}\n"), "negative", "`1KB` to `1GB`"),
    Case("huge size", "parley.yaml", service("network: {max_body: ▶999999999GB}\n"), "at most 1GB", "`1KB` to `1GB`"),
    Case("huge number", "parley.yaml", service(f"network: {{max_redirects: ▶{'9' * 20}}}\n"), "too large", "smaller"),
    Case("fraction", "parley.yaml", service("parsing: {workers: ▶1.5}\n"), "with a fraction", "whole number"),
    Case("list for keys", "parley.yaml", service("parsing: ▶[1, 2]\n"), "values are wanted", "`key: value`"),
    Case("database without path", "parley.yaml", service("database: ▶sqlite:///\n"), "no path", "`sqlite:///var/"),
    Case("old zone", "sources/aa.yaml", source("Europe/Kyiv", "▶Europe/Kiew"), "zone", "IANA", "Europe/Kyiv"),
    Case("size", "parley.yaml", service("network: {max_body: ▶16}\n"), "not a size", "8MB", "16MB"),
    Case("network", "parley.yaml", service("network:\n  allow:\n    - ▶10.1.0.0/8\n"), "network", "bits", "10.0.0.0/8"),
    Case("proxy scheme", "parley.yaml", service("network: {proxy: ▶https://proxy.example:1}\n"), "a proxy", "CONNECT"),
    Case("proxy", "parley.yaml", service("network: {proxy: ▶proxy:3128}\n"), "not an http", "Begin it"),
    Case("proxy password", "parley.yaml", service("network: {proxy: ▶http://a:b@p:1}\n"), "a password", "Remove"),
    Case("authorities", "parley.yaml", service("network: {authorities: ▶ca.pem}\n"), "into the file", "`${env:NAME}`"),
    Case("header name", "sources/aa.yaml", headers('"a b": x'), "not a header's name", "`Accept-Language`"),
    Case("our header", "sources/aa.yaml", headers("User-Agent: x"), "Parley's own", "Remove it"),
    Case("header value", "sources/aa.yaml", headers("X-Desk: ▶Київ", at=""), "header's value", "beyond ASCII"),
    Case("bare key", "sources/aa.yaml", source("lang:", "headers: ▶{X-Key: a}\n    lang:"), "`X-Key`", "${env"),
    Case("selector", "sources/aa.yaml", page("▶{item: '.news[', title: h2}"), "no CSS selector", "style sheet"),
    Case("profile", "sources/aa.yaml", page("▶telegramm"), "no such profile", "selectors of your own", "telegram"),
    Case("ids", "sources/aa.yaml", SOURCE + "    identity: {ids: ▶rotates}\n", "`rotates`", "`stable`", "rotate"),
    Case("no page", "sources/aa.yaml", source("- id", "- ▶id").replace("lang:", "listing: drupal\n    lang:"), "", ""),
    Case("contact", "parley.yaml", "contact: ▶the press office\n", "neither an e-mail", "you@example.org"),
    Case("no contact", "parley.yaml", "▶keep_polls: 7d\n", "`contact` is missing", "Add `contact"),
    Case("database", "parley.yaml", service("database: ▶mysql://x/y\n"), "not a database", "`sqlite:///path`"),
    Case("two lines", "rules/swap.yaml", rule("Prisoner swap", '▶"two\\nlines"'), "not a line", "one line"),
    Case("empty rule", "rules/swap.yaml", rule("- id", "- ▶id").replace("any:", "none:"), "never match", "`any:`"),
    Case("two conditions", "rules/swap.yaml", rule("- key", "- ▶regex: a\n        key"), "either a", "of the three"),
    Case("no condition", "rules/swap.yaml", rule("- keyword: prisoners", "- ▶{}"), "either a `keyword`", "one of"),
    Case("no examples", "rules/swap.yaml", rule("[The prisoners are home.]", "▶[]"), "not be empty", "at least one"),
    Case("failing example", "rules/swap.yaml", rule("[The pris", "[▶'Wheat', The pris"), "does not match", "Widen"),
    Case("counterexample", "rules/swap.yaml", rule("[The price", "[▶No prisoners, The price"), "«prisoners»", "Narrow"),
    Case("regex", "rules/swap.yaml", rule("keyword: prisoners", "regex: 'prisoners▶('"), "", ""),
    Case("regex with an escape", "rules/swap.yaml", rule("keyword: prisoners", 'regex: "\\\\bswap▶("'), "", ""),
    Case("regex in a block", "rules/swap.yaml", rule("keyword: prisoners", "regex: ▶|-\n          swap("), "", ""),
    Case("unknown channel", "desks.yaml", desks("[console]", "[▶consol]"), "no channel `consol`", "defined", "console"),
    Case("unknown rule", "desks.yaml", desks("[swap]", "[swap, ▶swop]"), "no rule `swop`", "define it", "swap"),
    Case("id taken", "desks.yaml", desks("desks:", "  - {id: ▶console, kind: console}\ndesks:"), "yaml:2", "another"),
    Case("unknown kind", "desks.yaml", channel("    kind: ▶pigeon\n"), "`pigeon`", "`email`, `webhook`, `console`"),
    Case("no kind", "desks.yaml", at_channel(channel("    timeout: 5s\n")), "`kind` is missing", "Add"),
    Case("key of another kind", "desks.yaml", channel("    kind: console\n    ▶relay: {}\n"), "`relay`", "no such key"),
    Case("e-mail to nobody", "desks.yaml", at_channel(email(to="")), "`to` is missing", "Add `to"),
    Case("e-mail from nobody", "desks.yaml", at_channel(email(sender="")), "`from` is missing", "Add `from"),
    Case("no relay", "desks.yaml", at_channel(email(relay="")), "`relay` is missing", "Add `relay"),
    Case("bad address", "desks.yaml", email(sender="▶Desk"), "not an e-mail", "bare address"),
    Case("security", "desks.yaml", email(relay="{host: h, security: ▶tsl}"), "`tsl`", "`starttls`", "tls"),
    Case("relay as URL", "desks.yaml", email(relay="{host: ▶'smtp://h'}"), "not a host", "alone"),
    Case("user without password", "desks.yaml", email(relay="▶{host: h, username: u}"), "a password", "or neither"),
    Case("webhook without secret", "desks.yaml", at_channel(webhook("")), "`secret` is missing", "Add"),
    Case("no variable", "desks.yaml", webhook("▶${env:HOOK}"), "`HOOK` is not set", "Set `HOOK`"),
    Case("no file", "desks.yaml", webhook("▶${file:hook.txt}"), "`hook.txt` is not there", "Create"),
    Case("no credentials", "desks.yaml", webhook("▶${credential:hook}"), "without credentials", "LoadCredential=hook"),
    Case("bad reference", "desks.yaml", webhook("▶${evn:HOOK}"), "no secret", "${env:NAME}", "${env:HOOK}"),
    Case("secret in the file", "desks.yaml", webhook("[▶hunter2]"), "written into the file", "${env:NAME}"),
    Case("key twice", "sources/aa.yaml", SOURCE + "    ▶lang: uk\n", "twice; first in line 8", "Keep one"),
    Case("tag", "sources/aa.yaml", source("lang: en", "lang: ▶!!python/name:os.system en"), "tags", "Remove the tag"),
    Case("unknown list", "sources/aa.yaml", SOURCE + "▶source: []\n", "unknown key `source`", "name", "sources"),
    Case("list at the top", "sources/aa.yaml", "▶- id: x\n", "keys with values are wanted", "`key: value`"),
    Case("syntax", "sources/aa.yaml", source("Foreign Affairs", "Foreign▶: Affairs"), "`: ` is not allowed", "quotes"),
    Case("open quote", "sources/aa.yaml", source("Ministry", '▶"Ministry'), "never closed", "Close the quote"),
    Case("indentation", "sources/aa.yaml", source("    body", "   ▶body"), "indentation", "Align"),
    Case("tab", "sources/aa.yaml", source("    body", "▶\tbody"), "a tab", "blanks"),
    Case("control character", "sources/aa.yaml", source("Ministry", "Mini▶\x1bstry"), "U+001B", "Remove it"),
    Case("unknown alias", "sources/aa.yaml", source("lang: en", "lang: ▶*en"), "no anchor", "quotes"),
    Case("second document", "sources/aa.yaml", SOURCE + "▶---\nsources: []\n", "second YAML document", "`---`"),
    Case("too deep", "sources/aa.yaml", "sources: " + "[" * 32 + "▶[" + "]" * 33 + "\n", "32 deep", "Take the inner"),
    Case("wrong suffix", "rules/more.yml", "▶rules: []\n", "would not be read", "rename", "more.yaml"),
    Case("wrong name", "desk.yaml", "▶desks: []\n", "would not be read", "desks.yaml"),
    Case("no source", "sources/aa.yaml", "▶sources: []\n", "there is no source", "nothing to read"),
    Case("list without entries", "sources/aa.yaml", "▶sources:\n  # none\n", "there is no source", "`sources:`"),
    Case("no desk", "desks.yaml", DESKS[: DESKS.index("desks:")].replace("ch", "▶ch", 1), "no desk", "`desks:`"),
    Case("no source enabled", "sources/aa.yaml", "▶" + SOURCE + "    enabled: false\n", "no source is enabled", "one"),
    Case("empty desks", "desks.yaml", "▶", "is empty", "`channels:` and `desks:`"),
    Case("empty sources", "sources/bb.yaml", "▶# nothing yet\n", "is empty", "or remove the file"),
    Case("empty rules", "rules/more.yaml", "▶", "is empty", "`rules:`"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_mistake_is_found_where_it_was_made(tree: Tree, case: Case) -> None:
    before = case.text[: case.text.index(MARK)]
    expected = f"{case.file}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
    tree.write(case.file, case.text.replace(MARK, ""))

    (problem,) = tree.problems()

    assert tree.where(problem) == expected
    assert case.message in problem.message
    assert problem.message
    assert case.mend in problem.mend
    assert problem.mend
    if case.suggestion is None:
        assert problem.suggestion is None
    else:
        assert (problem.suggestion or "").startswith(case.suggestion)


def test_the_sound_configuration_has_no_mistakes(tree: Tree) -> None:
    assert tree.problems() == ()


def test_ten_mistakes_in_four_files_are_found_in_one_run(tree: Tree) -> None:
    tree.write("parley.yaml", "contact: nobody\nkeep_polls: 7\n")
    tree.write(
        "sources/aa.yaml", source("foreign\n", "foreing\n").replace("Europe/Kyiv", "Kyiv").replace("lang", "lnag")
    )
    tree.write("rules/swap.yaml", rule("urgent", "loud").replace("keyword: prisoners", "regex: 'prisoners('"))
    tree.write("desks.yaml", desks("[console]", "[consle]").replace("[swap]", "[swop]").replace("UTC", "Moon"))

    assert [tree.where(problem) for problem in tree.problems()] == [
        "desks.yaml:7:15",
        "desks.yaml:8:16",
        "desks.yaml:9:13",
        "parley.yaml:1:10",
        "parley.yaml:2:13",
        "rules/swap.yaml:5:15",
        "rules/swap.yaml:7:26",
        "sources/aa.yaml:5:11",
        "sources/aa.yaml:8:5",
        "sources/aa.yaml:9:15",
    ]


def test_a_broken_file_hides_nothing_of_others_and_causes_no_follow_up(tree: Tree) -> None:
    tree.write("rules/swap.yaml", RULE + "  bad: : indentation\n")
    tree.write("desks.yaml", desks("[swap]", "[swap, defined-in-the-broken-file]").replace("UTC", "Moon"))
    tree.write("sources/aa.yaml", source("UA", "Ukraine"))

    assert [tree.where(problem) for problem in tree.problems()] == [
        "desks.yaml:7:15",
        "rules/swap.yaml:11:3",
        "sources/aa.yaml:6:11",
    ]


def test_an_entry_without_an_id_causes_no_unknown_name(tree: Tree) -> None:
    tree.write("desks.yaml", desks("- id: console", "- idd: console"))

    assert [problem.message for problem in tree.problems()] == ["unknown key `idd`"]


def test_a_rule_that_does_not_compile_leaves_the_examples_of_others_checked(tree: Tree) -> None:
    other = RULE.replace("id: swap", "id: other").replace("keyword: prisoners", "regex: '('")
    tree.write("rules/other.yaml", other)
    tree.write("rules/swap.yaml", rule("The prisoners are home.", "Nothing of the kind."))

    assert [tree.where(problem) for problem in tree.problems()] == ["rules/other.yaml:7:17", "rules/swap.yaml:9:15"]


def test_no_parley_yaml_says_how_to_begin(tree: Tree) -> None:
    (tree.directory / "parley.yaml").unlink()

    (problem,) = tree.problems()

    assert tree.where(problem) == "parley.yaml:1:1"
    assert "--config" in problem.mend


def test_bytes_that_are_not_utf8_are_shown_where_they_stand(tree: Tree) -> None:
    tree.write("sources/aa.yaml", SOURCE.replace("Ministry", "Мин").encode("windows-1251"))

    (problem,) = tree.problems()

    assert tree.where(problem) == "sources/aa.yaml:3:11"
    assert "UTF-8" in problem.mend


def test_a_file_too_large_is_not_read(tree: Tree) -> None:
    tree.write("sources/aa.yaml", b"#" * (10 * 1024 * 1024 + 1))

    (problem,) = tree.problems()

    assert "10 MB" in problem.message


def test_the_same_id_in_two_files_names_the_first(tree: Tree) -> None:
    tree.write("sources/bb.yaml", SOURCE)

    (problem,) = tree.problems()

    assert tree.where(problem) == "sources/bb.yaml:2:9"
    assert f"{tree.directory / 'sources/aa.yaml'}:2" in problem.message
