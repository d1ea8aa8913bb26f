"""The files of a configuration: which there are, and their text."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from monitor.config.composer import compose
from monitor.config.document import TOP, Document, Spot, split_lines

LARGEST = 10 * 1024 * 1024

SERVICE = "parley.yaml"
DESKS = "desks.yaml"
SOURCES = "sources"
RULES = "rules"
LEXICON = "lexicon"
FORMS = "lexicon/forms"

_TAB = re.compile(r"^ *\t[ \t]*[^ \t#]", re.MULTILINE)
_UNREADABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def read_files(directory: Path) -> list[Document]:
    """Every file of the configuration, read; and one empty, broken document for each that is in the wrong place."""
    documents = [_read(directory, SERVICE)]
    if (directory / DESKS).exists():
        documents.append(_read(directory, DESKS))
    for folder in (SOURCES, RULES, LEXICON, FORMS):
        documents.extend(_read(directory, f"{folder}/{name}") for name in _names(directory / folder, ".yaml"))
    documents.extend(_strays(directory))
    return documents


def of_folder(documents: Iterable[Document], folder: str) -> list[Document]:
    """The documents that lie in the folder itself."""
    return [document for document in documents if document.name.rpartition("/")[0] == folder]


def content_hash(documents: Iterable[Document]) -> str:
    """16 hexadecimal digits that change with any name or any content."""
    digest = hashlib.sha256()
    for document in sorted(documents, key=lambda document: document.name):
        for part in (document.name, document.text):
            content = part.encode()
            digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()[:16]


def _names(directory: Path, suffix: str) -> list[str]:
    """Names of files there, sorted; those that begin with a dot are editors' own."""
    if not directory.is_dir():
        return []
    return sorted(path.name for path in directory.iterdir() if path.suffix == suffix and not path.name.startswith("."))


def _strays(directory: Path) -> Iterator[Document]:
    """Files that look like configuration and would silently not be read."""
    for folder in ("", SOURCES, RULES, LEXICON, FORMS):
        for name in _names(directory / folder, ".yml"):
            yield _stray(directory, f"{folder}/{name}".lstrip("/"), f"{Path(name).stem}.yaml")
    for name in _names(directory, ".yaml"):
        if name not in (SERVICE, DESKS):
            close = get_close_matches(name, (SERVICE, DESKS), n=1)
            yield _stray(directory, name, close[0] if close else None)


def _stray(directory: Path, name: str, suggestion: str | None) -> Document:
    document = _document(directory, name)
    document.broken = True
    document.report(
        TOP,
        "this file would not be read",
        f"Parley reads {SERVICE}, {DESKS}, {SOURCES}/*.yaml and {RULES}/*.yaml: rename or remove it.",
        suggestion,
    )
    return document


def _read(directory: Path, name: str) -> Document:
    document = _document(directory, name)
    text = _text(document, directory / name)
    if text is None:
        document.broken = True
        return document
    document.text = text
    if _refuse_characters(document):
        document.broken = True
    else:
        compose(document)
    return document


def _document(directory: Path, name: str) -> Document:
    return Document(path=str(_as_typed(directory) / name), name=name)


def _as_typed(directory: Path) -> Path:
    """The directory as the user would type it: from the working directory where it lies below."""
    try:
        return directory.relative_to(Path.cwd())
    except (ValueError, OSError):
        return directory


def _text(document: Document, path: Path) -> str | None:
    """The file's text, or None with the reason reported."""
    try:
        if not path.exists():
            mend = (
                "Name the directory that holds it with --config, or create it with a line `contact: you@example.org`."
            )
            document.report(TOP, "there is no such file", mend)
            return None
        if not path.is_file() or path.stat().st_size > LARGEST:
            document.report(TOP, "not a file of at most 10 MB", "Split it into several files.")
            return None
        content = path.read_bytes()
    except OSError as error:
        document.report(TOP, f"cannot be read: {error.strerror}", "Let the service's user read it.")
        return None
    return _decoded(document, content)


def _decoded(document: Document, content: bytes) -> str | None:
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        document.text = content.decode("utf-8", errors="replace")
        before = split_lines(content[: error.start].decode("utf-8"))
        spot = Spot(len(before), len(before[-1]) + 1)
        document.report(spot, "this byte is not UTF-8", "Save the file as UTF-8.")
        return None


def _refuse_characters(document: Document) -> bool:
    """Whether the text holds what YAML files of ours do not: tabs as indentation, control characters."""
    text = document.text
    if match := _UNREADABLE.search(text):
        code = f"U+{ord(match[0]):04X}"
        document.report(_spot(text, match.start()), f"the control character {code} stands here", "Remove it.")
    tabs = list(_TAB.finditer(text))
    if tabs:
        more = f" (and {len(tabs) - 1} more)" if len(tabs) > 1 else ""
        at = tabs[0].start() + tabs[0].group().index("\t")
        document.report(_spot(text, at), f"a tab indents this line{more}", "Indent with blanks: YAML takes no tabs.")
    return match is not None or bool(tabs)


def _spot(text: str, index: int) -> Spot:
    before = split_lines(text[:index])
    return Spot(len(before), len(before[-1]) + 1)
