"""Add tax, type of invoice, sales region and delivery status to trade."""

import sqlalchemy as sa
from alembic import op

revision = "0191"
down_revision = "0181"
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = "fk_trade_transaction_sales_region_id_dictionary_word"
WORDS = ("customer_source", "occupation", "product_category")
INVOICES = ("vat_special", "vat_general", "receipt")
STATES = ("pending", "partial", "done")
CHECKS = {
    "ck_trade_transaction_tax_has_its_sign": (
        "tax_amount = 0 OR (tax_amount < 0) = (kind = 'goods_return')"
    ),
    "ck_trade_transaction_delivered_on_a_day": (
        "delivery_status <> 'done' OR delivered_on IS NOT NULL"
    ),
    "ck_trade_transaction_delivered_says_so": (
        "delivered_on IS NULL OR (delivery_status IS NOT NULL AND delivery_status <> 'pending')"
    ),
}
CHOICES = {"invoice_type": ("invoicetype", INVOICES), "delivery_status": ("deliverystatus", STATES)}


def _dictionaries(*more: str) -> None:
    """The vocabularies there are, as the column's own check says."""
    told = sa.column("dictionary").in_([*WORDS, *more])
    with op.batch_alter_table("dictionary_word") as table:
        table.drop_constraint(op.f("ck_dictionary_word_dictionary"), type_="check")
        table.create_check_constraint(op.f("ck_dictionary_word_dictionary"), told)


def upgrade() -> None:
    _dictionaries("sales_region")
    with op.batch_alter_table("trade_transaction") as table:
        table.add_column(sa.Column("tax_amount", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("sales_region_id", LONG, nullable=True))
        for name, (kind, words) in CHOICES.items():
            told = sa.Enum(*words, name=kind, native_enum=False, length=32)
            table.add_column(sa.Column(name, told, nullable=True))
            table.create_check_constraint(
                op.f(f"ck_trade_transaction_{kind}"), sa.column(name).in_(words)
            )
        table.create_foreign_key(op.f(KEY), "dictionary_word", ["sales_region_id"], ["id"])
        table.create_index("ix_trade_transaction_delivery", ["delivery_status", "id"])
        table.create_index("ix_trade_transaction_region", ["sales_region_id", "id"])
    op.execute("UPDATE trade_transaction SET delivery_status = 'done' WHERE delivered_on IS NOT NULL")
    with op.batch_alter_table("trade_transaction") as table:
        for name, text in CHECKS.items():
            table.create_check_constraint(op.f(name), text)


def downgrade() -> None:
    with op.batch_alter_table("trade_transaction") as table:
        for name in CHECKS:
            table.drop_constraint(op.f(name), type_="check")
        for name in ("ix_trade_transaction_region", "ix_trade_transaction_delivery"):
            table.drop_index(name)
        table.drop_constraint(op.f(KEY), type_="foreignkey")
        for name, (kind, _words) in CHOICES.items():
            table.drop_constraint(op.f(f"ck_trade_transaction_{kind}"), type_="check")
            table.drop_column(name)
        for name in ("sales_region_id", "tax_amount"):
            table.drop_column(name)
    op.execute("DELETE FROM dictionary_word WHERE dictionary = 'sales_region'")
    _dictionaries()
