"""Add what people ask to see: kept alike whether there is such a customer or not."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "access_ask",
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("told", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", LONG, nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", LONG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["ab_user.id"], name=op.f("fk_access_ask_asked_by_id_ab_user")),
        sa.ForeignKeyConstraint(["request_id"], ["approval_request.id"], name=op.f("fk_access_ask_request_id_approval_request")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_ask")),
    )
    op.create_index("ix_access_ask_mine", "access_ask", ["asked_by_id", "id"])


def downgrade() -> None:
    op.drop_table("access_ask")
