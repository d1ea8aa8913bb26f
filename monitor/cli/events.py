from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from monitor import event as ledger
from monitor.cli.event_export import FORMATS, exported
from monitor.cli.listing import Listing
from monitor.cli.options import Decorator, config_option, json_option, state_option
from monitor.cli.output import Page, counted, print_indented, print_json, print_table, printable
from monitor.cli.setting import MOST_NUMBER, Setting
from monitor.clock import SystemClock
from monitor.errors import UsageError
from monitor.model.event import Event
from monitor.model.fact import Kind, Status
from monitor.store import event_views
from monitor.store.event_views import EventRecord

_APART = frozenset({"status", "date", "place", "agreement", "corroboration"})
_KINDS = [kind.value for kind in Kind]

kind_option: Decorator = click.option("--kind", type=click.Choice(_KINDS), help="Only of this kind.")
status_option: Decorator = click.option(
    "--status", type=click.Choice([status.value for status in Status]), help="Only of this status."
)
side_option: Decorator = click.option("--side", metavar="CODE", help="Only with this side: RU, UA, …")
series_option: Decorator = click.option(
    "--series", metavar="NAME", help="Only under this agreement: istanbul, or istanbul:2025-06-02."
)
hours_option: Decorator = click.option(
    "--hours", type=click.FloatRange(min=0), help="Only those of which something was said in the last HOURS hours."
)


@click.group(cls=Listing)
def events() -> None:
    """The ledger: exchanges, hand-overs of bodies and negotiation rounds, with who says so."""


@events.command("list")
@kind_option
@status_option
@side_option
@series_option
@hours_option
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@config_option
@state_option
@json_option
def list_events(
    kind: str | None,
    status: str | None,
    side: str | None,
    series: str | None,
    hours: float | None,
    limit: int,
    config_dir: Path | None,
    state_dir: Path | None,
    as_json: bool,
) -> None:
    """One line an event, newest first: how it stands, who told of it first, and how many minutes the others took."""
    since = SystemClock().now() - timedelta(hours=hours) if hours is not None else None
    with Setting.find(config_dir, state_dir).reading() as tx:
        found = event_views.event_list(tx, kind=kind, status=status, side=side, series=series, since=since, limit=limit)
    totals = ledger.totals(record.known.event for record in found)
    if as_json:
        print_json({"events": [as_data(record) for record in found], "totals": totals})
        return
    columns = ("event", "day", "kind", "between", "what", "status", "corroboration", "claims", "first", "others")
    print_table(columns, map(_line, found), empty="no events yet", spare=("others", "first", "claims", "what"))
    if totals:
        click.echo()
        print_table(("agreement", "so far"), [(total.series, total.words) for total in totals], empty="")


@events.command("show", short_help="One event: every field with its claims, and every decision with its reason.")
@click.argument("event")
@config_option
@state_option
@json_option
def show_event(event: str, config_dir: Path | None, state_dir: Path | None, as_json: bool) -> None:
    """One event: every field with who says so and what others say, each claim with the reason why it belongs here, and
    what was decided. EVENT is its number or the start of its key."""
    with Setting.find(config_dir, state_dir).reading() as tx:
        is_number = event.isdecimal() and int(event) <= MOST_NUMBER
        found = event_views.event_of(tx, int(event) if is_number else event)
        if not found:
            raise UsageError(f"there is no event {event}; see `parley events list`")
        if len(found) > 1:
            raise UsageError(f"{event} is the start of several events' keys; give more of it")
        record = found[0]
        log = event_views.event_log_of(tx, record.known.id)
        seen = event_views.claims_seen(tx, record.known.id)
        series = record.known.event.series
        under = event_views.event_list(tx, series=series, limit=None) if series else []
    totals = ledger.totals(each.known.event for each in under)
    if as_json:
        print_json(as_data(record) | {"log": log, "seen": seen, "totals": totals})
        return
    _print_event(record)
    _print_claims(record)
    _print_log(log)
    if totals:
        click.echo()
        print_table(("agreement", "so far"), [(total.series, total.words) for total in totals], empty="")


