"""What hangs on a customer, as tabs of its page."""

from collections.abc import Callable

from flask import flash, request, url_for
from flask_login import current_user
from wtforms.validators import InputRequired, Optional

from app.core.asking import Plan
from app.core.children import Child
from app.core.db import db
from app.core.fields import CheckedField
from app.core.remote_fields import CodeLookupField
from app.core.screens import Interface, seen
from app.core.steps import Step
from app.core.words import N_, RuleError
from app.customers import choices
from app.customers.billing import BILLING, CustomerBilling
from app.customers.entry_screens import OnDuty
from app.customers.headings import CustomerHeading
from app.customers.identifiers import account_warning, iban_problem
from app.customers.keeping import KEPT, KEPT_LABELS, Kept
from app.customers.models import Customer
from app.customers.parts import BankAccount, CustomerAddress, FormerName, InvoiceTitle
from app.customers.phones import read_phone
from app.customers.rules import CustomerKind
from app.customers.spelling import normalise
from app.security.reveal import MONEY, REACH, Revealing


def check_account(text: str) -> None:
    """5 to 34 letters and digits: an account at a bank, or an IBAN."""
    number = normalise(text)
    if not (number.isascii() and number.isalnum() and 5 <= len(number) <= 34):  # noqa: PLR2004
        raise RuleError(N_("An account number has 5 to 34 digits or letters."))
    if problem := iban_problem(number):
        raise RuleError(problem)


def taking_back(verb: Callable[..., None], confirm: N_) -> Step:
    """The step that voids a line below a customer, for a reason."""
    return Step("void", N_("Take back"), "trash", "can_void", verb, lambda line: True, confirm,
                asks_reason=True, tone="danger")  # fmt: skip


class PartView(Kept, Revealing, Child):
    """Lines below a customer: added, corrected, taken back with a reason."""

    base_permissions = [
        "can_list", "can_show", "can_add", "can_edit", "can_void", "can_reveal", "can_export",
    ]  # fmt: skip
    parent = Customer
    steps = (taking_back(lambda c, by, why: c.void(by, why), N_("Take this line back?")),)

    def field(self, name):
        told = {"label": self.labels[name], "description": self.help_texts.get(name, "")}
        if name == "account":
            must = InputRequired() if self.plan.entity is BankAccount else Optional()
            return CheckedField(validators=[must], check=check_account, **told)
        if name == "phone":
            return CheckedField(validators=[Optional()], check=read_phone, **told)
        if name in {"currency", "region_code"}:
            table = "currency" if name == "currency" else "region"
            return CodeLookupField(
                validators=[InputRequired() if name == "currency" else Optional()],
                url=f"/customers/codes/{table}",
                find=lambda code: choices.name_of(table, code),
                **told,
            )
        return super().field(name)

    def value(self, record, name):
        told = super().value(record, name)
        return choices.region_name(told) if name == "region_code" else told


def _plan(entity, *columns):
    """All columns of a line, and whose it is, by which a customer's own are told apart."""
    return Plan(
        entity=entity,
        columns=("customer_id", *columns),
        filters=("customer_id",),
        orders=("id",),
        search=(),
        labels={"customer_id": (CustomerHeading, lambda: CustomerHeading.name)},
    )


class FormerNameView(PartView):
    """曾用名."""

    datamodel = Interface(FormerName)
    route_base = "/former-names"
    class_permission_name = "FormerNames"
    menu_name, record_word = N_("Former names"), N_("Former name")
    labels = {
        "name": N_("Former name"),
        "from_on": N_("From"),
        "to_on": N_("Until"),
        "reason": N_("Reason for the change"),
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
        **KEPT_LABELS,
    }
    lines = ("name", "from_on", "to_on", "reason")
    plan = _plan(FormerName, *lines)
    form_sections = ((N_("Former name"), lines),)
    sections = (*form_sections, KEPT)


class AddressView(PartView):
    """地址."""

    datamodel = Interface(CustomerAddress)
    route_base = "/addresses"
    class_permission_name = "Addresses"
    menu_name, record_word = N_("Addresses"), N_("Address")
    labels = {
        "kind": N_("Kind of address"),
        "region_code": N_("Administrative division"),
        "address": N_("Address"),
        "postcode": N_("Postcode"),
        "recipient": N_("Recipient"),
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
        **KEPT_LABELS,
    }
    plan = _plan(CustomerAddress, "kind", "region_code", "address", "postcode", "recipient")
    lines = ("address", "kind", "postcode")
    form_sections = ((N_("Address"), plan.columns[1:]),)
    sections = (*form_sections, KEPT)
    reveals = {"recipient": REACH}


