"""The tables: the only truth. Times are UTC seconds since 1970 as doubles, so that both dialects compare them alike."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.engine import Dialect

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC datetime, kept as a double."""

    impl = Double
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else value.timestamp()

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else datetime.fromtimestamp(value, UTC)


# SQLite numbers rows only in a column declared INTEGER; PostgreSQL must not run out of 32 bits.
RowId = BigInteger().with_variant(Integer, "sqlite")


def _id() -> Column[int]:
    return Column("id", RowId, primary_key=True)


hosts = Table(
    "hosts",
    metadata,
    Column("host", String, primary_key=True),
    Column("next_at", UtcTime, nullable=False),
)

sources = Table(
    "sources",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("url", String, nullable=False),
    # Where the next visit goes; what is configured where this is null. `host` is that of the address.
    Column("address", String),
    Column("host", String, ForeignKey("hosts.host"), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("tick", Integer, nullable=False, server_default=text("0")),
    Column("due_at", UtcTime, nullable=False),
    Column("etag", String),
    Column("last_modified", String),
    Column("body_hash", String),
    Column("moved_to", String),
    Column("penalty", Double, nullable=False, server_default=text("0")),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    Column("baseline_done", Boolean, nullable=False),
    Column("outcome", String),
    Column("reason", String),
    Column("detail", String),
    Column("status", Integer),
    Column("last_poll_at", UtcTime),
    Column("last_ok_at", UtcTime),
    Column("last_new_at", UtcTime),
    Column("condition", String),
    Column("condition_since", UtcTime),
    Column("condition_reason", String),
    Column("told", String),
    Column("boosted_until", UtcTime),
    Index("ix_sources_host_due_at", "host", "due_at"),
    Index("ix_sources_due_at", "due_at"),
)

habits = Table(
    "habits",
    metadata,
    Column("source_id", String, ForeignKey("sources.id"), primary_key=True),
    Column("habit", LargeBinary),
    Column("trail", Text),
)

# One row: what a visit costs now, and how many were made and expected of late.
prices = Table(
    "prices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("normed_at", UtcTime),
    Column("general", Double, nullable=False),
    Column("hosts", JSON, nullable=False),
    Column("expected", Double, nullable=False),
    Column("bound", String),
    Column("meter_made", Double, nullable=False),
    Column("meter_expected", Double, nullable=False),
    Column("norms", JSON, nullable=False),
)

polls = Table(
    "polls",
    metadata,
    _id(),
    Column("source_id", String, ForeignKey("sources.id"), nullable=False),
    Column("tick", Integer, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("outcome", String, nullable=False),
    Column("reason", String),
    Column("detail", String, nullable=False),
    Column("status", Integer),
    Column("entries", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("versions", Integer, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("alerts", Integer, nullable=False),
    UniqueConstraint("source_id", "tick"),
    Index("ix_polls_at", "at"),
)

items = Table(
    "items",
    metadata,
    _id(),
    Column("source_id", String, ForeignKey("sources.id"), nullable=False),
    Column("key", String, nullable=False, unique=True),
    Column("guid", String),
    Column("link", String),
    Column("title", Text, nullable=False),
    Column("lang", String),
    Column("published_at", UtcTime),
    Column("first_seen_at", UtcTime, nullable=False),
    Column("version", Integer, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("copy_of", RowId, ForeignKey("items.id")),
    # When the newest version was last noted in a document, to the hour; since when the item is missing there, and when
    # it was found to be withdrawn. Versions, kept or not, since `churn_since`.
    Column("last_seen_at", UtcTime),
    Column("missing_since", UtcTime),
    Column("withdrawn_at", UtcTime),
    Column("churn", Integer, nullable=False, server_default=text("0")),
    Column("churn_since", UtcTime),
    Index("ix_items_source_id_first_seen_at", "source_id", "first_seen_at"),
)

item_keys = Table(
    "item_keys",
    metadata,
    Column("kind", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("source_id", String, ForeignKey("sources.id"), primary_key=True),
    Column("item_id", RowId, ForeignKey("items.id"), primary_key=True),
    sqlite_with_rowid=False,
)

versions = Table(
    "versions",
    metadata,
    _id(),
    Column("item_id", RowId, ForeignKey("items.id"), nullable=False),
    Column("n", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("link", String),
    Column("published_at", UtcTime),
    Column("updated_at", UtcTime),
    Column("fingerprint", String, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    # The newest version's is its item's.
    Column("last_seen_at", UtcTime),
    Column("kind", String, nullable=False, server_default=text("'text'")),
    Column("edit", String),
    Column("edit_reason", String),
    Column("identity_reason", String, nullable=False),
    Column("act", String),
    Column("act_reason", String),
    Column("catalog_hash", String, nullable=False),
    UniqueConstraint("item_id", "n"),
)

matches = Table(
    "matches",
    metadata,
    Column("version_id", RowId, ForeignKey("versions.id"), primary_key=True),
    Column("rule_id", String, primary_key=True),
    Column("spans", JSON, nullable=False),
    Column("clauses", JSON, nullable=False),
)

facts = Table(
    "facts",
    metadata,
    Column("version_id", RowId, ForeignKey("versions.id"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("status", String),
    Column("background", Boolean, nullable=False),
    Column("payload", JSON, nullable=False),
)

# The pages behind entries that say too little. One is due at `due_at`; null: it was read, or there is nothing to read.
articles = Table(
    "articles",
    metadata,
    Column("item_id", RowId, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    Column("url", String, nullable=False),
    Column("host", String, ForeignKey("hosts.host"), nullable=False),
    Column("wanted_at", UtcTime, nullable=False),
    Column("due_at", UtcTime),
    Column("attempt", Integer, nullable=False, server_default=text("0")),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    Column("visited_at", UtcTime),
    Column("reason", String),
    Column("summary", Text, nullable=False),
    Column("text", Text),
    Index(
        "ix_articles_host_due_at",
        "host",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
    Index("ix_articles_host_visited_at", "host", "visited_at"),
)

story_items = Table(
    "story_items",
    metadata,
    Column("item_id", RowId, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    Column("story", String, nullable=False),
    Column("like", String),
    Column("kind", String),
    Column("score", Double, nullable=False),
    Column("reason", String, nullable=False),
    Column("vetoed", String),
    Column("lang", String),
    Column("said_at", UtcTime, nullable=False),
    Column("linked_at", UtcTime, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("terms", LargeBinary, nullable=False),
    Column("particulars", LargeBinary, nullable=False),
    Index("ix_story_items_story", "story", "item_id"),
    Index("ix_story_items_linked_at", "linked_at"),
)

# By what items find those that may tell the same; only as many weeks back as stories reach.
story_keys = Table(
    "story_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("item_id", RowId, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    Index("ix_story_keys_item_id", "item_id"),
    sqlite_with_rowid=False,
)

alerts = Table(
    "alerts",
    metadata,
    _id(),
    Column("key", String, nullable=False, unique=True),
    Column("subject_kind", String, nullable=False),
    # The subject: an item, an event with the item that it was raised by, or a source whose condition is told.
    Column("item_id", RowId, ForeignKey("items.id")),
    Column("event_id", RowId, ForeignKey("events.id")),
    Column("source_id", String, ForeignKey("sources.id")),
    Column("state", String, nullable=False),
    Column("severity", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("raised_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Index("ix_alerts_item_id", "item_id"),
    Index("ix_alerts_event_id", "event_id"),
    Index("ix_alerts_raised_at", "raised_at"),
)

alert_revisions = Table(
    "alert_revisions",
    metadata,
    Column("alert_id", RowId, ForeignKey("alerts.id"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("version_id", RowId, ForeignKey("versions.id")),
    Column("reason", String, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("created_at", UtcTime, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    _id(),
    Column("key", String, nullable=False, unique=True),
    Column("alert_id", RowId, ForeignKey("alerts.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("desk_id", String, nullable=False),
    Column("channel_id", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("state", String, nullable=False),
    Column("next_at", UtcTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("detail", String),
    Column("created_at", UtcTime, nullable=False),
    Column("settled_at", UtcTime),
    Index("ix_deliveries_alert_id", "alert_id"),
    Index(
        "ix_deliveries_channel_id_next_at",
        "channel_id",
        "next_at",
        sqlite_where=text("state = 'pending'"),
        postgresql_where=text("state = 'pending'"),
    ),
)

attempts = Table(
    "attempts",
    metadata,
    _id(),
    Column("delivery_id", RowId, ForeignKey("deliveries.id"), nullable=False),
    Column("n", Integer, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("outcome", String, nullable=False),
    Column("detail", String, nullable=False),
    Index("ix_attempts_delivery_id", "delivery_id"),
)

quarantine = Table(
    "quarantine",
    metadata,
    _id(),
    Column("source_id", String, ForeignKey("sources.id"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("stage", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("detail", String, nullable=False),
    Column("url", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("source_id", "digest", "reason"),
)

identity_habits = Table(
    "identity_habits",
    metadata,
    Column("source_id", String, ForeignKey("sources.id"), primary_key=True),
    Column("documents", Integer, nullable=False),
    Column("ids_rotate", Double, nullable=False),
    Column("ids_repeat", Double, nullable=False),
    Column("links_repeat", Double, nullable=False),
    Column("dates_move", Double, nullable=False),
    Column("burst", Double, nullable=False),
    Column("ids", String, nullable=False),
    Column("unique_links", Boolean, nullable=False),
    Column("fixed_dates", Boolean, nullable=False),
)

timers = Table(
    "timers",
    metadata,
    Column("kind", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("since", UtcTime, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Index("ix_timers_kind_due_at", "kind", "due_at"),
)

nodes = Table(
    "nodes",
    metadata,
    Column("name", String, primary_key=True),
    Column("pid", Integer, nullable=False),
    Column("version", String, nullable=False),
    Column("catalog_hash", String, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("beat_at", UtcTime, nullable=False),
    Column("stopped_at", UtcTime),
)
