"""The customer register on screen: list, file page, a form for each kind, steps to the file."""

from typing import Any

from flask import abort, request, url_for
from flask_login import current_user

from app.core.db import db
from app.core.field_checks import Checking
from app.core.screens import Interface, Screen
from app.core.steps import Step
from app.core.words import N_
from app.customers import choices, passage
from app.customers.due_links import due_link
from app.customers.form_views import Asking
from app.customers.groups import check_parent
from app.customers.guidance import TO_WHOM, Guided
from app.customers.labels import HELP, LABELS
from app.customers.layout import CELLS, FORMS, PLAN, TONES, page_of
from app.customers.models import Customer, new_numbers
from app.customers.rules import NEXT, CustomerKind, EntryStatus, TimeStatus
from app.customers.rules import Step as Move
from app.customers.stages import follow
from app.security.actor import actor
from app.security.reveal import IDENTITY, REACH, Revealing
from app.security.rules import Reach


def _can(move: Move) -> Any:
    """Whether a file is at this point; nobody is offered to decide on what they made."""

    def fits(customer: Any) -> bool:
        is_theirs = move is not Move.submit and customer.is_made_by(current_user.id)
        return (customer.entry_status, move) in NEXT and not is_theirs

    return fits


class CustomerView(Guided, Revealing, Asking, Checking, Screen):
    """登记 › 客户."""

    datamodel = Interface(Customer)
    route_base = "/customers"
    class_permission_name = "Customers"
    base_permissions = [
        "can_list",
        "can_show",
        "can_add",
        "can_edit",
        "can_history",
        "can_review",
        "can_file",
        "can_void",
        "can_export",
        "can_reveal",
        "can_hand_over",
    ]
    menu_name, menu_icon = N_("Customers"), "building"
    record_word = N_("Customer")
    plan, cells = PLAN, CELLS
    number_column = "number"
    labels = LABELS
    help_texts = HELP
    references = {
        "department_id": "/customers/departments",
        "account_manager_id": "/customers/people",
        "source_id": "/customers/words/customer_source",
        "parent_id": "/customers/others",
    }
    beside = (Customer.department, Customer.account_manager)
    palette = ("name", "number")
    facets = ("entry_status", "time_status", "kind", "security", "verification")
    badges = ("entry_status", "time_status", "verification")
    tones = {
        EntryStatus.draft: "gray",
        EntryStatus.submitted: "blue",
        EntryStatus.returned: "red",
        EntryStatus.reviewed: "teal",
        EntryStatus.filed: "green",
        TimeStatus.prospective: "blue",
        TimeStatus.active: "green",
        TimeStatus.dormant: "amber",
        TimeStatus.lost: "red",
        **TONES,
    }
    search_hint = N_("Name, number, pinyin, initials, credit code")
    clashes = {
        "uscc": N_("This credit code is already registered. Ask the archive room."),
        "id_no": N_("This document number is already registered. Ask the archive room."),
    }
    reveals = {
        "id_no": IDENTITY,
        "birthday": IDENTITY,
        "mobile": REACH,
        "private_phone": REACH,
        "wechat": REACH,
        "email": REACH,
        "address": REACH,
        "qq": REACH,
    }
    list_links = (
        *Guided.list_links,
        due_link("CustomerView", "verify_due_on", N_("To be verified")),
    )
    form_sections = FORMS["enterprise"]
    sections = page_of("enterprise")
    steps = (
        Step("submit", N_("Submit"), "send", "can_edit", lambda c, by, why: passage.submit(c, by),
             _can(Move.submit), N_("Submit for review?"), tone="primary"),
        Step("review", N_("Pass review"), "check", "can_review",
             lambda c, by, why: passage.review(c, by), _can(Move.review), N_("Pass the review?"),
             tone="primary"),
        Step("send_back", N_("Send back"), "arrow-back-up", "can_review",
             lambda c, by, why: c.send_back(by, why), _can(Move.send_back),
             N_("Send back to whoever entered it?"), asks_reason=True),
        Step("file", N_("File"), "archive", "can_file", lambda c, by, why: passage.file(c, by),
             _can(Move.file), N_("File it? Its identity is locked from then on."), tone="primary"),
        Step("hand_over", N_("Hand over"), "users", "can_hand_over", passage.hand_over,
             lambda c: True, N_("Hand over to another maintainer?"), asks_reason=True,
             asks=TO_WHOM),
        Step("void", N_("Void"), "trash", "can_void", lambda c, by, why: c.void(by, why),
             lambda c: True, N_("Void this file? Its number is never used again."),
             asks_reason=True, tone="danger"),
    )  # fmt: skip

    # ── forms, one for each kind ──────────────────────────────────
    def variants(self):
        return {"": FORMS["enterprise"], **FORMS}

    def variant_of(self, record):
        return record.kind.name

    def variant_asked(self):
        asked = request.args.get("kind", "enterprise")
        return asked if asked in FORMS else abort(404)

    def new_record(self, variant):
        return Customer(kind=CustomerKind[variant])

    def kinds(self, variant):
        return [
            {
                "label": str(kind),
                "url": url_for("CustomerView.add", kind=kind.name),
                "current": kind.name == variant,
            }
            for kind in CustomerKind
        ]

    def prefill_new(self, form):
        form.department.data = current_user.department
        if actor().reach is Reach.own:
            form.account_manager.data = current_user._get_current_object()

    def fill(self, form, record):
        super().fill(form, record)
        typed = form.id_no.data if "id_no" in form else None
        record.check_facts(None if typed and "*" in typed else typed)
        record.place(choices.region_chain(record.region_code))

    def pre_add(self, item):
        item.number = new_numbers(db.session)[0]
        item.derive()

    def pre_update(self, item):
        item.check_change()
        check_parent(db.session(), item)
        item.derive()
        item.note_change(current_user.id)
        follow(db.session(), item, current_user.id)  # Last, for it writes the customer's row.

    # ── the record page ───────────────────────────────────────────
    def sections_of(self, record):
        return page_of(record.kind.name)

    def meta(self, record):
        trade = choices.name_of("industry", record.industry_code) or record.industry
        return [
            {"icon": "briefcase", "text": trade},
            {"icon": "building", "text": str(record.department)},
            {"icon": "user-circle", "text": record.account_manager and str(record.account_manager)},
            {"icon": "map-pin", "text": " ".join(filter(None, (record.province, record.city)))},
        ]

    def facts(self, record):
        shown = ("kind", "security", "market", "time_status")
        return [{"label": str(LABELS[n]), "value": str(getattr(record, n))} for n in shown]

    def notice(self, record):
        if record.entry_status is EntryStatus.returned:
            return {"tone": "amber", "text": record.return_reason}
        return None
