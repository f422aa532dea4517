"""登记 › 申请查看: asking for a customer one does not see; the answer is the same for all."""

import re
from datetime import timedelta

from flask import current_app, request, url_for
from flask_babel import lazy_gettext
from flask_login import current_user
from sqlalchemy import inspect
from wtforms.validators import InputRequired, Length

from app.access import asks
from app.access.asks import SUBJECT, AccessAsk, AskStatus
from app.audit.words import SUBJECTS
from app.core.asking import Plan
from app.core.clock import now, today
from app.core.db import db
from app.core.fields import TextField
from app.core.screens import Interface, Screen
from app.core.steps import Step
from app.core.words import N_
from app.security.admin import ListOnly
from app.security.manager import guard
from app.security.standing import way_up

ANSWER = N_("Asked. If there is such a customer, its department decides; the answer appears here.")
USUAL = timedelta(days=30)
PAGE = re.compile(r"/[a-z-]+/show/(\d{1,18})")


def ask_offer():
    """Below "no such record": a way to ask for it, offered whether it exists or not."""
    found, kind = PAGE.fullmatch(request.path), _kind_asked()
    if not (found and kind is not None and guard().has_access("can_add", "AccessAsks")):
        return None
    return {
        "url": url_for("AskView.add"),
        "told": f"{kind}{asks.BY_ADDRESS}{int(found[1])}",
        "last_day": today() + USUAL,
    }


def _kind_asked():
    """What the address names a record of: nothing before a customer's own; None for what belongs
    to no customer.
    """
    screen, _, method = (request.endpoint or "").partition(".")
    views = (v for v in current_app.appbuilder.baseviews if isinstance(v, Screen))
    view = next((v for v in views if v.endpoint == screen), None)
    table = inspect(view.plan.entity).local_table.name if view and method == "show" else ""
    if table == SUBJECT:
        return ""
    return table.upper() if table and way_up(table) else None


def told_word(wish):
    """What was asked for as its page calls it: "Contract #12"."""
    table, mark, number = wish.told.partition(asks.BY_ADDRESS)
    word = SUBJECTS.get(table.lower() or SUBJECT) if mark else None
    return f"{word} {mark}{number}" if word else wish.told


class AskView(ListOnly):
    """What the reader asked for; until it is granted nothing more is told."""

    datamodel = Interface(AccessAsk)
    route_base = "/access-asks"
    class_permission_name = "AccessAsks"
    base_permissions = ["can_list", "can_show", "can_add", "can_withdraw", "can_export"]
    is_own = True
    menu_name, menu_icon, record_word = N_("Ask for access"), "key", N_("Wish to see a customer")
    saved_word = ANSWER
    labels = {
        "told": N_("Customer number"),
        "last_day": N_("Last day"),
        "reason": N_("Reason"),
        "status": N_("Status"),
        "asked_at": N_("Asked at"),
    }
    help_texts = {
        "told": N_("As printed on the file. Whether it exists is not told here."),
        "last_day": N_("A year from now at most."),
    }
    plan = Plan(
        entity=AccessAsk,
        columns=("told", "status", "last_day", "reason", "asked_at"),
        filters=("status", "last_day"),
        orders=("id",),
        search=("told", "reason"),
        scope=lambda: (AccessAsk.asked_by_id == current_user.id,),
    )
    facets, badges = ("status",), ("status",)
    tones = {
        AskStatus.asked: "amber",
        AskStatus.granted: "green",
        AskStatus.withdrawn: "gray",
        AskStatus.over: "gray",
    }
    cells = file_cells = {"told": told_word}
    sections = ((N_("Wish to see a customer"), ("told", "last_day", "reason", "asked_at")),)
    form_sections = ((N_("Which customer, how long, what for"), ("told", "last_day", "reason")),)
    steps = (
        Step("withdraw", N_("Withdraw"), "arrow-back-up", "can_withdraw",
             lambda wish, by, why: asks.withdraw(db.session(), wish, by, now()),
             lambda wish: wish.status is AskStatus.asked, N_("Withdraw it?")),
    )  # fmt: skip

    def field(self, name):
        if name == "reason":
            checks = [InputRequired(), Length(max=500)]
            return TextField(lazy_gettext(self.labels[name]), validators=checks)
        return super().field(name)

    def prefill_new(self, form):
        form.last_day.data = today() + USUAL

    def write_new(self, form, record):
        self.fill(form, record)
        asks.ask(db.session(), record, current_user._get_current_object(), now())

    def after_saving(self, record):
        return self.home_of(None)

    def links(self, record):
        """The customer itself, once it was granted and for as long as it is."""
        is_granted = record.status is AskStatus.granted
        url = asks.address_of(record.request.subject_id) if is_granted else None
        return [{"url": url, "icon": "building", "label": str(N_("Open the file"))}] if url else []
