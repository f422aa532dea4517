"""The customer register on screen: list, file page, a form for each kind, steps to the file."""

from typing import Any

from flask import abort, render_template, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_login import current_user
from sqlalchemy import select
from wtforms.validators import InputRequired, Length, Optional

from app import reference
from app.core.db import db
from app.core.fields import CheckedField, CodeField, CodeLookupField, MaskedDayField, RemoteField
from app.core.lookup import lookup_results, typed_pattern, typed_text
from app.core.screens import Interface, Screen, Step
from app.core.words import N_
from app.customers import choices, passage
from app.customers.duplicates import matches
from app.customers.guidance import PEOPLE, TO_WHOM, Guided, names_of
from app.customers.identifiers import check_uscc
from app.customers.labels import HELP, LABELS
from app.customers.layout import CELLS, FORMS, PLAN, page_of
from app.customers.models import Customer, new_numbers
from app.customers.phones import read_email, read_phone
from app.customers.rules import NEXT, CustomerKind, EntryStatus, TimeStatus
from app.customers.rules import Step as Move
from app.customers.verification import Standing
from app.dictionaries.models import Dictionary, DictionaryWord
from app.security.actor import actor
from app.security.models import Department, Person
from app.security.names import department_name, person_name
from app.security.reveal import IDENTITY, REACH, Revealing
from app.security.rules import Reach


def _can(move: Move) -> Any:
    """Whether a file is at this point; nobody is offered to decide on what they entered."""

    def fits(customer: Any) -> bool:
        is_theirs = move is not Move.submit and customer.created_by_id == current_user.id
        return (customer.entry_status, move) in NEXT and not is_theirs

    return fits


#: Fields a rule reads as they are typed.
CHECKED = {
    "uscc": check_uscc,
    "phone": read_phone,
    "mobile": read_phone,
    "private_phone": read_phone,
    "email": read_email,
}
#: Codes of short tables, chosen from a list.
SHORT = {
    "size": choices.kinds(reference.company_sizes),
    "ownership": choices.kinds(reference.ownerships),
    "language": choices.languages,
}
#: Codes of long tables, searched as one types: field → table.
LONG = {
    "country_code": "country",
    "capital_currency": "currency",
    "trading_currency": "currency",
    "industry_code": "industry",
    "region_code": "region",
    "time_zone": "zone",
}


class CustomerView(Guided, Revealing, Screen):
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
    }
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
        Standing.open: "amber",
        Standing.verified: "green",
        Standing.failed: "red",
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
    }
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

    def field(self, name):
        told = {"label": self.labels[name], "description": self.help_texts.get(name, "")}
        if name in CHECKED:
            checks = [Optional(), Length(max=200)]
            return CheckedField(validators=checks, check=CHECKED[name], **told)
        if name in SHORT:
            return CodeField(rows=SHORT[name], **told)
        if name in LONG:
            return self._code(name, LONG[name], told)
        if name == "birthday":
            return MaskedDayField(validators=[Optional()], **told)
        if name in self.lookups:
            url, find, check = self.lookups[name]
            return RemoteField(validators=[check], url=self.route_base + url, find=find, **told)
        return super().field(name)

    def _code(self, name, table, told):
        return CodeLookupField(
            validators=[Optional()],
            url=f"{self.route_base}/codes/{table}",
            find=lambda code: choices.name_of(table, code),
            **told,
        )

    @property
    def lookups(self):
        """Field → (address it searches at, how its number is found, whether it must be given)."""
        return {
            "department": ("/departments", _finder(Department), InputRequired()),
            "account_manager": ("/people", _finder(Person), Optional()),
            "parent": ("/others", _finder(Customer), Optional()),
            "intermediary": ("/others", _finder(Customer), Optional()),
            "source": ("/words/customer_source", _finder(DictionaryWord), Optional()),
            "occupation": ("/words/occupation", _finder(DictionaryWord), Optional()),
        }

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
        item.derive()

    # ── the same customer twice ───────────────────────────────────
    @expose("/near", methods=["POST"])
    @has_access
    @permission_name("add")
    def near(self):
        """Who this may be already; asked by POST, for what is typed belongs in no address."""
        own = request.form.get("own", "")
        found = matches(db.session(), request.form, int(own) if own.isdecimal() else None)
        return render_template("kedang/matches.html", matches=found)

    def watched(self, record):
        """The form asks while these are typed."""
        names = "name uscc phone email mobile private_phone id_no"
        return {"url": url_for("CustomerView.near"), "names": names, "own": record and record.id}

    # ── choices that grow ─────────────────────────────────────────
    @expose("/departments")
    @has_access
    @permission_name("list")
    def departments(self):
        asked = select(Department.id, department_name()).order_by(Department.code).limit(20)
        asked = asked.where(department_name().ilike(typed_pattern(), escape="\\"))
        who = actor()
        if who.reach is not Reach.company:
            asked = asked.where(Department.id.in_(who.departments or {who.department_id}))
        return lookup_results(db.session.execute(asked))

    @expose("/people")
    @has_access
    @permission_name("list")
    def people(self):
        asked = select(Person.id, person_name()).where(Person.active).order_by(Person.id).limit(20)
        named = person_name().ilike(typed_pattern(), escape="\\")
        return lookup_results(db.session.execute(asked.where(named)))

    @expose("/others")
    @has_access
    @permission_name("list")
    def others(self):
        """Other customers the reader sees, as a group's head or an intermediary."""
        asked = select(Customer.id, Customer.name).order_by(Customer.id.desc()).limit(20)
        named = Customer.name.ilike(typed_pattern(), escape="\\")
        return lookup_results(db.session.execute(asked.where(named)))

    @expose("/codes/<string:table>")
    @has_access
    @permission_name("list")
    def codes(self, table):
        if table not in choices.TABLES:
            abort(404)
        return lookup_results(choices.find_codes(table, typed_text()))

    @expose("/words/<string:dictionary>")
    @has_access
    @permission_name("list")
    def words(self, dictionary):
        if dictionary not in Dictionary.__members__:
            abort(404)
        return lookup_results(choices.words_of(Dictionary[dictionary], typed_text()))

    # ── the record page ───────────────────────────────────────────
    def sections_of(self, record):
        return page_of(record.kind.name)

    def value(self, record, name):
        if name in PEOPLE:
            return names_of(record).get(getattr(record, PEOPLE[name]))
        code = getattr(record, name)
        if name in LONG:
            return choices.name_of(LONG[name], code) or code
        return dict(SHORT[name]()).get(code, code) if name in SHORT else code

    def meta(self, record):
        return [
            {"icon": "briefcase", "text": record.industry},
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


def _finder(entity):
    """The row of a number, if the gate shows it."""
    return lambda number: db.session.scalar(select(entity).where(entity.id == number))
