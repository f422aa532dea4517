"""On a contract's page: its lines, and how what they come to agrees with its amount."""

from wtforms.validators import Optional

from app.contracts.approval_rules import ContractApproval
from app.contracts.line_rules import gap
from app.contracts.lines import ContractLine, last_places, sum_of, touch
from app.contracts.models import Contract
from app.contracts.rules import ContractStage
from app.contracts.trade import Product
from app.contracts.views.approval import stands
from app.core.asking import Plan
from app.core.children import Child
from app.core.db import db
from app.core.fields import ExactField, WholeField
from app.core.lookup import seen_by_number
from app.core.pages import show
from app.core.remote_fields import RemoteField
from app.core.screens import Interface
from app.core.words import N_
from app.customers.entry_screens import OnDuty, void_step

WHAT = ("product", "description", "quantity", "unit", "price", "discount", "tax_rate")


def is_open(contract):
    """Whether its lines may change now."""
    is_draft = contract.stage is ContractStage.drafted
    return is_draft and stands(contract) is not ContractApproval.waiting


def lines_fact(contract):
    """What its lines come to, beside its amount, and by how much they differ; nothing of none."""
    count, total = sum_of(db.session(), contract.id)
    if not count:
        return []
    told = f"{show(total)} {contract.currency}"
    if left := gap(contract.amount, total):
        word = N_("%(total)s – differs from the amount by %(gap)s")
        told = str(word) % {"total": told, "gap": show(abs(left))}
    return [{"label": str(N_("Lines together")), "value": told}]


def take_back(line, by, reason):
    """A line of a draft."""
    touch(db.session(), line.contract)
    line.void(by, reason)


class ContractLineView(OnDuty, Child):
    """On a contract's page: its lines, until it is signed."""

    base_permissions = ["can_list", "can_show", "can_add", "can_edit", "can_void", "can_export"]
    datamodel = Interface(ContractLine)
    route_base = "/contract-lines"
    class_permission_name = "ContractLines"
    parent, parent_key = Contract, "contract_id"
    parent_screen = "ContractView"
    menu_name, record_word = N_("Contract lines"), N_("Contract line")
    labels = {
        "contract": N_("Contract"),
        "contract_id": N_("Contract"),
        "position": N_("Line number"),
        "product": N_("Product"),
        "product_id": N_("Product"),
        "description": N_("Name and specification"),
        "quantity": N_("Quantity"),
        "unit": N_("Unit"),
        "price": N_("Price, tax included"),
        "discount": N_("Discount"),
        "tax_rate": N_("Tax rate"),
        "exact": N_("Exact amount"),
        "amount": N_("Amount"),
    }
    help_texts = {
        "position": N_("Left empty, it comes last."),
        "description": N_("What it is, if it is no product of the list."),
        "discount": N_("0.15 is fifteen per cent off."),
        "tax_rate": N_("0.13 is thirteen per cent; the price contains it."),
    }
    plan = Plan(
        entity=ContractLine,
        columns=("contract_id", "position", "product_id", "description", "quantity", "unit",
                 "price", "discount", "tax_rate", "amount"),
        filters=("contract_id", "product_id"),
        orders=("id",),
        search=(),
        labels={
            "contract_id": (Contract, lambda: Contract.number),
            "product_id": (Product, lambda: Product.name),
        },
    )  # fmt: skip
    lines = ("position", *WHAT, "amount")
    form_sections = ((N_("Contract line"), (*WHAT, "position")),)
    sections = ((N_("Contract line"), ("contract", *form_sections[0][1], "exact", "amount")),)
    cells = {}
    steps = (
        void_step(N_("Take this line back? The sum follows."), take_back)._replace(
            fits=lambda line: is_open(line.contract)
        ),
    )

    def field(self, name):
        told = {"label": self.labels[name], "description": self.help_texts.get(name, "")}
        if name == "product":
            find = seen_by_number(Product)
            return RemoteField(validators=[Optional()], url="/products/find", find=find, **told)
        if name == "discount":  # Empty rather than a zero to type over.
            return ExactField(validators=[Optional()], **told)
        if name == "position":
            return WholeField(validators=[Optional()], **told)
        return super().field(name)

    def new_record(self, variant):
        record = super().new_record(variant)
        record.contract = db.session.get(Contract, record.contract_id)
        return record

    def pre_add(self, item):
        session, above = db.session(), item.contract_id
        with session.no_autoflush:  # An emptied discount is none until the rules have seen it.
            if item.position is None:
                item.position = last_places(session, [above])[above] + 1
            item.check_facts()
            touch(session, item.contract)

    def pre_update(self, item):
        self.pre_add(item)

    def is_open(self, record):
        return is_open(record.contract)

    def lines_of(self, parent):
        entity = self.plan.entity
        return super().lines_of(parent).order_by(None).order_by(entity.position, entity.id)

    def adds_of(self, parent):
        return super().adds_of(parent) if is_open(parent) else []

    def notes_of(self, parent):
        """What they come to, and that they are what was signed."""
        facts = [f"{fact['label']}: {fact['value']}" for fact in lines_fact(parent)]
        if parent.stage is not ContractStage.drafted:
            facts.append(str(N_("A signed contract's lines change by a new version of it.")))
        return facts
