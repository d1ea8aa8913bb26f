"""Where state lives, and which database is meant."""

import os
from collections.abc import Mapping
from pathlib import Path

from monitor.config import Checked
from monitor.model.catalog import Catalog

SYSTEM_CONFIG = Path("/etc/parley")
SYSTEM_STATE = Path("/var/lib/parley")


def state_directory(explicit: Path | None, config: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """The state folder: as asked, else what systemd made, else /var/lib/parley beside /etc/parley, else ./var."""
    if explicit is not None:
        return explicit
    given = environ.get("STATE_DIRECTORY")
    if given:
        return Path(given.split(":", maxsplit=1)[0])
    return SYSTEM_STATE if config.resolve() == SYSTEM_CONFIG else Path("var")


def checked_in(state: Path) -> Checked:
    """What was checked by the service that lives in this state folder."""
    return Checked(state / "checked")


def database_url(catalog: Catalog, state: Path) -> str:
    """The configured database, else the file `parley.db` in the state folder."""
    return catalog.settings.database or f"sqlite:///{state.absolute() / 'parley.db'}"
