"""Add grants, own roles, break-glass, what ends a share."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0021"
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
#: Added and dropped in place: a rebuild of a table others refer to would cascade on SQLite.
IN_PLACE = {
    "ab_user": (
        lambda: sa.Column("phone", sa.String(length=40), nullable=True),
        lambda: sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        lambda: sa.Column("must_change", sa.Boolean(), nullable=False, server_default=sa.false()),
        lambda: sa.Column("glass_until", sa.DateTime(timezone=True), nullable=True),
        lambda: sa.Column("glass_reason", sa.Text(), nullable=True),
    ),
}


def upgrade() -> None:
    for table, columns in IN_PLACE.items():
        for column in columns:
            op.add_column(table, column())
    with op.batch_alter_table("role_terms") as batch_op:
        batch_op.add_column(sa.Column("label_zh", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("label_en", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.create_check_constraint("export_cap_not_negative", "export_cap >= 0")
    with op.batch_alter_table("share") as batch_op:
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ended_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            "fk_share_ended_by_id_ab_user", "ab_user", ["ended_by_id"], ["id"]
        )
        batch_op.create_check_constraint("two_people", "confirmed_by_id <> granted_by_id")
        batch_op.create_check_constraint("not_for_oneself", "confirmed_by_id <> user_id")
    op.create_table(
        "access_grant",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("add_role", "remove_role", "clearance", "department", name="grantkind", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("old", sa.String(length=80), nullable=True),
        sa.Column("new", sa.String(length=80), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.Enum("proposed", "confirmed", "refused", "withdrawn", name="grantstatus", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("id", LONG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status NOT IN ('confirmed', 'refused') OR (decided_by_id IS NOT NULL"
            " AND decided_by_id <> proposed_by_id AND decided_by_id <> user_id)",
            name=op.f("ck_access_grant_decided_by_another"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_access_grant_user_id_ab_user")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["ab_user.id"], name=op.f("fk_access_grant_proposed_by_id_ab_user")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["ab_user.id"], name=op.f("fk_access_grant_decided_by_id_ab_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_grant")),
    )
    op.create_index("ix_access_grant_user", "access_grant", ["user_id", "id"])
    op.create_index("ix_access_grant_status", "access_grant", ["status", "id"])
    where = sa.text("status = 'proposed'")
    op.create_index(
        "uq_access_grant_open", "access_grant", ["user_id", "kind"], unique=True,
        sqlite_where=where, postgresql_where=where,
    )


def downgrade() -> None:
    op.drop_table("access_grant")
    with op.batch_alter_table("share") as batch_op:
        batch_op.drop_constraint(op.f("ck_share_two_people"), type_="check")
        batch_op.drop_constraint(op.f("ck_share_not_for_oneself"), type_="check")
        batch_op.drop_constraint("fk_share_ended_by_id_ab_user", type_="foreignkey")
        for column in ("ended_by_id", "ended_at", "confirmed_at"):
            batch_op.drop_column(column)
    with op.batch_alter_table("role_terms") as batch_op:
        batch_op.drop_constraint(op.f("ck_role_terms_export_cap_not_negative"), type_="check")
        for column in ("version", "edited_at", "label_en", "label_zh"):
            batch_op.drop_column(column)
    for table, columns in IN_PLACE.items():
        for column in reversed(columns):
            op.drop_column(table, column().name)
