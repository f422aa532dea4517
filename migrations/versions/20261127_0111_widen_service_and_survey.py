"""What a service was promised, cost and leads to; what a survey asked about, for which period."""

import sqlalchemy as sa
from alembic import op

revision = "0111"
down_revision = "0096"
branch_labels = None
depends_on = None

LONG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = "fk_survey_service_id_service_record"
MOMENTS = ("respond_due_at", "resolve_due_at")


def upgrade() -> None:
    with op.batch_alter_table("service_record") as batch_op:
        for name in MOMENTS:
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("cost", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("next_on", sa.Date(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_service_record_cost_not_negative"), "cost >= 0"
        )
    with op.batch_alter_table("survey") as batch_op:
        batch_op.add_column(sa.Column("service_id", LONG_ID, nullable=True))
        batch_op.add_column(sa.Column("period", sa.String(length=40), nullable=True))
        batch_op.add_column(
            sa.Column("needs_follow_up", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_index(op.f("ix_survey_service_id"), ["service_id"], unique=False)
        batch_op.create_foreign_key(op.f(KEY), "service_record", ["service_id"], ["id"])
    with op.batch_alter_table("survey") as batch_op:
        batch_op.alter_column("needs_follow_up", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("survey") as batch_op:
        batch_op.drop_constraint(op.f(KEY), type_="foreignkey")
        batch_op.drop_index(op.f("ix_survey_service_id"))
        for name in ("needs_follow_up", "period", "service_id"):
            batch_op.drop_column(name)
    with op.batch_alter_table("service_record") as batch_op:
        batch_op.drop_constraint(op.f("ck_service_record_cost_not_negative"), type_="check")
        for name in ("next_on", "cost", *reversed(MOMENTS)):
            batch_op.drop_column(name)
