"""The files of a configuration: which there are, and their text."""

import errno
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from monitor.config.composer import compose
from monitor.config.document import TOP, Document, Spot, split_lines

LARGEST = 10 * 1024 * 1024

SERVICE = "parley.yaml"
DESKS = "desks.yaml"
SOURCES = "sources"
RULES = "rules"
LEXICON = "lexicon"
FORMS = "lexicon/forms"

_CREATE = {
    SERVICE: "Name the directory that holds it with --config, or create it with a line `contact: you@example.org`.",
    DESKS: "Create it with `channels:` and `desks:`: without a desk nobody is told of anything.",
}

_TAB = re.compile(r"^ *\t[ \t]*[^ \t#]", re.MULTILINE)
_UNREADABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def read_files(directory: Path, instead: Mapping[str, str] | None = None) -> list[Document]:
    """Every file of the configuration, read, the lexicons as text alone; and one empty, broken document for each file
    in the wrong place and each folder that cannot be looked into. `instead` are other texts for some names, as if they
    were written already."""
    documents = [_read(directory, SERVICE), _read(directory, DESKS)]
    for folder in (SOURCES, RULES, LEXICON, FORMS, ""):
        documents.extend(_in_folder(directory, folder))
    return _replaced(directory, documents, instead) if instead else documents


def _replaced(directory: Path, documents: list[Document], instead: Mapping[str, str]) -> list[Document]:
    folders = {f"{name.rpartition('/')[0]}/" for name in instead}
    kept = [document for document in documents if document.name not in {*instead, *folders}]
    for name, text in instead.items():
        document = _document(directory, name)
        _take(document, text)
        kept.append(document)
    return kept


def of_folder(documents: Iterable[Document], folder: str) -> list[Document]:
    """The documents that lie in the folder itself."""
    return [document for document in documents if document.name.rpartition("/")[0] == folder]


def content_hash(documents: Iterable[Document]) -> str:
    """16 hexadecimal digits that change with any name or any content."""
    digest = hashlib.sha256()
    for document in sorted(documents, key=lambda document: document.name):
        for part in (document.name, document.text):
            content = part.encode("utf-8", "surrogateescape")
            digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()[:16]


def _in_folder(directory: Path, folder: str) -> Iterator[Document]:
    """The folder's files. Those that look like configuration and would silently not be read are reported."""
    try:
        names = {path.name for path in (directory / folder).iterdir() if not _is_hidden(path.name)}
    except OSError as error:
        path = directory / folder
        if folder in (LEXICON, FORMS) and isinstance(error, FileNotFoundError) and not path.is_symlink():
            return
        yield _broken(directory, f"{folder}/".lstrip("/"), *_why_unlisted(folder, path, error))
        return
    if folder in (SOURCES, RULES) and not any(name.endswith((".yaml", ".yml")) for name in names):
        yield _broken(directory, f"{folder}/", "there is no file in this folder", f"Write one: {folder}/first.yaml.")
    for name in sorted(names):
        if name.endswith(".yml"):
            other = f"{Path(name).stem}.yaml"
            yield _stray(directory, f"{folder}/{name}".lstrip("/"), other if other not in names else None)
        elif name.endswith(".yaml") and folder:
            yield _read(directory, f"{folder}/{name}")
        elif name.endswith(".yaml") and name not in (SERVICE, DESKS):
            close = get_close_matches(name, {SERVICE, DESKS} - names, n=1)
            yield _stray(directory, name, close[0] if close else None)


def _is_hidden(name: str) -> bool:
    """Names that begin with a dot are editors' own."""
    return name.startswith(".")


def _why_unlisted(folder: str, path: Path, error: OSError) -> tuple[str, str]:
    if isinstance(error, PermissionError):
        return "this folder cannot be read: permission denied", "Let the service's user read and enter it."
    if isinstance(error, NotADirectoryError):
        return "this is a file where a folder is wanted", f"Move it into a folder of the name `{folder}`."
    if path.is_symlink():
        return _why_no_target(error), "Point the link at a folder."
    if isinstance(error, FileNotFoundError):
        return "there is no such folder", f"Create it with a file such as `{folder}/first.yaml` in it."
    return f"this folder cannot be read: {error.strerror}", "Let the service's user read it."


def _why_no_target(error: OSError) -> str:
    return "this link leads in a circle" if error.errno == errno.ELOOP else "this link leads to nothing"


def _stray(directory: Path, name: str, suggestion: str | None) -> Document:
    mend = f"Parley reads {SERVICE}, {DESKS}, {SOURCES}/*.yaml and {RULES}/*.yaml: rename or remove it."
    return _broken(directory, name, "this file would not be read", mend, suggestion)


def _broken(directory: Path, name: str, message: str, mend: str, suggestion: str | None = None) -> Document:
    document = _document(directory, name)
    document.broken = True
    document.report(TOP, message, mend, suggestion)
    return document


def _read(directory: Path, name: str) -> Document:
    document = _document(directory, name)
    text = _text(document, directory / name)
    if text is None:
        document.broken = True
        return document
    _take(document, text)
    return document


def _take(document: Document, text: str) -> None:
    document.text = text
    if _refuse_characters(document):
        document.broken = True
    elif document.name.rpartition("/")[0] != LEXICON:
        compose(document)


def _document(directory: Path, name: str) -> Document:
    return Document(path=str(_as_typed(directory) / name), name=name)


def _as_typed(directory: Path) -> Path:
    """The directory as the user would type it: from the working directory where it lies below."""
    try:
        here = Path.cwd()
        return directory if here == Path(here.anchor) else directory.relative_to(here)
    except (ValueError, OSError):
        return directory


def _text(document: Document, path: Path) -> str | None:
    """The file's text, or None with the reason reported."""
    try:
        status = path.stat()
        if S_ISREG(status.st_mode) and status.st_size <= LARGEST:
            return _decoded(document, path.read_bytes())
    except OSError as error:
        document.report(TOP, *_why_unread(document.name, path, error))
        return None
    if S_ISDIR(status.st_mode):
        document.report(TOP, "this is a folder where a file is wanted", "Rename it, and move its files to their place.")
    elif not S_ISREG(status.st_mode):
        document.report(TOP, "this is a pipe or a device, not a file", "Write a file in its place, or remove it.")
    else:
        document.report(TOP, "the file is larger than 10 MB", "Split it into several files.")
    return None


def _why_unread(name: str, path: Path, error: OSError) -> tuple[str, str]:
    if error.errno in (errno.ENOENT, errno.ELOOP) and path.is_symlink():
        return _why_no_target(error), "Point the link at a file, or remove it."
    if isinstance(error, FileNotFoundError):
        return "there is no such file", _CREATE.get(name, "Look whether it has just been renamed, and try again.")
    return f"cannot be read: {error.strerror}", "Let the service's user read it."


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
