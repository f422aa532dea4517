"""Add delegations: whose decisions somebody else may take for a while."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "delegation",
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", LONG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_delegation_not_to_oneself")),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_delegation_ends_after_it_began")),
        sa.ForeignKeyConstraint(["from_id"], ["ab_user.id"], name=op.f("fk_delegation_from_id_ab_user")),
        sa.ForeignKeyConstraint(["to_id"], ["ab_user.id"], name=op.f("fk_delegation_to_id_ab_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    for column in ("from_id", "to_id"):
        op.create_index(f"ix_delegation_{column}", "delegation", [column])


def downgrade() -> None:
    op.drop_table("delegation")
