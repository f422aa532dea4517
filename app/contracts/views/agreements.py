"""采集 › 合作项目, 合同: what was agreed, in which version, and how much of it came in."""

from flask import g, request
from flask_login import current_user
from wtforms.validators import Optional

from app.contracts import approving
from app.contracts.approval_rules import ContractApproval
from app.contracts.correction_rules import check_superseding
from app.contracts.lines import carry_over
from app.contracts.models import Contract, Project
from app.contracts.resting import void_free
from app.contracts.rules import (
    LIVING,
    NEXT,
    NOT_STATED,
    ContractStage,
    ContractStep,
)
from app.contracts.views.agreement_layout import DAYS, FORM_SECTIONS, HELP, LABELS, SECTIONS
from app.contracts.views.approval import (
    approval_fact,
    approval_notice,
    asks_approval,
    may_be_signed,
    request_link,
    stands,
)
from app.contracts.views.balance import money_facts
from app.contracts.views.projects import CUSTOMER
from app.core.asking import Plan
from app.core.clock import now, today
from app.core.db import db
from app.core.fields import PartialDayField
from app.core.lookup import seen_by_number
from app.core.pages import show
from app.core.partial import is_whole, last_day
from app.core.screens import Interface
from app.core.steps import Step
from app.core.values import id_told
from app.core.words import N_
from app.customers.contacts import Contact
from app.customers.entries import entered
from app.customers.entry_screens import PEOPLE, Entries, Related, Shown, void_step


def partial_day(kept):
    """A date, and where it is not whole, that it is not."""
    if not kept:
        return str(NOT_STATED)
    return kept if is_whole(kept) else str(N_("%(day)s (in part)")) % {"day": kept}


def _stepping(step):
    return lambda contract: (contract.stage, step) in NEXT


def _step(step, icon, question, tone="light"):
    return Step(step.name, step.value, icon, "can_edit", lambda c, by, why: c.move(step),
                _stepping(step), question, tone=tone)  # fmt: skip


def _entered(row):
    """After its signing, as far as its day is known: a month counts from its end."""
    return entered(last_day(getattr(row, "signed_on", None)), row.created_at)


