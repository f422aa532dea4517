"""设置 › 授权: proposed changes of rights, and the decision on each."""

from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import lazy_gettext
from flask_login import current_user
from sqlalchemy.orm import aliased
from wtforms.validators import InputRequired, Length

from app.access.grants import confirm, propose, value_word, wishes
from app.access.models import Grant
from app.access.rules import NEXT, GrantStatus, GrantStep
from app.access.views.fields import (
    LABELS,
    WISHES,
    departments_answer,
    people_answer,
    person_field,
    told_wishes,
    wish_field,
)
from app.access.views.pending import FromInbox
from app.core.asking import Plan
from app.core.clock import now
from app.core.db import db
from app.core.fields import TextField
from app.core.screens import Interface
from app.core.steps import Step
from app.core.values import DEEPEST_PERSON, id_told
from app.core.words import N_, RuleError
from app.security.admin import ListOnly
from app.security.models import Person
from app.security.names import person_name

Proposer = aliased(Person)
OPEN_ALREADY = N_("An open proposal about this already waits for confirmation.")


def _can(step: GrantStep) -> Any:
    return lambda grant: (grant.status, step) in NEXT


def _can_decide(step: GrantStep) -> Any:
    """Who proposed and whom it is about see no button they could not use."""
    return lambda grant: (
        (grant.status, step) in NEXT
        and current_user.id not in {grant.proposed_by_id, grant.user_id}
    )


class GrantView(FromInbox, ListOnly):
    """Grants: proposed by one, decided by another."""

    datamodel = Interface(Grant)
    route_base = "/grants"
    class_permission_name = "Grants"
    base_permissions = [
        "can_list", "can_show", "can_add", "can_confirm", "can_withdraw", "can_export",
    ]  # fmt: skip
    menu_name, menu_icon, record_word = N_("Grants"), "key", N_("Grant")
    saved_word = N_("Proposed. A security administrator decides.")
    labels = LABELS | {
        "user_id": N_("Person"),
        "user": N_("Person"),
        "kind": N_("Change"),
        "old": N_("Was"),
        "new": N_("Becomes"),
        "status": N_("Status"),
        "proposed_by_id": N_("Proposed by"),
        "proposed_by": N_("Proposed by"),
        "proposed_at": N_("Proposed at"),
        "decided_by": N_("Decided by"),
        "decided_at": N_("Decided at"),
        "decision_reason": N_("Reason of the decision"),
    }
    plan = Plan(
        entity=Grant,
        columns=("user_id", "kind", "old", "new", "status", "proposed_by_id", "proposed_at"),
        filters=("status", "kind", "proposed_at"),
        orders=("id", "proposed_at"),
        search=("reason",),
        labels={
            "user_id": (Person, person_name),
            "proposed_by_id": (Proposer, lambda: person_name(Proposer)),
        },
        needs={"old": ("kind",), "new": ("kind",)},
    )
    facets, badges = ("status", "kind"), ("status",)
    tones = {
        GrantStatus.proposed: "amber",
        GrantStatus.confirmed: "green",
        GrantStatus.refused: "red",
        GrantStatus.withdrawn: "gray",
    }
    cells = file_cells = {
        "old": lambda grant: value_word(grant.kind, grant.old),
        "new": lambda grant: value_word(grant.kind, grant.new),
    }
    clashes = {
        "uq_access_grant_open": OPEN_ALREADY,
        "access_grant.user_id, access_grant.kind": OPEN_ALREADY,
    }
    sections = (
        (N_("Grant"), ("user", "kind", "old", "new", "reason", "proposed_by", "proposed_at")),
        (N_("Decision"), ("status", "decided_by", "decided_at", "decision_reason")),
    )
    form_sections = (
        (N_("What should change; leave empty what stays"), ("user", *WISHES, "reason")),
    )
    steps = (
        Step("confirm", N_("Confirm"), "check", "can_confirm",
             lambda grant, by, why: confirm(db.session(), grant, by, now()),
             _can_decide(GrantStep.confirm),
             N_("Confirm it? It holds at once, and the person has to log in again."),
             tone="primary"),
        Step("refuse", N_("Refuse"), "x", "can_confirm",
             lambda grant, by, why: grant.refuse(by, now(), why),
             _can_decide(GrantStep.refuse), N_("Refuse it?"), asks_reason=True, tone="danger"),
        Step("withdraw", N_("Withdraw"), "arrow-back-up", "can_withdraw",
             lambda grant, by, why: grant.withdraw(by, now()),
             _can(GrantStep.withdraw), N_("Withdraw this proposal?")),
    )  # fmt: skip

    def field(self, name):
        if name == "user":
            return person_field(lazy_gettext("Person"), self.route_base, InputRequired())
        if name == "reason":
            return TextField(self.labels[name], validators=[InputRequired(), Length(max=500)])
        return wish_field(name, self.route_base)

    def prefill_new(self, form):
        if number := id_told(request.args.get("user"), DEEPEST_PERSON):
            form.user.data = db.session.get(Person, number)

    def write_new(self, form, record):
        """One grant for each thing that should change."""
        asked = wishes(form.user.data, told_wishes(form))
        if not asked:
            raise RuleError(N_("This person has all of that already; nothing to propose."))
        by = current_user._get_current_object()
        propose(db.session(), form.user.data, asked, form.reason.data, by, now())

    def after_saving(self, record):
        return self.home_of(None)

    @expose("/departments")
    @has_access
    @permission_name("add")
    def departments(self):
        return departments_answer()

    @expose("/people")
    @has_access
    @permission_name("add")
    def people(self):
        return people_answer()
