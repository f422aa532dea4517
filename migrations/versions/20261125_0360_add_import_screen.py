"""Add the import screen: work people ask for, checked rows, saved mappings."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
STATUSES = (
    "reading", "read", "checking", "checked", "applying", "stopped", "applied", "passing", "passed",
    "returning", "returned", "filing", "filed", "undoing", "undone", "failed", "dropped",
)
RUNS = ("running", "done", "failed")
OUTCOMES = ("created", "updated", "duplicate", "refused")


def one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def words_check(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def renew_words(batch_op, name: str, column: str, words: tuple[str, ...]) -> None:
    batch_op.drop_constraint(op.f(name), type_="check")
    batch_op.create_check_constraint(op.f(name), words_check(column, words))


def upgrade() -> None:
    with op.batch_alter_table("job_run") as batch_op:
        batch_op.add_column(sa.Column("asked_at", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("requester_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("payload", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("done", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("total", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("is_stop_wished", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_foreign_key(
            op.f("fk_job_run_requester_id_ab_user"), "ab_user", ["requester_id"], ["id"]
        )
        batch_op.create_index("ix_job_run_status", ["status", "asked_at"])
        renew_words(batch_op, "ck_job_run_runstatus", "status", (*RUNS, "waiting", "stopped"))
    with op.batch_alter_table("import_batch") as batch_op:
        batch_op.add_column(sa.Column("kept_as", sa.String(64), nullable=True))
        batch_op.add_column(
            sa.Column("status", one_of("batchstatus", *STATUSES), nullable=False, server_default="applied")
        )
        batch_op.add_column(sa.Column("run_slot", sa.String(32), nullable=True))
        batch_op.add_column(sa.Column("problem", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("header", sa.Text(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("mapping", sa.Text(), nullable=False, server_default="{}"))
        batch_op.add_column(
            sa.Column("mode", one_of("mode", "create", "update", "both"), nullable=False, server_default="create")
        )
        batch_op.add_column(
            sa.Column("key", one_of("key", "number", "uscc"), nullable=False, server_default="number")
        )
        batch_op.add_column(
            sa.Column("stops_on_error", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("unchanged", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("warned", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("reviewed_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reviewed_at", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("return_reason", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("undone_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("undone_at", INSTANT, nullable=True))
        for person in ("reviewed_by_id", "undone_by_id"):
            batch_op.create_foreign_key(
                op.f(f"fk_import_batch_{person}_ab_user"), "ab_user", [person], ["id"]
            )
        batch_op.create_index("ix_import_batch_department", ["department_id", "id"])
        batch_op.create_index("ix_import_batch_owner", ["created_by_id", "id"])
    with op.batch_alter_table("import_row") as batch_op:
        batch_op.add_column(sa.Column("cells", sa.Text(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("warnings", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("values", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("changes", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("subject_version", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("is_applied", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch_op.add_column(sa.Column("undone", one_of("undone", "restored", "kept"), nullable=True))
        batch_op.alter_column("outcome", existing_type=sa.String(32), nullable=True)
        batch_op.create_index("ix_import_row_outcome", ["batch_id", "outcome", "line"])
        renew_words(batch_op, "ck_import_row_outcome", "outcome", (*OUTCOMES, "unchanged"))
    op.execute("UPDATE import_row SET is_applied = false WHERE outcome IN ('duplicate', 'refused')")
    op.create_table(
        "import_mapping",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("headers", sa.String(64), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("removed_at", INSTANT, nullable=True),
        sa.Column("id", LONG, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_import_mapping_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mapping")),
    )
    with op.batch_alter_table("import_mapping") as batch_op:
        batch_op.create_index(op.f("ix_import_mapping_headers"), ["headers"])
        batch_op.create_index(op.f("ix_import_mapping_owner_id"), ["owner_id"])
        batch_op.create_index(
            "uq_import_mapping_living", ["owner_id", "name"], unique=True,
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        )  # fmt: skip


def downgrade() -> None:
    op.execute("UPDATE job_run SET status = 'failed' WHERE status IN ('waiting', 'stopped')")
    op.execute("DELETE FROM import_row WHERE outcome IS NULL OR outcome = 'unchanged'")
    op.drop_table("import_mapping")
    with op.batch_alter_table("import_row") as batch_op:
        batch_op.drop_index("ix_import_row_outcome")
        renew_words(batch_op, "ck_import_row_outcome", "outcome", OUTCOMES)
        batch_op.alter_column("outcome", existing_type=sa.String(32), nullable=False)
        batch_op.drop_constraint(op.f("ck_import_row_undone"), type_="check")
        for name in (
            "undone", "is_applied", "subject_version", "changes", "values", "warnings", "cells",
        ):  # fmt: skip
            batch_op.drop_column(name)
    with op.batch_alter_table("import_batch") as batch_op:
        batch_op.drop_index("ix_import_batch_owner")
        batch_op.drop_index("ix_import_batch_department")
        for person in ("reviewed_by_id", "undone_by_id"):
            batch_op.drop_constraint(op.f(f"fk_import_batch_{person}_ab_user"), type_="foreignkey")
        for check in ("batchstatus", "mode", "key"):
            batch_op.drop_constraint(op.f(f"ck_import_batch_{check}"), type_="check")
        for name in (
            "undone_at", "undone_by_id", "return_reason", "reviewed_at", "reviewed_by_id", "warned",
            "unchanged", "stops_on_error", "key", "mode", "mapping", "header", "problem", "run_slot",
            "status", "kept_as",
        ):  # fmt: skip
            batch_op.drop_column(name)
    with op.batch_alter_table("job_run") as batch_op:
        batch_op.drop_index("ix_job_run_status")
        batch_op.drop_constraint(op.f("fk_job_run_requester_id_ab_user"), type_="foreignkey")
        renew_words(batch_op, "ck_job_run_runstatus", "status", RUNS)
        for name in ("is_stop_wished", "total", "done", "payload", "requester_id", "asked_at"):
            batch_op.drop_column(name)