class ContractView(Entries):
    """采集 › 合同."""

    datamodel = Interface(Contract)
    route_base = "/contracts"
    class_permission_name = "Contracts"
    menu_name, menu_icon, record_word = N_("Contracts"), "file-text", N_("Contract")
    labels, help_texts = LABELS, HELP
    plan = Plan(
        entity=Contract,
        columns=(
            "number", "name", "customer_id", "stage", "signed_on", "end_on", "amount", "currency",
            "created_at",
        ),
        filters=("name", "number", "customer_id", "stage", "in_approval", "type", "amount",
                 "currency", "remind_on", "expires_on", "original_place", "original_keeper",
                 "created_at"),
        orders=("id",),
        search=Contract.__search__,
        labels=CUSTOMER,
        more=("type", "source_no", "start_on", "is_perpetual", "remind_on", "expires_on",
              "customer_signatory", "original_count", "copy_count", "original_place",
              "original_keeper"),
        needs={"created_at": ("signed_on",)},
    )  # fmt: skip
    facets, badges = ("stage", "in_approval", "type"), ("stage",)
    palette = ("name", "number")
    tones = {
        ContractStage.drafted: "gray",
        ContractStage.signed: "blue",
        ContractStage.performing: "teal",
        ContractStage.completed: "green",
        ContractStage.superseded: "gray",
    }
    search_hint = N_("Number, name, signatory")
    choices = {
        "project": (Project, "/projects/find"),
        "supersedes": (Contract, "/contracts/find"),
        "signatory": (Contact, "/contacts/others"),
        "company_signatory": PEOPLE,
    }
    form_sections, sections = FORM_SECTIONS, SECTIONS
    clashes = {
        "number": N_("This number is already in use."),
        "source_no": N_("A contract with this source number is already there."),
        "supersedes_id": N_("This contract has already been superseded."),
        "uq_contract_successor": N_("This contract has already been superseded."),
    }
    cells = {
        "signed_on": lambda row: partial_day(row.signed_on),
        "start_on": lambda row: partial_day(row.start_on),
        "end_on": lambda row: partial_day(row.end_on),
        "amount": lambda row: str(NOT_STATED) if row.amount is None else show(row.amount),
        "created_at": _entered,
    }
    steps = (
        Step(
            "ask",
            N_("Ask for approval"),
            "send",
            "can_edit",
            lambda c, by, why: approving.ask(db.session(), c, by, why, now()),
            asks_approval,
            N_(
                "Lay it before whoever decides? Say what for. With its day of signing stated, it"
                " takes effect as soon as it is approved."
            ),
            asks_reason=True,
            tone="primary",
        ),
        Step(
            ContractStep.sign.name,
            ContractStep.sign.value,
            "signature",
            "can_edit",
            lambda c, by, why: approving.sign(db.session(), c),
            may_be_signed,
            N_("Has it been signed? What is still owed under the version before moves to it."),
            tone="primary",
        ),
        _step(ContractStep.start, "player-play", N_("Is it being performed now?"), "primary"),
        _step(ContractStep.complete, "check", N_("Is all of it done and paid?")),
        void_step(N_("Take this contract back? Its number is never used again."), void_free),
    )

    def field(self, name):
        told = {"label": self.labels[name], "description": self.help_texts.get(name, "")}
        if name in DAYS:
            return PartialDayField(validators=[Optional()], **told)
        return super().field(name)

    def prefill_new(self, form):
        """``?version=`` starts the next version of a contract from the one before."""
        super().prefill_new(form)
        form.company_signatory.data = current_user._get_current_object()
        number = id_told(request.args.get("version"))
        if number and (old := seen_by_number(Contract)(number)):
            for name in ("customer", "name", "type", "project", "currency", "rate", "amount",
                         "payment_terms", "renewal", "remind_days"):  # fmt: skip
                form[name].data = getattr(old, name)
            form.supersedes.data = old

    def pre_add(self, item):
        if item.supersedes:
            check_superseding(item.supersedes.stage)
        super().pre_add(item)
        if item.supersedes:
            carry_over(db.session(), item.supersedes.id, item)

    def write_old(self, form, record):
        approving.check_open(db.session(), record)
        super().write_old(form, record)

    def is_open(self, record):
        return stands(record) is not ContractApproval.waiting

    def after_step(self, records):
        """Asking for approval changes how it stands, not the contract itself."""
        g.pop("contract_stands", None)
        return super().after_step(records)

    def links(self, record):
        links = [*super().links(record)]
        links.append(request_link(record))
        if self.may("can_add") and _stepping(ContractStep.supersede)(record):
            url = f"{self.route_base}/add?version={record.id}"
            links.append({"url": url, "icon": "versions", "label": str(N_("New version"))})
        return links

    def facts(self, record):
        """What of it is owed, and what came in, each currency by itself."""
        return [*money_facts(record), *approval_fact(record)]

    def notice(self, record):
        if told := approval_notice(record):
            return told
        end = last_day(record.end_on)
        if end and record.remind_on <= today() and record.stage in LIVING:
            told = N_("Ended on %(day)s.") if end < today() else N_("Ends on %(day)s.")
            return {"tone": "amber", "text": str(told) % {"day": end}}
        return None


class CustomerContractView(Related):
    """On a customer's page: its contracts."""

    datamodel = Interface(Contract)
    route_base = "/customer-contracts"
    class_permission_name, main = "Contracts", "ContractView"
    menu_name, record_word = N_("Contracts"), N_("Contract")
    labels, plan, cells = ContractView.labels, ContractView.plan, ContractView.cells
    badges, tones = ContractView.badges, ContractView.tones
    lines = ("number", "name", "stage", "signed_on", "end_on", "amount", "currency", "created_at")


class ContractVersionView(CustomerContractView):
    """On a contract's page: what took its place."""

    route_base = "/contract-versions"
    parent, parent_key, parent_screen = Contract, "supersedes_id", "ContractView"
    menu_name, asks = N_("Later versions"), "version"


class ProjectContractView(Shown, CustomerContractView):
    """On a project's page: what was agreed for it."""

    route_base = "/project-contracts"
    parent, parent_key, parent_screen = Project, "project_id", "ProjectView"
