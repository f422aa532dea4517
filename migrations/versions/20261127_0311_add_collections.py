"""Add forms sent to customers and surveys ordered of agencies."""

import sqlalchemy as sa
from alembic import op

revision = "0311"
down_revision = "0291"
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "collection",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("contact_id", LONG, nullable=True),
        sa.Column("agency", sa.String(length=120), nullable=True),
        sa.Column("order_no", sa.String(length=64), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("remind_days", sa.Integer(), nullable=False),
        sa.Column("remind_on", sa.Date(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("given_up_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("media_type", sa.String(length=100), nullable=True),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("customer_id", LONG, nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by_id", sa.Integer(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("id", LONG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('mailing', 'agency')", name=op.f("ck_collection_collectionkind")
        ),
        sa.CheckConstraint(
            "status IN ('waiting', 'returned', 'given_up')",
            name=op.f("ck_collection_collectionstatus"),
        ),
        sa.CheckConstraint("what <> ''", name=op.f("ck_collection_says_what")),
        sa.CheckConstraint(
            "(kind = 'agency') = (agency IS NOT NULL)",
            name=op.f("ck_collection_agency_of_a_survey"),
        ),
        sa.CheckConstraint("due_on >= happened_on", name=op.f("ck_collection_due_after_sent")),
        sa.CheckConstraint(
            "returned_on >= happened_on", name=op.f("ck_collection_returned_after_sent")
        ),
        sa.CheckConstraint(
            "remind_days BETWEEN 0 AND 365", name=op.f("ck_collection_reminder_in_a_year")
        ),
        sa.CheckConstraint(
            "(status = 'returned') = (returned_on IS NOT NULL)",
            name=op.f("ck_collection_returned_has_day"),
        ),
        sa.CheckConstraint(
            "status <> 'given_up' OR given_up_on IS NOT NULL",
            name=op.f("ck_collection_given_up_has_day"),
        ),
        sa.CheckConstraint(
            "(sha256 IS NULL) = (file_name IS NULL) AND (sha256 IS NULL) = (size IS NULL)",
            name=op.f("ck_collection_file_is_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_collection_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_collection_customer_id_customer")
        ),
        sa.ForeignKeyConstraint(
            ["handler_id"], ["ab_user.id"], name=op.f("fk_collection_handler_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["stored_file.sha256"], name=op.f("fk_collection_sha256_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection")),
        sa.UniqueConstraint("number", name=op.f("uq_collection_number")),
    )
    op.create_index(op.f("ix_collection_contact_id"), "collection", ["contact_id"])
    op.create_index(op.f("ix_collection_sha256"), "collection", ["sha256"])
    op.create_index("ix_collection_customer", "collection", ["customer_id", "id"])
    op.create_index("ix_collection_happened", "collection", ["happened_on", "id"])
    op.create_index("ix_collection_due", "collection", ["due_on", "id"])
    op.create_index(
        "ix_collection_remind", "collection", ["handler_id", "status", "remind_on", "id"]
    )


def downgrade() -> None:
    op.drop_table("collection")
