"""The tables of events, and the logs of how events and alerts have stood."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table

from monitor.store.tables import RowId, UtcTime, metadata

events = Table(
    "events",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("status", String),
    Column("parties", String, nullable=False),
    Column("series", String),
    Column("first_day", String),
    Column("last_day", String),
    Column("corroboration", String),
    Column("first_said_at", UtcTime, nullable=False),
    Column("last_said_at", UtcTime, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("merged_into", RowId, ForeignKey("events.id")),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Index("ix_events_kind_last_said_at", "kind", "last_said_at"),
)

# Between whom an event is, for looking it up: a row each, or one with an empty side where nobody is known.
event_sides = Table(
    "event_sides",
    metadata,
    Column("side", String, primary_key=True),
    Column("event_id", RowId, ForeignKey("events.id"), primary_key=True),
    sqlite_with_rowid=False,
)

claims = Table(
    "claims",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("item_key", String, nullable=False),
    Column("event_id", RowId, ForeignKey("events.id"), nullable=False),
    Column("item_id", RowId, ForeignKey("items.id"), nullable=False),
    Column("version_id", RowId, ForeignKey("versions.id"), nullable=False),
    Column("reason", String, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("said_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("payload", JSON, nullable=False),
    Index("ix_claims_event_id", "event_id"),
    Index("ix_claims_item_key", "item_key"),
)

# What was decided about an event, and why; append-only.
event_log = Table(
    "event_log",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("event_id", RowId, ForeignKey("events.id"), nullable=False),
    Column("version_id", RowId, ForeignKey("versions.id")),
    Column("at", UtcTime, nullable=False),
    Column("actor", String, nullable=False),
    Column("act", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("changes", JSON, nullable=False),
    Index("ix_event_log_event_id", "event_id"),
)

# How an alert has stood; append-only.
alert_log = Table(
    "alert_log",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("alert_id", RowId, ForeignKey("alerts.id"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("actor", String, nullable=False),
    Column("state", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("reason", String, nullable=False),
    Index("ix_alert_log_alert_id", "alert_id"),
)
