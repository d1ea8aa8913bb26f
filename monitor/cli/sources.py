from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from monitor.cli.listing import Listing
from monitor.cli.options import config_option, json_option, state_option
from monitor.cli.output import print_json, print_table, printable
from monitor.cli.setting import Setting
from monitor.errors import UsageError
from monitor.source import condition
from monitor.store import views

LATE = timedelta(minutes=10)
"""Behind its time by more than this, a source is overdue."""


@click.group(cls=Listing)
def sources() -> None:
    """The publications that are watched."""


@sources.command("list", short_help="Every source with its condition, and why a visit failed.")
@click.option("--condition", "wanted", type=click.Choice(["new", "ok", "failing", "down", "off"]), help="Only these.")
@config_option
@state_option
@json_option
def list_sources(wanted: str | None, config_dir: Path | None, state_dir: Path | None, as_json: bool) -> None:
    """Every source with its condition, and the reason where a visit failed. Times are UTC.

    Conditions: new (not visited yet), ok, failing (the last visit failed), down (it keeps failing; it is still tried),
    off (not in the configuration, or switched off in the database). A source is overdue where its next visit should
    have been more than ten minutes ago: no service is running, or it cannot keep up.
    """
    rows = [row for row in source_rows(Setting.find(config_dir, state_dir)) if wanted in {None, row["condition"]}]
    if as_json:
        print_json(rows)
        return
    columns = ("source", "side", "condition", "reason", "items", "last good", "next", "url")
    table = [
        (
            row["id"],
            row["side"],
            row["condition"],
            row["reason"],
            row["items"],
            row["last_ok_at"],
            f"overdue since {printable(row['due_at'])}" if row["overdue"] else row["due_at"],
            row["url"],
        )
        for row in rows
    ]
    print_table(columns, table, empty="no such sources", spare=("next", "last good", "items", "side", "url"))


def source_rows(setting: Setting) -> list[dict[str, Any]]:
    """The catalog's sources with what the database knows of them, then those that only the database knows."""
    stored: dict[str, dict[str, Any]] = {}
    latest = None
    try:
        with setting.reading() as tx:
            stored = {row["id"]: row for row in views.source_list(tx)}
            latest = tx.now - LATE
    except UsageError:
        pass  # no service has run here yet: the catalog alone is worth listing
    known = [
        _row(stored.get(source.id), source.id, source.name, source.url, source.side, latest)
        for source in setting.catalog.sources.values()
    ]
    gone = [
        _row(row, name, row["name"], row["url"], None, latest)
        for name, row in stored.items()
        if name not in setting.catalog.sources
    ]
    return known + gone


def _row(
    stored: dict[str, Any] | None, source_id: str, name: str, url: str, side: str | None, latest: datetime | None
) -> dict[str, Any]:
    """`side` is None for a source that the configuration does not have; what was due before `latest` is overdue."""
    seen: dict[str, Any] = stored or {}
    active = side is not None and seen.get("active", True)
    due_at = seen.get("due_at")
    moments: dict[str, datetime | None] = {
        column: seen.get(column) for column in ("last_poll_at", "last_ok_at", "last_new_at", "due_at")
    }
    return {
        "id": source_id,
        "name": name,
        "url": url,
        "side": side,
        "condition": condition(active=active, outcome=seen.get("outcome"), penalty=seen.get("penalty") or 0.0),
        "overdue": active and due_at is not None and latest is not None and due_at < latest,
        "reason": seen.get("reason") if active else _why_off(side),
        "detail": seen.get("detail"),
        "status": seen.get("status"),
        "failures": seen.get("failures", 0),
        "items": seen.get("items", 0),
        "moved_to": seen.get("moved_to"),
        **moments,
    }


def _why_off(side: str | None) -> str:
    return "not in the configuration" if side is None else "switched off in the database"
