"""Articles

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IS_DUE = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("item_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("wanted_at", sa.Double(), nullable=False),
        sa.Column("due_at", sa.Double(), nullable=True),
        sa.Column("attempt", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("visited_at", sa.Double(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["host"], ["hosts.host"], name=op.f("fk_articles_host_hosts")),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_articles_item_id_items")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_articles")),
    )
    op.create_index(
        op.f("ix_articles_host_due_at"),
        "articles",
        ["host", "due_at"],
        sqlite_where=IS_DUE,
        postgresql_where=IS_DUE,
    )
    op.create_index(op.f("ix_articles_host_visited_at"), "articles", ["host", "visited_at"])


def downgrade() -> None:
    op.drop_table("articles")
