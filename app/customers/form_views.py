"""What the customer's form asks with: each field's kind, and the addresses it searches at."""

from functools import partial
from typing import Any

from flask import abort, render_template, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from sqlalchemy import select
from wtforms.validators import InputRequired, Length, Optional

from app import reference
from app.core.choice_fields import CodeField
from app.core.db import db
from app.core.fields import CheckedField, ExactField, MaskedDayField
from app.core.lookup import lookup_results, seen_by_number, typed_pattern, typed_text
from app.core.remote_fields import CodeLookupField, RemoteField
from app.core.values import id_told
from app.core.words import N_
from app.customers import choices
from app.customers.billing import entered_by, owned_elsewhere
from app.customers.doubts import doubts_of
from app.customers.duplicates import matches
from app.customers.identifiers import check_uscc, read_org_code
from app.customers.keeping import PEOPLE, names_of
from app.customers.layout import degrees
from app.customers.models import Customer
from app.customers.phone_fields import MobileField, PhoneField, SealedPhoneField
from app.customers.phones import read_email, read_qq
from app.dictionaries.finding import word_of, words_of
from app.dictionaries.models import Dictionary
from app.security.actor import actor
from app.security.models import Department, Person
from app.security.names import department_name, person_name
from app.security.rules import Reach, RecordKind

#: Fields a rule reads as they are typed; a telephone by the country chosen beside it.
CHECKED: dict[str, Any] = {
    "uscc": partial(CheckedField, check=check_uscc),
    "org_code": partial(CheckedField, check=read_org_code),
    "qq": partial(CheckedField, check=read_qq),
    "phone": PhoneField,
    "mobile": MobileField,
    "private_phone": SealedPhoneField,
    "email": partial(CheckedField, check=read_email),
}
#: Places on the map, exact to a tenth of a metre.
DEGREES = {"longitude", "latitude"}
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


KNOWN = N_("Perhaps this customer is registered already:")


def own_id():
    """Which record the form that asks is about; None for a new one."""
    return id_told(request.form.get("own"))


#: By these a customer is found that is registered already.
WATCHED = ("name", "uscc", "tax_number", "phone", "email", "mobile", "private_phone", "id_no",
           "country_code")  # fmt: skip


def watched(*names, own=None):
    """What a form asks while these are typed: who this may be already."""
    return {"url": url_for("CustomerView.near"), "names": " ".join(names), "own": own}


class Asking:
    """The part of the customer's screen that its form is made of and asks while one types."""

    def field(self, name):
        told = {"label": self.labels[name], "description": self.help_texts.get(name, "")}
        if name in CHECKED:
            return CHECKED[name](validators=[Optional(), Length(max=200)], **told)
        if name in SHORT or name in LONG:
            return self._code(name, told)
        if name in DEGREES:
            return ExactField(validators=[Optional()], places=6, is_signed=True, **told)
        if name == "birthday":
            return MaskedDayField(validators=[Optional()], **told)
        if name in self.lookups:
            url, find, check = self.lookups[name]
            return RemoteField(validators=[check], url=self.route_base + url, find=find, **told)
        return super().field(name)  # type: ignore[misc]

    def _code(self, name, told):
        if name in SHORT:
            return CodeField(rows=SHORT[name], **told)
        table = LONG[name]
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
            "department": ("/departments", seen_by_number(Department), InputRequired()),
            "account_manager": ("/people", seen_by_number(Person), Optional()),
            "parent": ("/others", seen_by_number(Customer), Optional()),
            "intermediary": ("/others", seen_by_number(Customer), Optional()),
            "source": ("/words/customer_source", word_of(Dictionary.customer_source), Optional()),
            "occupation": ("/words/occupation", word_of(Dictionary.occupation), Optional()),
        }

    # ── what another department is on duty for ────────────────────
    def fill(self, form, record):
        """A locked field that was not sent stays as it is; one that was, the gate refuses."""
        for name in owned_elsewhere():
            if name in form and not form[name].raw_data:
                form[name].data = getattr(record, name)
        super().fill(form, record)  # type: ignore[misc]

    def form_page(self, form, title, what, variant="", record=None, **more):
        for name in owned_elsewhere():
            if name in form:
                form[name].render_kw = {"disabled": True}
                form[name].description = str(entered_by(db.session(), RecordKind.billing))
                if not form[name].raw_data:
                    form[name].data = getattr(record, name, None)
        return super().form_page(form, title, what, variant, record, **more)  # type: ignore[misc]

    # ── the same customer twice ───────────────────────────────────
    @expose("/near", methods=["POST"])
    @has_access
    @permission_name("add")
    def near(self):
        """Who this may be already; asked by POST, for what is typed belongs in no address."""
        found = matches(db.session(), request.form, own_id())
        return render_template(
            "kedang/matches.html", title=KNOWN, matches=found, doubts=doubts_of(request.form)
        )

    def watched(self, record):
        """The form asks while these are typed."""
        return watched(*WATCHED, own=record and record.id)

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
        return lookup_results(words_of(Dictionary[dictionary], typed_text()))

    # ── codes by name ─────────────────────────────────────────────
    def value(self, record, name):
        if name in PEOPLE:
            return names_of(record).get(getattr(record, PEOPLE[name]))
        code = getattr(record, name)
        if name in DEGREES:
            return degrees(code)
        if name in LONG:
            return choices.name_of(LONG[name], code) or code
        return dict(SHORT[name]()).get(code, code) if name in SHORT else code
