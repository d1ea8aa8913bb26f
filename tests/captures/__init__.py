"""Real feeds, served on loopback and visited three times by the whole service.

    python -m tests.captures [FOLDER] [--json] [--seed N]

First every distinct entry that plain feedparser finds is stored, once. Then, unchanged, nothing: every feed that was
read is answered 304. Then, shuffled and halved under new ETags, nothing again. A row of the table is one file; what is
not as promised is named, and the command exits 1.
"""

from pathlib import Path

DEFAULT_FOLDER = Path(__file__).parents[2] / "../shared/captures/feeds"


def documents_in(folder: Path) -> dict[str, bytes]:
    """The files of a folder and of the folders in it, by their path within; hidden ones are not documents."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
