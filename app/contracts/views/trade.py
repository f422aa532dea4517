"""采集 › 交易: orders and returns with their lines, exact to the last decimal."""

from flask import request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from wtforms.validators import InputRequired, Optional

from app.contracts.models import Contract
from app.contracts.resting import void_free
from app.contracts.trade import Product, Transaction, TransactionLine
from app.contracts.trade_rules import TradeKind, is_more_than
from app.contracts.views.agreements import CUSTOMER
from app.core.asking import Plan
from app.core.children import Child
from app.core.clock import today
from app.core.db import db
from app.core.fields import ExactField
from app.core.lookup import lookup_results, seen_by_number, typed_text
from app.core.remote_fields import RemoteField
from app.core.screens import Interface
from app.core.values import id_told
from app.core.words import N_
from app.customers.entries import entered_of
from app.customers.entry_screens import PEOPLE, Entries, OnDuty, Related, Shown, void_step
from app.dictionaries.finding import word_of, words_of
from app.dictionaries.models import Dictionary, DictionaryWord, word_name

TAX_ABOVE = N_("The tax in it is more than its lines come to.")


class TransactionView(Entries):
    """采集 › 交易."""

    datamodel = Interface(Transaction)
    route_base = "/transactions"
    class_permission_name = "Transactions"
    menu_name, menu_icon, record_word = N_("Transactions"), "receipt", N_("Transaction")
    labels = {
        "number": N_("Transaction number"),
        "source_no": N_("Number in its source"),
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
        "contract": N_("Contract"),
        "returns": N_("Returned from"),
        "returns_id": N_("Returned from"),
        "happened_on": N_("Date of trade"),
        "kind": N_("Kind of trade"),
        "currency": N_("Currency"),
        "rate": N_("Rate to CNY"),
        "exact": N_("Exact amount"),
        "amount": N_("Amount"),
        "tax_amount": N_("Tax in it"),
        "salesperson": N_("Salesperson"),
        "sales_region": N_("Sales region"),
        "sales_region_id": N_("Sales region"),
        "delivery_status": N_("Delivery status"),
        "delivered_on": N_("Delivered on"),
        "invoice_no": N_("Invoice number"),
        "invoice_type": N_("Type of invoice"),
        "remark": N_("Remark"),
        "created_at": N_("Entered at"),
    }
    help_texts = {
        "number": N_("Left empty, it is numbered by the archive."),
        "rate": N_("How many yuan one unit was worth; only for foreign currencies."),
        "tax_amount": N_("As the invoice states it; the amount holds it already."),
        "returns": N_("Of a return: the sale it comes from, if known."),
        "delivery_status": N_("Left empty, a day of delivery makes it delivered."),
    }
    plan = Plan(
        entity=Transaction,
        columns=("number", "customer_id", "happened_on", "kind", "amount", "currency",
                 "created_at"),
        filters=("number", "customer_id", "happened_on", "kind", "amount", "currency",
                 "delivery_status", "sales_region_id", "source_no", "invoice_no", "created_at"),
        orders=("id", "happened_on"),
        search=Transaction.__search__,
        labels={**CUSTOMER, "sales_region_id": (DictionaryWord, word_name)},
        more=("source_no", "exact", "rate", "tax_amount", "sales_region_id", "delivery_status",
              "delivered_on", "invoice_no", "invoice_type"),
    )  # fmt: skip
    references = {**Entries.references, "sales_region_id": "/transactions/regions"}
    facets, badges = ("kind",), ("kind",)
    tones = {
        TradeKind.sale: "green",
        TradeKind.goods_return: "amber",
        TradeKind.exchange: "blue",
        TradeKind.service: "teal",
    }
    search_hint = N_("Number, source number, invoice number")
    choices = {
        "contract": (Contract, "/contracts/find"),
        "returns": (Transaction, "/transactions/find"),
        "salesperson": PEOPLE,
    }
    form_sections = (
        (
            N_("Transaction"),
            ("customer", "number", "happened_on", "kind", "returns", "contract", "salesperson",
             "sales_region", "source_no"),
        ),
        (N_("Money"), ("currency", "rate", "tax_amount", "invoice_type", "invoice_no")),
        (N_("Delivery of goods"), ("delivery_status", "delivered_on", "remark")),
    )  # fmt: skip
    sections = (
        (
            N_("Transaction"),
            ("customer", "happened_on", "kind", "returns", "contract", "salesperson",
             "sales_region", "source_no"),
        ),
        (
            N_("Money"),
            ("amount", "exact", "tax_amount", "currency", "rate", "invoice_type", "invoice_no"),
        ),
        (N_("Delivery of goods"), ("delivery_status", "delivered_on", "remark")),
    )  # fmt: skip
    clashes = {
        "number": N_("This number is already in use."),
        "source_no": N_("A transaction with this source number is already there."),
    }
    cells = {
        "created_at": entered_of,
    }
    steps = (
        void_step(N_("Take this transaction back? Its number is never used again."), void_free),
    )

    def field(self, name):
        if name == "tax_amount":
            return ExactField(self.labels[name], validators=[Optional()], places=2, is_signed=True,
                              description=self.help_texts[name])  # fmt: skip
        if name == "sales_region":
            return RemoteField(self.labels[name], validators=[Optional()],
                               url="/transactions/regions",
                               find=word_of(Dictionary.sales_region))  # fmt: skip
        return super().field(name)

    def notice(self, record):
        """The tax is typed before the lines are: only then are the two compared."""
        if is_more_than(record.tax_amount, record.amount) and record.amount:
            return {"tone": "amber", "text": str(TAX_ABOVE)}
        return super().notice(record)

    @expose("/regions")
    @has_access
    @permission_name("list")
    def regions(self):
        return lookup_results(words_of(Dictionary.sales_region, typed_text()))

    def prefill_new(self, form):
        super().prefill_new(form)
        form.happened_on.data = today()
        prefill_contract(form)

    def after_saving(self, record):
        """A new one leads to its first line: without lines it is worth nothing."""
        if request.path.endswith("/add") and request.form.get("_then") != "new":
            return url_for("TransactionLineView.add", **{"for": record.id})
        return super().after_saving(record)


