"""Identity and versions

Revision ID: 0005
Revises: 0007
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from monitor.identify.keys import aliases
from monitor.model.content import Entry

revision = "0005"
down_revision = "0007"
branch_labels = None
depends_on = None

CHUNK = 500


def upgrade() -> None:
    op.add_column("items", sa.Column("last_seen_at", sa.Double(), nullable=True))
    op.add_column("items", sa.Column("missing_since", sa.Double(), nullable=True))
    op.add_column("items", sa.Column("withdrawn_at", sa.Double(), nullable=True))
    op.add_column("items", sa.Column("churn", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("items", sa.Column("churn_since", sa.Double(), nullable=True))
    op.add_column("versions", sa.Column("last_seen_at", sa.Double(), nullable=True))
    op.add_column("versions", sa.Column("kind", sa.String(), server_default=sa.text("'text'"), nullable=False))
    op.add_column("versions", sa.Column("edit", sa.String(), nullable=True))
    op.add_column("versions", sa.Column("edit_reason", sa.String(), nullable=True))
    _create_identity_habits()
    _create_timers()
    _name_items()


def _name_items() -> None:
    """Give every stored item the further names that it will be looked for by, from its newest version. The names are
    made by the program as it is: whatever its algorithm is then, these are the names that it asks for."""
    connection = op.get_bind()
    stored = connection.execute(
        sa.text(
            "SELECT items.id, items.source_id, items.guid, items.link, items.published_at, versions.title,"
            " versions.text"
            " FROM items JOIN versions ON versions.item_id = items.id AND versions.n = items.version"
        )
    )
    named = sa.text(
        "INSERT INTO item_keys (kind, key, source_id, item_id) VALUES (:kind, :key, :source_id, :item_id)"
        " ON CONFLICT DO NOTHING"
    )
    for chunk in stored.partitions(CHUNK):
        rows = [row for item in chunk for row in _names(item)]
        if rows:
            connection.execute(named, rows)


def _names(item: sa.Row) -> list[dict[str, object]]:
    published = None if item.published_at is None else datetime.fromtimestamp(item.published_at, UTC)
    found = aliases(item.source_id, Entry(item.guid, item.link, item.title, item.text, published))
    names = [("primary", name) for name in found.names] + ([("url", found.url)] if found.url else [])
    return [{"kind": kind, "key": key, "source_id": item.source_id, "item_id": item.id} for kind, key in names]


def _create_identity_habits() -> None:
    op.create_table(
        "identity_habits",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("ids_rotate", sa.Double(), nullable=False),
        sa.Column("ids_repeat", sa.Double(), nullable=False),
        sa.Column("links_repeat", sa.Double(), nullable=False),
        sa.Column("dates_move", sa.Double(), nullable=False),
        sa.Column("burst", sa.Double(), nullable=False),
        sa.Column("ids", sa.String(), nullable=False),
        sa.Column("unique_links", sa.Boolean(), nullable=False),
        sa.Column("fixed_dates", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_identity_habits_source_id_sources")),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_identity_habits")),
    )


def _create_timers() -> None:
    op.create_table(
        "timers",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("since", sa.Double(), nullable=False),
        sa.Column("due_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_timers")),
    )
    op.create_index(op.f("ix_timers_kind_due_at"), "timers", ["kind", "due_at"])


def downgrade() -> None:
    for table in ("timers", "identity_habits"):
        op.drop_table(table)
    # In place: a copy of the table, as batches make it, would break what refers to its rows.
    for column in ("edit_reason", "edit", "kind", "last_seen_at"):
        op.drop_column("versions", column)
    for column in ("churn_since", "churn", "withdrawn_at", "missing_since", "last_seen_at"):
        op.drop_column("items", column)
