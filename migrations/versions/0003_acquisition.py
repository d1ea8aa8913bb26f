"""Habits, health, mirrors and prices; alerts whose subject is a source

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OF_SOURCES = {
    "address": sa.String(),
    "condition": sa.String(),
    "condition_since": sa.Double(),
    "condition_reason": sa.String(),
    "told": sa.String(),
    "boosted_until": sa.Double(),
}


def upgrade() -> None:
    op.create_table(
        "habits",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("habit", sa.LargeBinary(), nullable=True),
        sa.Column("trail", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_habits_source_id_sources")),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_habits")),
    )
    op.create_table(
        "prices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("normed_at", sa.Double(), nullable=True),
        sa.Column("general", sa.Double(), nullable=False),
        sa.Column("hosts", sa.JSON(), nullable=False),
        sa.Column("expected", sa.Double(), nullable=False),
        sa.Column("bound", sa.String(), nullable=True),
        sa.Column("meter_made", sa.Double(), nullable=False),
        sa.Column("meter_expected", sa.Double(), nullable=False),
        sa.Column("norms", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prices")),
    )
    for name, kind in OF_SOURCES.items():
        op.add_column("sources", sa.Column(name, kind, nullable=True))
    # On SQLite a column becomes nullable in a copy of its table only.
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.alter_column("item_id", existing_type=ROW_ID, nullable=True)
        batch_op.add_column(sa.Column("source_id", sa.String(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_alerts_source_id_sources"), "sources", ["source_id"], ["id"])
    with op.batch_alter_table("alert_revisions", schema=None) as batch_op:
        batch_op.alter_column("version_id", existing_type=ROW_ID, nullable=True)


def downgrade() -> None:
    of_sources = "(SELECT id FROM alerts WHERE item_id IS NULL)"
    op.execute(
        f"DELETE FROM attempts WHERE delivery_id IN (SELECT id FROM deliveries WHERE alert_id IN {of_sources})"  # noqa: S608 - constants
    )
    op.execute(f"DELETE FROM deliveries WHERE alert_id IN {of_sources}")  # noqa: S608 - constants
    op.execute(f"DELETE FROM alert_revisions WHERE alert_id IN {of_sources}")  # noqa: S608 - constants
    op.execute("DELETE FROM alerts WHERE item_id IS NULL")
    with op.batch_alter_table("alert_revisions", schema=None) as batch_op:
        batch_op.alter_column("version_id", existing_type=ROW_ID, nullable=False)
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_alerts_source_id_sources"), type_="foreignkey")
        batch_op.drop_column("source_id")
        batch_op.alter_column("item_id", existing_type=ROW_ID, nullable=False)
    for name in reversed(OF_SOURCES):
        op.drop_column("sources", name)
    op.drop_table("prices")
    op.drop_table("habits")
