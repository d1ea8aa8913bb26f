"""The sources as `parley status` and `parley sources list` show them: each in one named condition."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from monitor.cli.setting import Setting
from monitor.errors import UsageError
from monitor.model.catalog import Source
from monitor.source import OVERDUE_AFTER, Condition, Health, Signs, assess
from monitor.store import views

CALM = frozenset({Condition.OFF, Condition.NEW, Condition.OK})
"""What needs no look."""


def source_rows(setting: Setting) -> list[dict[str, Any]]:
    """The catalog's sources with what the database knows of them, then those that only the database knows."""
    stored: dict[str, dict[str, Any]] = {}
    now = None
    try:
        with setting.reading() as tx:
            stored = {row["id"]: row for row in views.source_list(tx)}
            now = tx.now
    except UsageError:
        pass  # no service has run here yet: the catalog alone is worth listing
    known = [_row(stored.get(source.id, {}), source, now) for source in setting.catalog.sources.values()]
    gone = [_row(row, None, now) for name, row in stored.items() if name not in setting.catalog.sources]
    return known + gone


def _row(seen: Mapping[str, Any], source: Source | None, now: datetime | None) -> dict[str, Any]:
    """`source` is None for one that the configuration does not have. `reason` names the last failure for programs,
    `explanation` and `advice` are sentences."""
    active = source is not None and seen.get("active", True)
    health = _health(seen, active=active, now=now)
    late = health is not None and health.condition is Condition.OVERDUE
    moments: dict[str, datetime | None] = {
        column: seen.get(column) for column in ("last_poll_at", "last_ok_at", "last_new_at", "due_at")
    }
    return {
        "id": source.id if source else seen["id"],
        "name": source.name if source else seen["name"],
        "url": source.url if source else seen["url"],
        "address": seen.get("address"),
        "side": source.side if source else None,
        "tier": source.tier if source else None,
        "condition": (health.condition if health else Condition.NEW).value,
        "since": health.since if health else None,
        "explanation": _why_off(source) if not active else health.reason if health else "",
        "advice": health.advice if health else "",
        "overdue": late,
        "reason": seen.get("reason") if active else None,
        "detail": seen.get("detail"),
        "status": seen.get("status"),
        "failures": seen.get("failures", 0),
        "items": seen.get("items", 0),
        "moved_to": seen.get("moved_to"),
        **moments,
    }


def _health(seen: Mapping[str, Any], *, active: bool, now: datetime | None) -> Health | None:
    """The condition that the last visit left, unless a look at the clock knows better: nothing may be running."""
    if now is None or not seen:
        return None
    since, due_at = seen["condition_since"], seen["due_at"]
    if not active or seen["condition"] is None or now > due_at + OVERDUE_AFTER:
        looked = assess(Signs(active, seen["outcome"], seen["reason"], due_at=due_at), None, now)
        return Health(looked.condition, due_at if looked.condition is Condition.OVERDUE else now, looked.reason)
    return Health(Condition(seen["condition"]), since, seen["condition_reason"])


def _why_off(source: Source | None) -> str:
    return "not in the configuration" if source is None else "switched off in the database"
