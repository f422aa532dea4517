"""Add requests for approval, their steps and the opinions given."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0020"
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES = ("pending", "approved", "refused", "recalled", "stale", "expired")
STEPS = ("waiting", "open", "approved", "refused", "closed")


def words(name, *choices):
    return sa.Enum(*choices, name=name, native_enum=False, create_constraint=True, length=32)


def stamps(table):
    return (
        sa.Column("id", LONG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def key(table, column, target):
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def upgrade() -> None:
    op.create_table(
        "approval_request",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("subject_id", LONG, nullable=False),
        sa.Column("subject_version", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("department_id", LONG, nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("status", words("requeststatus", *STATES), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        *stamps("approval_request"),
        sa.CheckConstraint("(status = 'pending') = (ended_at IS NULL)", name=op.f("ck_approval_request_ended_once_decided")),
        key("approval_request", "department_id", "department"),
        key("approval_request", "requested_by_id", "ab_user"),
    )
    op.create_index("ix_approval_request_status", "approval_request", ["status", "id"])
    op.create_index("ix_approval_request_mine", "approval_request", ["requested_by_id", "id"])
    op.create_index("ix_approval_request_subject", "approval_request", ["subject", "subject_id"])
    where = sa.text("status = 'pending'")
    op.create_index(
        "uq_approval_request_open", "approval_request",
        ["kind", "subject", "subject_id", "requested_by_id"], unique=True,
        sqlite_where=where, postgresql_where=where,
    )
    op.create_table(
        "approval_step",
        sa.Column("request_id", LONG, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=True),
        sa.Column("or_role", sa.String(length=64), nullable=True),
        sa.Column("post", sa.String(length=80), nullable=True),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("may_repeat", sa.Boolean(), nullable=False),
        sa.Column("status", words("stepstatus", *STEPS), nullable=False),
        *stamps("approval_step"),
        sa.CheckConstraint("role IS NOT NULL OR or_role IS NOT NULL OR post IS NOT NULL", name=op.f("ck_approval_step_asks_somebody")),
        sa.CheckConstraint("needed BETWEEN 1 AND 9", name=op.f("ck_approval_step_needed_in_range")),
        sa.UniqueConstraint("request_id", "place", name=op.f("uq_approval_step_request_id_place")),
        key("approval_step", "request_id", "approval_request"),
    )
    op.create_index("ix_approval_step_status", "approval_step", ["status", "request_id"])
    op.create_table(
        "approval_decision",
        sa.Column("request_id", LONG, nullable=False),
        sa.Column("step_id", LONG, nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("for_id", sa.Integer(), nullable=False),
        sa.Column("verdict", words("verdict", "approve", "refuse"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        *stamps("approval_decision"),
        sa.CheckConstraint(
            "decided_by_id <> requested_by_id AND for_id <> requested_by_id",
            name=op.f("ck_approval_decision_two_people"),
        ),
        sa.CheckConstraint("verdict <> 'refuse' OR reason IS NOT NULL", name=op.f("ck_approval_decision_refusal_has_reason")),
        sa.UniqueConstraint("step_id", "for_id", name=op.f("uq_approval_decision_step_id_for_id")),
        sa.UniqueConstraint("step_id", "decided_by_id", name=op.f("uq_approval_decision_step_id_decided_by_id")),
        key("approval_decision", "request_id", "approval_request"),
        key("approval_decision", "step_id", "approval_step"),
        key("approval_decision", "requested_by_id", "ab_user"),
        key("approval_decision", "decided_by_id", "ab_user"),
        key("approval_decision", "for_id", "ab_user"),
    )
    for column in ("request_id", "decided_by_id", "for_id"):
        op.create_index(f"ix_approval_decision_{column}", "approval_decision", [column])


def downgrade() -> None:
    op.drop_table("approval_decision")
    op.drop_table("approval_step")
    op.drop_table("approval_request")
