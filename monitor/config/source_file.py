"""Writing a file of sources, as an operator would write it."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

_ORDER = (
    "id", "name", "url", "kind", "body", "side", "family", "lang", "tier", "every", "timezone", "enabled", "note",
)  # fmt: skip


def source_file(tables: Sequence[Mapping[str, Any]], comment: str) -> str:
    """The text of a `sources/*.yaml` with these entries, in the order in which people read them; None is left out."""
    blocks = [_block(table) for table in tables]
    return "".join(f"# {line}\n" for line in comment.splitlines()) + "\nsources:\n" + "\n".join(blocks)


def _block(table: Mapping[str, Any]) -> str:
    keys = [*(key for key in _ORDER if key in table), *(key for key in table if key not in _ORDER)]
    lines = [f"{key}: {_value(table[key])}" for key in keys if table[key] is not None]
    return "".join(f"  {'- ' if not number else '  '}{line}\n" for number, line in enumerate(lines))


def _value(value: Any) -> str:
    """A value on one line, quoted where YAML would read it as something else."""
    written = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=2**20)
    return written.removesuffix("...\n").strip()