@events.command("export")
@click.option("--format", "form", type=click.Choice(FORMATS), default="csv", show_default=True)
@kind_option
@status_option
@side_option
@series_option
@config_option
@state_option
@json_option
def export_events(
    form: str,
    kind: str | None,
    status: str | None,
    side: str | None,
    series: str | None,
    config_dir: Path | None,
    state_dir: Path | None,
    as_json: bool,
) -> None:
    """All events on stdout: a table for a spreadsheet (csv), everything (json, or --json), or a calendar (ics)."""
    with Setting.find(config_dir, state_dir).reading() as tx:
        found = event_views.event_list(tx, kind=kind, status=status, side=side, series=series, limit=None)
    if as_json or form == "json":
        print_json({"events": list(map(as_data, found)), "totals": ledger.totals(each.known.event for each in found)})
        return
    click.echo(exported(found, form), nl=False)


def as_data(record: EventRecord) -> dict[str, Any]:
    """Everything of an event, ready for JSON."""
    heard = ledger.heard_from(placed.claim for placed in record.known.claims)
    return {
        "id": record.known.id,
        "event": record.known.event,
        "claims": record.known.claims,
        "heard": heard,
        "alert": record.alert_key,
        "alert_state": record.alert_state,
        "revisions": record.revisions,
        "created_at": record.created_at,
        "updated_at": record.updated_at,
    }


def _line(record: EventRecord) -> tuple[object, ...]:
    event = record.known.event
    heard = ledger.heard_from(placed.claim for placed in record.known.claims)
    return (
        record.known.id,
        event.value("date"),
        event.kind.value,
        "–".join(event.parties),
        _what(event),
        (event.status or "withdrawn").replace("_", " "),
        event.corroboration,
        len(record.known.claims),
        heard[0].source_id if heard else "",
        ", ".join(f"{each.source_id} +{each.minutes}" for each in heard[1:]),
    )


def _what(event: Event) -> str:
    said = [f"{value.name} {value.value}" for value in event.values if value.name not in _APART]
    return ", ".join([*said, f"under {event.series}"] if event.series else said)


def _print_event(record: EventRecord) -> None:
    event, page = record.known.event, Page()
    title = f"Event {record.known.id}: {event.kind} {'–'.join(event.parties)}"
    page.print(Text(title.strip(), "bold"))
    told = (
        f"{record.alert_key}, {record.alert_state}, {counted(record.revisions, 'revision')}" if record.alert_key else ""
    )
    print_indented(page, 2, Text(f"key {record.known.key}; alert {told or 'none'}", "dim"))
    by_key = {placed.claim.key: placed.claim.source_id for placed in record.known.claims}
    rows = [
        (
            value.name,
            value.value.replace("_", " "),
            _sources(value.claims, by_key),
            "; ".join(f"{rival.replace('_', ' ')} ({_sources(keys, by_key)})" for rival, keys in value.rivals),
        )
        for value in event.values
    ]
    print_table(("field", "value", "who says so", "others say"), rows, empty="every claim is withdrawn")


def _sources(keys: Sequence[str], by_key: dict[str, str]) -> str:
    return ", ".join(sorted({by_key[key] for key in keys if key in by_key}))


def _print_claims(record: EventRecord) -> None:
    rows = [
        (
            claim.published,
            claim.source_id,
            claim.side,
            claim.family,
            "withdrawn" if claim.withdrawn else claim.status.replace("_", " "),
            placed.reason.replace("_", " "),
            claim.title,
        )
        for placed in sorted(record.known.claims, key=lambda placed: (placed.claim.published, placed.claim.key))
        for claim in (placed.claim,)
    ]
    click.echo()
    columns = ("said", "source", "side", "family", "status", "here because", "headline")
    print_table(columns, rows, empty="", spare=("family", "headline"))


def _print_log(log: Sequence[dict[str, Any]]) -> None:
    rows = [
        (
            row["at"],
            row["act"],
            row["reason"].replace("_", " "),
            "; ".join(
                f"{change['field']}: {change['old'] or '—'} → {change['new'] or '—'}" for change in row["changes"]
            ),
            row["actor"],
        )
        for row in log
    ]
    click.echo()
    print_table(
        ("decided", "act", "reason", "changes", "actor"), [tuple(map(printable, row)) for row in rows], empty=""
    )
