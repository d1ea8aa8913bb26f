"""Headers, proxy and authorities: references are resolved, and shown to nobody."""

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.parse.profiles import TELEGRAM
from tests.support.config_tree import SOURCE, Tree

CERTIFICATE = Path(__file__).parents[1] / "fetch" / "feeds_test.pem"


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


def test_what_stands_in_references_is_used(tree: Tree) -> None:
    tree.write("ca.pem", CERTIFICATE.read_bytes())
    tree.write(
        "parley.yaml",
        "contact: ops@example.org\n"
        "network: {proxy: 'http://parley:${env:PASS}@proxy.example:3128', authorities: '${file:ca.pem}'}\n",
    )
    keys = "headers: {Authorization: 'Bearer ${env:TOKEN}', Accept-Language: uk}\n    lang:"
    tree.write("sources/aa.yaml", SOURCE.replace("lang:", keys))
    catalog = tree.load({"PASS": "sesame", "TOKEN": "opened"})
    assert catalog.settings.proxy == "http://parley:sesame@proxy.example:3128"
    assert catalog.settings.authorities == CERTIFICATE.read_text().rstrip()
    assert catalog.sources["aa-mfa-en"].headers == {"authorization": "Bearer opened", "accept-language": "uk"}
    assert "sesame" not in repr(catalog.settings)
    assert "opened" not in repr(catalog.sources)


def test_a_file_without_certificates_is_refused(tree: Tree) -> None:
    tree.write("ca.pem", "nothing of the kind\n")
    tree.write("parley.yaml", "contact: ops@example.org\nnetwork:\n  authorities: ${file:ca.pem}\n")
    (problem,) = tree.problems()
    assert tree.where(problem) == "parley.yaml:3:16"
    assert "no certificates" in problem.message


def test_a_page_is_read_by_a_profile_or_by_selectors(tree: Tree) -> None:
    own = "{item: .news, title: h2, date: time@datetime, month_first: true}"
    named = SOURCE.replace("    lang:", "    kind: page\n    listing: telegram\n    lang:")
    other = SOURCE.replace("aa-mfa-en", "aa-mod-en", 1).replace(
        "    lang:", f"    kind: page\n    listing: {own}\n    lang:"
    )
    tree.write("sources/aa.yaml", named + other.removeprefix("sources:\n"))
    sources = tree.load().sources
    assert sources["aa-mfa-en"].kind == "page"
    assert sources["aa-mfa-en"].listing == replace(TELEGRAM, name="own")
    listing = sources["aa-mod-en"].listing
    assert listing is not None
    assert (listing.item, listing.link, listing.date, listing.month_first) == (
        ".news",
        "a[href]@href",
        "time@datetime",
        True,
    )
