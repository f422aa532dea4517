"""On a customer's page: its stages, and what fell in each of them."""

from flask import current_app, render_template, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_login import current_user
from markupsafe import Markup
from wtforms.validators import InputRequired, Length

from app.contracts.settling import locked
from app.core.asking import Plan
from app.core.children import Child
from app.core.choice_fields import ChoiceField
from app.core.clock import today
from app.core.db import db
from app.core.fields import TextField
from app.core.pages import NOTHING, cell
from app.core.screens import Interface
from app.core.todo import may
from app.core.words import N_
from app.customers import stages
from app.customers.models import Customer
from app.customers.rules import TimeStatus, check_reason
from app.customers.stages import CustomerStage
from app.customers.views import CustomerView
from app.workday.tally import tally

#: What fell in a stage leads to the timeline beside it, narrowed to its days.
LINK = Markup(
    '<button class="btn btn-sm btn-light" type="button" hx-get="{}" hx-target=".timeline-box">'
    "{}</button>"
)


def told_by(counts):
    """How many records of a stage there are, and of which kinds, as the timeline names them."""
    words = {feed.name: str(feed.word) for feed in feeds()}
    told = (f"{words[name]} {counts[name]}" for name in words if name in counts)
    return [str(sum(counts.values())), " · ".join(told) or NOTHING]


def _spans(customer, rows):
    """Of each stage, in order, the timeline of its days, parted as they are counted."""
    starts = [row.from_on.isoformat() for row in rows]
    for since, until in zip([None, *starts[1:]], [*starts[1:], None], strict=True):
        days = {"from": since, "to": until}
        yield url_for("CustomerView.history", pk=customer.id, **days)


def feeds():
    """What the timeline tells this reader, but for the stages themselves."""
    told = current_app.extensions["feeds"]
    return [f for f in told if f.entity is not CustomerStage and may("can_list", f.right)]


class StageView(Child):
    """客户阶段."""

    datamodel = Interface(CustomerStage)
    route_base = "/stages"
    class_permission_name = "Stages"
    base_permissions = ["can_list", "can_add", "can_export"]
    parent = Customer
    menu_name, record_word = N_("Stages"), N_("Customer stage")
    labels = {
        "stage": N_("Stage"),
        "from_on": N_("From"),
        "to_on": N_("Until"),
        "reason": N_("Reason"),
        "person": N_("Changed by"),
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
    }
    plan = Plan(
        entity=CustomerStage,
        columns=("customer_id", "stage", "from_on", "to_on", "reason"),
        filters=("customer_id", "stage", "from_on"),
        orders=("id",),
        search=(),
        labels={"customer_id": (Customer, lambda: Customer.name)},
    )
    lines = ("stage", "from_on", "to_on", "reason", "person")
    badges, tones = ("stage",), CustomerView.tones
    form_sections = ((N_("Change the stage"), ("stage", "from_on", "reason")),)
    sections = ((N_("Customer stage"), lines),)

    @expose("/of/<pk>")
    @has_access
    @permission_name("list")
    def of(self, pk):
        """The tab: each stage with what fell in it, the present one first."""
        parent = self.fetch_parent(pk)
        rows = stages.stages_of(db.session(), parent)
        counts = tally(db.session(), feeds(), parent.id, [row.from_on for row in rows])
        heads = (N_("Records"), N_("What happened"))
        columns = [*(self.labels[name] for name in self.lines[:3]), *heads,
                   *(self.labels[name] for name in self.lines[3:])]  # fmt: skip
        return render_template(
            "kedang/children.html",
            columns=[str(column) for column in columns],
            counts=[column is heads[0] for column in columns],
            rows=[*map(self._told, rows, counts, _spans(parent, rows))][::-1],
            title=str(self.menu_name),
            adds=self.adds_of(parent) if self.may("can_add") else [],
            notes=[],
            exits=self.exits_of(parent) if rows else [],
        )

    def _told(self, row, counts, address):
        cells = [cell(self, row, name) for name in self.lines]
        count, kinds = told_by(counts)
        told = [count, LINK.format(address, kinds) if counts else kinds]
        return {"url": None, "cells": [*cells[:3], *told, *cells[3:]]}

    def adds_of(self, parent):
        (add,) = super().adds_of(parent)
        return [{**add, "label": str(N_("Change the stage"))}]

    def field(self, name):
        if name == "stage":
            return ChoiceField(self.labels[name], [InputRequired()], TimeStatus)
        if name == "reason":
            return TextField(self.labels[name], [InputRequired(), Length(max=1_000)])
        return super().field(name)

    def prefill_new(self, form):
        parent = self.fetch_parent(request.args.get("for", ""))
        form.stage.data, form.from_on.data = parent.time_status, today()

    def write_new(self, form, record):
        customer = locked(db.session(), Customer, record.customer_id)
        record.stage, record.from_on = form.stage.data, form.from_on.data
        record.reason, record.person_id = check_reason(form.reason.data), current_user.id
        stages.begin(db.session(), customer, record)
        customer.check_change()

    def after_saving(self, record):
        return self.home_of(None)
