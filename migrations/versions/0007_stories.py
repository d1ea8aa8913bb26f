"""Stories

Revision ID: 0007
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0004"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "story_items",
        sa.Column("item_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("story", sa.String(), nullable=False),
        sa.Column("like", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("vetoed", sa.String(), nullable=True),
        sa.Column("lang", sa.String(), nullable=True),
        sa.Column("said_at", sa.Double(), nullable=False),
        sa.Column("linked_at", sa.Double(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("terms", sa.LargeBinary(), nullable=False),
        sa.Column("particulars", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_story_items_item_id_items")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_story_items")),
    )
    op.create_index("ix_story_items_story", "story_items", ["story", "item_id"])
    op.create_index("ix_story_items_linked_at", "story_items", ["linked_at"])
    op.create_table(
        "story_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item_id", ROW_ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_story_keys_item_id_items")),
        sa.PrimaryKeyConstraint("key", "item_id", name=op.f("pk_story_keys")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_story_keys_item_id", "story_keys", ["item_id"])


def downgrade() -> None:
    op.drop_table("story_keys")
    op.drop_table("story_items")
