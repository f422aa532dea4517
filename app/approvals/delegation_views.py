"""登记 › 代理: everybody delegates their own decisions, for a while, to one other person."""

from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import lazy_gettext
from flask_login import current_user
from sqlalchemy import or_, select
from sqlalchemy.orm import aliased
from wtforms.validators import InputRequired, ValidationError

from app.approvals.delegations import Delegation, DelegationStatus
from app.approvals.rules import ApprovalKind
from app.core.asking import Plan
from app.core.choice_fields import ChoiceField
from app.core.clock import now, today
from app.core.db import db
from app.core.fields import DayField
from app.core.lookup import lookup_results, typed_pattern
from app.core.remote_fields import RemoteField
from app.core.screens import Interface
from app.core.steps import Step
from app.core.words import N_
from app.security.admin import ListOnly
from app.security.models import Person
from app.security.names import person_name

Receiver = aliased(Person)


def _can_end(delegation):
    is_mine = delegation.from_id == current_user.id
    return is_mine and delegation.status in {DelegationStatus.planned, DelegationStatus.in_force}


def _find_active(number):
    person = db.session.get(Person, number)
    return person if person and person.active else None


def _not_myself(_form, field):
    if field.data and field.data.id == current_user.id:
        raise ValidationError(str(N_("Nobody delegates to themselves.")))


class DelegationView(ListOnly):
    """Delegations by the reader and to the reader."""

    datamodel = Interface(Delegation)
    route_base = "/delegations"
    class_permission_name = "Delegations"
    base_permissions = ["can_list", "can_show", "can_add", "can_end", "can_export"]
    is_own = True
    menu_name, menu_icon, record_word = N_("Delegations"), "users", N_("Delegation")
    labels = {
        "from_id": N_("Who delegates"),
        "from_person": N_("Who delegates"),
        "to_id": N_("Delegate"),
        "to_person": N_("Delegate"),
        "from_on": N_("First day"),
        "to_on": N_("Last day"),
        "kind": N_("Kind of request"),
        "reason": N_("Reason"),
        "status": N_("Status"),
        "ended_at": N_("Ended at"),
    }
    help_texts = {"kind": N_("Empty: all kinds.")}
    plan = Plan(
        entity=Delegation,
        columns=("from_id", "to_id", "from_on", "to_on", "kind", "status"),
        filters=("status", "kind", "from_on", "to_on"),
        orders=("id", "from_on"),
        search=("reason",),
        labels={
            "from_id": (Person, person_name),
            "to_id": (Receiver, lambda: person_name(Receiver)),
        },
        scope=lambda: (
            or_(Delegation.from_id == current_user.id, Delegation.to_id == current_user.id),
        ),
    )
    facets, badges = ("status",), ("status",)
    tones = {
        DelegationStatus.planned: "blue",
        DelegationStatus.in_force: "green",
        DelegationStatus.ended: "gray",
        DelegationStatus.over: "gray",
    }
    cells = file_cells = {"kind": lambda row: str(row.kind or N_("All kinds"))}
    sections = (
        (
            N_("Delegation"),
            ("from_person", "to_person", "from_on", "to_on", "kind", "reason", "ended_at"),
        ),
    )
    form_sections = (
        (
            N_("Somebody else decides in my place"),
            ("to_person", "from_on", "to_on", "kind", "reason"),
        ),
    )
    steps = (
        Step("end", N_("End early"), "cancel", "can_end",
             lambda row, by, why: row.end(by, now(), today()), _can_end,
             N_("End this delegation now?"), tone="danger"),
    )  # fmt: skip

    def field(self, name):
        label = lazy_gettext(self.labels[name])
        if name == "to_person":
            url, checks = f"{self.route_base}/people", [InputRequired(), _not_myself]
            return RemoteField(label, validators=checks, url=url, find=_find_active)
        if name in {"from_on", "to_on"}:
            return DayField(label, validators=[InputRequired()])
        if name == "kind":
            help_text = self.help_texts["kind"]
            return ChoiceField(label, [], ApprovalKind, nullable=True, description=help_text)
        return super().field(name)

    def prefill_new(self, form):
        form.from_on.data = today()

    def fill(self, form, record):
        for name in ("from_on", "to_on", "kind", "reason"):
            setattr(record, name, form[name].data)
        by = current_user._get_current_object()
        record.begin(by, form.to_person.data, today())

    @expose("/people")
    @has_access
    @permission_name("add")
    def people(self):
        """Active people but the reader whose name or user name holds what was typed."""
        words = person_name() + " (" + Person.username + ")"
        asked = select(Person.id, words).where(Person.active, Person.id != current_user.id)
        found = asked.where(words.ilike(typed_pattern(), escape="\\"))
        return lookup_results(db.session.execute(found.order_by(Person.id).limit(20)))
