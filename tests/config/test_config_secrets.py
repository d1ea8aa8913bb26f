"""Secrets come from outside and are never shown."""

import base64
from pathlib import Path

import pytest

from monitor.config import as_json, render
from monitor.config.redact import shown_lines
from monitor.config.secrets import SecretFault, Secrets
from tests.support.config_tree import Tree

KEY = "whsec_" + base64.b64encode(bytes(range(32))).decode()
OTHER = "whsec_" + base64.b64encode(bytes(range(1, 33))).decode()

CHANNELS = """\
channels:
  - id: mail
    kind: email
    relay: {host: smtp.example.org, username: parley, password: '${env:SMTP_PASSWORD}'}
    from: parley@example.org
    to: [desk@example.org]
  - id: hook
    kind: webhook
    url: https://hooks.example.org/${env:TOKEN}/in
    secret: ['${file:hook.key}', '${credential:old-hook}']
desks:
  - {id: newsroom, name: Newsroom, timezone: UTC, channels: [mail, hook]}
"""


@pytest.fixture
def environ(tree: Tree, tmp_path: Path) -> dict[str, str]:
    (tmp_path / "credentials").mkdir()
    (tmp_path / "credentials" / "old-hook").write_text(OTHER)
    tree.write("hook.key", KEY + "\n")
    tree.write("desks.yaml", CHANNELS)
    return {
        "SMTP_PASSWORD": "correct horse",
        "TOKEN": "T0/B0/x",
        "PG": "p@ss/word",
        "CREDENTIALS_DIRECTORY": str(tmp_path / "credentials"),
    }


def test_references_are_followed(tree: Tree, environ: dict[str, str]) -> None:
    channels = tree.load(environ).channels

    relay = channels["mail"].relay
    assert relay is not None
    assert (relay.username, relay.password, relay.port) == ("parley", "correct horse", 587)
    assert channels["hook"].url == "https://hooks.example.org/T0/B0/x/in"
    assert channels["hook"].secrets == (KEY, OTHER)


def test_a_reference_within_a_database_url_is_escaped(tree: Tree, environ: dict[str, str]) -> None:
    tree.write("parley.yaml", "contact: a@b.org\ndatabase: postgresql://parley:${env:PG}@db/parley\n")

    assert tree.load(environ).settings.database == "postgresql://parley:p%40ss%2Fword@db/parley"


def test_the_catalog_shows_no_secret(tree: Tree, environ: dict[str, str]) -> None:
    tree.write("parley.yaml", "contact: a@b.org\ndatabase: postgresql://parley:${env:PG}@db/parley\n")
    catalog = tree.load(environ)

    shown = repr(catalog.channels) + str(catalog.settings)
    for secret in (KEY, OTHER, "correct horse", "T0/B0/x", "p%40ss"):
        assert secret not in shown


LITERALS = {
    "one key": f"channels:\n  - {{id: h, kind: webhook, url: https://h/, secret: {KEY}}}\n",
    "a list of keys": f"channels:\n  - id: h\n    kind: webhook\n    url: https://h/\n    secret:\n    - {KEY}\n",
    "a key without its prefix": "channels:\n  - id: h\n    kind: webhook\n    url: https://h/\n    secret: hunter2\n",
    "a number": "channels:\n  - id: h\n    kind: webhook\n    url: https://h/\n    secret: 48151623\n",
    "a password": "channels:\n  - id: m\n    kind: email\n    relay:\n      host: h\n      password: hunter2\n",
    "a block": "channels:\n  - id: h\n    kind: webhook\n    secret: |\n      hunter2\n      tag: [\n    url: x\n",
    "a misspelt key": "channels:\n  - id: m\n    kind: email\n    relay:\n      host: h\n      pasword: hunter2\n",
    "a broken line": "channels:\n  - id: h\n    secret: hun: hunter2\n",
    "an alias": "channels:\n  - id: h\n    secret: *hunter2\n",
    "a tag": "channels:\n  - id: h\n    kind: webhook\n    url: https://h/\n    secret: !hunter2 x\n",
    "a URL": "channels:\n  - id: h\n    kind: webhook\n    url: ftp://me:hunter2@h/\n    secret: ${env:NONE}\n",
    "an open quote": 'channels:\n  - id: h\n    secret: "hunter2\n',
}


@pytest.mark.parametrize("text", LITERALS.values(), ids=LITERALS)
def test_a_secret_in_the_file_is_a_mistake_and_is_not_shown(tree: Tree, text: str) -> None:
    tree.write("desks.yaml", text)

    problems = tree.problems()

    assert problems
    shown = render(problems) + str(as_json(problems)) + repr(problems)
    for secret in ("hunter2", "48151623", KEY.removeprefix("whsec_")):
        assert secret not in shown


def test_a_password_in_the_database_url_is_a_mistake_and_is_not_shown(tree: Tree) -> None:
    tree.write("parley.yaml", "contact: a@b.org\ndatabase: postgresql://parley:hunter2@db/parley\n")

    (problem,) = tree.problems()

    assert "${env:NAME}" in problem.mend
    assert "hunter2" not in render([problem])


@pytest.mark.parametrize("value", ["hunter2", "whsec_AAAA", "whsec_????????????????????????????????"])
def test_a_webhook_key_of_the_wrong_form_is_a_mistake_and_is_not_shown(
    tree: Tree, environ: dict[str, str], value: str
) -> None:
    tree.write("hook.key", value)

    (problem,) = tree.problems(environ)

    assert tree.where(problem) == "desks.yaml:10:14"
    assert "24 to 64" in problem.mend
    assert value not in render([problem])


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("${env:EMPTY}", "`EMPTY` is empty"),
        ("${env:}", "refers to no secret"),
        ("${vault:a}", "refers to no secret"),
        ("${file:/dev/zero}", "is not there"),
        ("${file:.}", "is not there"),
        ("${file:empty}", "is empty"),
        ("${file:large}", "more than 64 KB"),
        ("${file:binary}", "cannot be read as text"),
        ("${file:a\0b}", ""),
        ("${credential:../x}", "no credential's name"),
        ("${credential:x}", "is not there"),
        ("plain", "is written into the file"),
    ],
)
def test_a_reference_that_leads_nowhere(tmp_path: Path, reference: str, message: str) -> None:
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "large").write_text("x" * 70_000)
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    secrets = Secrets(tmp_path, {"EMPTY": "", "CREDENTIALS_DIRECTORY": str(tmp_path)})

    with pytest.raises(SecretFault) as caught:
        secrets.whole(reference)

    assert message in caught.value.message
    assert caught.value.mend


def test_secrets_do_not_show_the_environment() -> None:
    assert "hunter2" not in repr(Secrets(Path(), {"A": "hunter2"}))


def test_lines_without_secrets_stay_as_they_are() -> None:
    lines = ["relay:", "  password: ${env:X}  # from the vault", "  host: h", "  - 'ключ: значение'"]

    assert list(shown_lines(lines)) == lines


def test_nothing_a_terminal_acts_upon_is_shown() -> None:
    assert shown_lines(["a\x1b[31mb\u202ec"]) == ("a [31mb c",)


def test_words_of_the_file_in_messages_cannot_act_upon_a_terminal(tree: Tree) -> None:
    tree.write("parley.yaml", 'contact: a@b.org\nlog: {level: "in\\e[31mfo", "\\e]0;x": 1}\n')

    assert "\x1b" not in render(tree.problems())
    assert len(tree.problems()) == 2
