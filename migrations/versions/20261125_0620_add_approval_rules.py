"""Add the rules that say who decides on each kind of request."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "approval_rule",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=True),
        sa.Column("or_role", sa.String(length=64), nullable=True),
        sa.Column("post", sa.String(length=80), nullable=True),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("may_repeat", sa.Boolean(), nullable=False),
        sa.Column("id", LONG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("role IS NOT NULL OR or_role IS NOT NULL OR post IS NOT NULL", name=op.f("ck_approval_rule_asks_somebody")),
        sa.CheckConstraint("needed BETWEEN 1 AND 9", name=op.f("ck_approval_rule_needed_in_range")),
        sa.UniqueConstraint("kind", "place", name=op.f("uq_approval_rule_kind_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_rule")),
    )


def downgrade() -> None:
    op.drop_table("approval_rule")