class OfHeading(OnDuty, Child):
    """On a customer's page and on its heading's alike: the department on duty sees the latter."""

    parent = CustomerHeading

    def home_of(self, record):
        number = getattr(record, self.parent_key) if record else request.args.get("for", "0")
        full = db.session.scalar(seen(Customer, str(number)))
        screen = "CustomerView" if full else "HeadingView"
        return url_for(f"{screen}.show", pk=number, _anchor=self.key())


class BillingPart(OfHeading, PartView):
    """Invoice titles and accounts: the department on duty enters them everywhere (S1.5)."""


class InvoiceTitleView(BillingPart):
    """开票抬头."""

    datamodel = Interface(InvoiceTitle)
    route_base = "/invoice-titles"
    class_permission_name = "InvoiceTitles"
    menu_name, record_word = N_("Invoice titles"), N_("Invoice title")
    labels = {
        "kind": N_("Kind of title"),
        "title": N_("Title"),
        "tax_number": N_("Tax number"),
        "address": N_("Address"),
        "phone": N_("Telephone"),
        "bank": N_("Bank"),
        "account": N_("Account number"),
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
        **KEPT_LABELS,
    }
    plan = _plan(InvoiceTitle, "kind", "title", "tax_number", "address", "phone", "bank", "account")
    lines = ("title", "kind", "tax_number", "bank", "account")
    form_sections = ((N_("Invoice title"), plan.columns[1:]),)
    sections = (*form_sections, KEPT)
    reveals = {"account": MONEY}


class BankAccountView(BillingPart):
    """银行账户."""

    datamodel = Interface(BankAccount)
    route_base = "/bank-accounts"
    class_permission_name = "BankAccounts"
    menu_name, record_word = N_("Bank accounts"), N_("Bank account")
    labels = {
        "holder": N_("Account holder"),
        "bank": N_("Bank"),
        "account": N_("Account number"),
        "currency": N_("Currency"),
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
        **KEPT_LABELS,
    }
    plan = _plan(BankAccount, "holder", "bank", "account", "currency")
    lines = ("bank", "account", "holder", "currency")
    form_sections = ((N_("Bank account"), plan.columns[1:]),)
    sections = (*form_sections, KEPT)
    reveals = {"account": MONEY}

    def after_saving(self, record):
        """A doubt is told beside, for the line is saved."""
        is_person = record.customer.kind is CustomerKind.individual
        typed = request.form.get("account", "")
        doubt = None if "*" in typed else account_warning(typed, is_person=is_person)
        if doubt:
            flash(str(doubt), "warning")
        return super().after_saving(record)


class BillingDataView(OfHeading):
    """结算信息: the columns of the customer itself that belong to billing."""

    datamodel = Interface(CustomerBilling)
    route_base = "/billing-data"
    class_permission_name = "InvoiceTitles"
    base_permissions = ["can_list", "can_show", "can_edit", "can_export"]
    parent_key = "id"
    menu_name, record_word = N_("Billing data"), N_("Billing data")
    labels = {
        "id": N_("Customer"),
        "name": N_("Customer"),
        "trading_currency": N_("Trading currency"),
    }
    plan = Plan(
        entity=CustomerBilling,
        columns=("name", *BILLING),
        filters=("id",),
        orders=("id",),
        search=(),
    )
    lines = ("name", *BILLING)
    sections = ((N_("Billing data"), lines),)
    form_sections = ((N_("Billing data"), BILLING),)

    def field(self, name):
        return CodeLookupField(
            self.labels[name],
            validators=[Optional()],
            url="/customers/codes/currency",
            find=lambda code: choices.name_of("currency", code),
        )

    def adds_of(self, parent):
        return []

    def write_old(self, form, record):
        super().write_old(form, record)
        record.score_anew(db.session())

    def pre_update(self, item):
        """Its columns need no other checks than the form's."""
        item.note_change(current_user.id)

    def value(self, record, name):
        told = getattr(record, name)
        return told if name == "name" else choices.name_of("currency", told) or told

    def meta(self, record):
        return [{"icon": "id", "text": record.number}]