def prefill_contract(form):
    """``?contract=`` names the contract, and with it the customer."""
    if number := id_told(request.args.get("contract")):
        contract = seen_by_number(Contract)(number)
        form.contract.data = contract
        if contract:
            form.customer.data, form.currency.data = contract.customer, contract.currency


class TransactionLineView(OnDuty, Child):
    """On a transaction's page: its lines; each change is taken into its sums."""

    base_permissions = ["can_list", "can_show", "can_add", "can_void", "can_export"]
    datamodel = Interface(TransactionLine)
    route_base = "/transaction-lines"
    class_permission_name = "TransactionLines"
    parent, parent_key = Transaction, "transaction_id"
    parent_screen = "TransactionView"
    menu_name, record_word = N_("Lines"), N_("Transaction line")
    labels = {
        "product": N_("Product"),
        "product_id": N_("Product"),
        "description": N_("Description"),
        "quantity": N_("Quantity"),
        "unit": N_("Unit"),
        "price": N_("Price"),
        "discount": N_("Discount"),
        "exact": N_("Exact amount"),
        "amount": N_("Amount"),
        "transaction": N_("Transaction"),
        "transaction_id": N_("Transaction"),
    }
    help_texts = {
        "discount": N_("0.15 is fifteen per cent off."),
        "quantity": N_("Of a return below zero."),
        "description": N_("What it was, if it is no product of the list."),
    }
    plan = Plan(
        entity=TransactionLine,
        columns=("transaction_id", "product_id", "description", "quantity", "unit", "price",
                 "discount", "exact", "amount"),
        filters=("transaction_id", "product_id"),
        orders=("id",),
        search=(),
        labels={
            "transaction_id": (Transaction, lambda: Transaction.number),
            "product_id": (Product, lambda: Product.name),
        },
    )  # fmt: skip
    lines = ("product", "description", "quantity", "unit", "price", "discount", "amount")
    form_sections = (
        (
            N_("Transaction line"),
            ("product", "description", "quantity", "unit", "price", "discount"),
        ),
    )
    sections = ((N_("Transaction line"), (*form_sections[0][1], "exact", "amount")),)
    steps = (void_step(N_("Take this line back? The sums follow.")),)

    def field(self, name):
        told = {"label": self.labels[name], "description": self.help_texts.get(name, "")}
        if name == "product":
            find = seen_by_number(Product)
            return RemoteField(validators=[Optional()], url="/products/find", find=find, **told)
        if name == "quantity":  # Of what comes back it is below zero.
            return ExactField(validators=[InputRequired()], is_signed=True, **told)
        if name == "discount":  # Empty rather than a zero to type over.
            return ExactField(validators=[Optional()], **told)
        return super().field(name)

    def pre_add(self, item):
        above = db.session.get(Transaction, item.transaction_id)
        item.take_product()
        item.price_it(above.kind)
        above.count(item)


class CustomerTransactionView(Related):
    """On a customer's page: what it bought."""

    datamodel = Interface(Transaction)
    route_base = "/customer-transactions"
    class_permission_name, main = "Transactions", "TransactionView"
    menu_name, record_word = N_("Transactions"), N_("Transaction")
    labels, plan, cells = TransactionView.labels, TransactionView.plan, TransactionView.cells
    badges, tones = TransactionView.badges, TransactionView.tones
    lines = ("number", "happened_on", "kind", "amount", "currency", "created_at")


class ReturnView(Shown, CustomerTransactionView):
    """On a sale's page: what of it came back."""

    route_base = "/transaction-returns"
    parent, parent_key, parent_screen = Transaction, "returns_id", "TransactionView"
    menu_name = N_("Returns")


class ContractTransactionView(CustomerTransactionView):
    """On a contract's page: what was traded under it."""

    route_base = "/contract-transactions"
    parent, parent_key, parent_screen = Contract, "contract_id", "ContractView"
    asks = "contract"
