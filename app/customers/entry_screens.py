"""Screens of records that one department enters for the whole company: who else reads them.

``OnDuty`` narrows a screen's rights by the duties; ``Entries`` is a register of such records;
``Related`` their tab on a page above.
"""

from flask import flash, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from sqlalchemy import or_, select
from wtforms.validators import InputRequired, Length, Optional

from app.core.children import Child
from app.core.db import db
from app.core.exporting import offered
from app.core.fields import LineField
from app.core.lookup import lookup_results, seen_by_number, typed_text
from app.core.narrowing import escape_like
from app.core.pages import cell
from app.core.remote_fields import CodeLookupField, RemoteField
from app.core.screens import Screen
from app.core.steps import Step
from app.core.values import id_told
from app.core.words import N_
from app.customers import choices
from app.customers.contacts import check_people
from app.customers.employers import ELSEWHERE
from app.customers.entries import check_same_customer, entered_of
from app.customers.headings import CustomerHeading
from app.customers.models import Customer
from app.security.actor import actor
from app.security.history import history_page
from app.security.models import Person
from app.security.writes import OnDutyError

#: What a duty does not touch: whoever sees a record may do these by their role alone.
READING = {"can_list", "can_show", "can_history", "can_export", "can_reveal", "can_download"}
FIND = "/customer-headings/find"
PEOPLE = (Person, "/customers/people")


class OnDuty(Screen):
    """A screen of one record kind."""

    def kind_of_record(self):
        return self.plan.entity.__gate__.kind

    def may(self, right):
        kind = self.kind_of_record()
        return super().may(right) and (right in READING or actor().enters(kind))

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self):
        return self._not_on_duty() or super().add()

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk):
        return self._not_on_duty(pk) or super().edit(pk)

    def _not_on_duty(self, pk=None):
        """Back to where one came from with one sentence, for whom the duties let only read."""
        try:
            self.check_entering()
        except OnDutyError as refusal:
            flash(str(refusal), "warning")
            return redirect(self.home_of(self.fetch(pk) if pk else None))
        return None

    def check_entering(self):
        kind = self.kind_of_record()
        if not actor().enters(kind):
            raise OnDutyError(kind)


def void(record, by, reason):
    record.void(by, reason)


def void_step(question, verb=void):
    """Taking an entry back: it stays, with the reason, and leaves every list."""
    return Step("void", N_("Take back"), "trash", "can_void", verb, lambda c: True, question,
                asks_reason=True, tone="danger")  # fmt: skip


class Entries(OnDuty):
    """A register of one kind of record."""

    base_permissions = [
        "can_list", "can_show", "can_add", "can_edit", "can_history", "can_void", "can_export",
    ]  # fmt: skip
    number_column = "number"
    references = {"customer_id": FIND}
    #: form field → (what is chosen, where it is searched); besides the customer.
    choices: dict = {}
    required: tuple[str, ...] = ("customer",)

    def field(self, name):
        told = {"label": self.labels[name], "description": self.help_texts.get(name, "")}
        must = [InputRequired()] if name in self.required else [Optional()]
        if name == "customer":
            find = seen_by_number(CustomerHeading)
            return RemoteField(validators=must, url=FIND, find=find, **told)
        if name in self.choices:
            entity, url = self.choices[name]
            return RemoteField(validators=must, url=url, find=seen_by_number(entity), **told)
        if name == "currency":
            return CodeLookupField(
                validators=[InputRequired()],
                url="/customers/codes/currency",
                find=lambda code: choices.name_of("currency", code),
                default="CNY",
                **told,
            )
        if name == "number":
            return LineField(validators=[Optional(), Length(max=64)], **told)
        return super().field(name)

    def prefill_new(self, form):
        """``?for=`` names the customer, as the tab on its page does."""
        if number := id_told(request.args.get("for")):
            form.customer.data = seen_by_number(CustomerHeading)(number)

    def fill(self, form, record):
        """The customer's number first: what is checked asks whose it is. An emptied number of its
        own is not written before it has the next.
        """
        with db.session.no_autoflush:
            super().fill(form, record)
            record.customer_id = record.customer.id

    def pre_add(self, item):
        with db.session.no_autoflush:
            check_people(db.session(), item)
            check_same_customer(item)
        item.give_number(db.session())
        item.check_facts()

    pre_update = pre_add

    @expose("/history/<pk>")
    @has_access
    def history(self, pk):
        return history_page(self, self.fetch(pk), {"customer": ELSEWHERE})

    @expose("/find")
    @has_access
    @permission_name("list")
    def find(self):
        """For a field that chooses one of these: by part of its number or, if it has one, name."""
        entity = self.plan.entity
        columns = [c for c in (getattr(entity, "name", None), entity.number) if c is not None]
        pattern = f"%{escape_like(typed_text())}%"
        asked = select(entity).where(or_(*(c.ilike(pattern, escape="\\") for c in columns)))
        rows = db.session.scalars(asked.order_by(entity.id.desc()).limit(20))
        return lookup_results((row.id, str(row)) for row in rows)

    def meta(self, record):
        when = self.cells.get("created_at", entered_of)(record)
        return [
            {"icon": "building", "text": str(record.customer) if record.customer else None},
            {"icon": "clock", "text": str(N_("Entered %(when)s")) % {"when": when}},
        ]

    def links(self, record):
        """The customer's page: the file where the reader sees it, else its heading."""
        full = db.session.scalar(select(Customer.id).where(Customer.id == record.customer_id))
        screen = "CustomerView" if full else "HeadingView"
        url = url_for(f"{screen}.show", pk=record.customer_id)
        link = {"url": url, "icon": "building", "label": str(N_("Customer"))}
        return [link, *super().links(record)]


class Related(OnDuty, Child):
    """Records of one kind below another's page: a tab there, their pages at their own screen."""

    base_permissions = ["can_list"]
    parent, parent_screen = CustomerHeading, "CustomerView"
    main = ""  # the screen they are shown at
    asks = "for"  # how that screen's form is told whose they are

    def _line(self, row):
        shown = url_for(f"{self.main}.show", pk=row.id) if self.may("can_show") else None
        return {"url": shown, "cells": [cell(self, row, name) for name in self.lines]}

    def adds_of(self, parent):
        address = url_for(f"{self.main}.add", **{self.asks: parent.id})
        return [{"url": address, "label": str(N_("New: %(what)s")) % {"what": self.record_word}}]

    def exits_of(self, parent):
        """As their own list leaves, narrowed to this page, where that list knows how."""
        main = next(view for view in self.appbuilder.baseviews if type(view).__name__ == self.main)
        if self.parent_key not in main.plan.filters:
            return []
        mine = f"?{self.parent_key}={parent.id}"
        return [{**way, "url": way["url"].split("?")[0] + mine} for way in offered(main)]


class Shown(Related):
    """The same where nothing is entered: on its own screen one says what else it belongs to."""

    def adds_of(self, parent):
        return []
