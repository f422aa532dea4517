"""Fields several screens of access share: a person, a department, a role, a clearance."""

from collections.abc import Callable
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_appbuilder.forms import DynamicForm
from flask_babel import lazy_gettext
from sqlalchemy import select
from wtforms import SelectField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.access.grants import role_words
from app.access.rules import GrantKind
from app.core.choice_fields import ChoiceField
from app.core.db import db
from app.core.fields import LineField, TextField
from app.core.lookup import lookup_results, typed_pattern
from app.core.remote_fields import RemoteField
from app.core.words import N_
from app.security.models import Department, Person
from app.security.names import department_name, person_name
from app.security.rules import Security

WISHES = ("department", "clearance", "give_role", "take_role")
LABELS = {
    "department": N_("Department"),
    "clearance": N_("Clearance"),
    "give_role": N_("Role to give"),
    "take_role": N_("Role to take away"),
    "reason": N_("Reason"),
}
#: What a person's timeline tells that their page does not.
PAST = {
    "last_name": N_("Family name"),
    "glass_until": N_("Sees everything until"),
    "glass_reason": N_("Reason"),
    "must_change": N_("Has to change the password"),
    "password": N_("Password"),
}


class ReasonForm(DynamicForm):
    """Why it is done."""

    reason = TextField(lazy_gettext("Reason"), validators=[InputRequired(), Length(max=500)])


def wish_field(name: str, base: str) -> Any:
    """The field of one thing a person is given only by a confirmed grant."""
    label = lazy_gettext(LABELS[name])
    if name == "department":
        return department_field(label, base)
    if name == "clearance":
        return ChoiceField(label, vocabulary=Security, nullable=True)
    if name == "reason":
        return TextField(label, validators=[Optional(), Length(max=500)])
    return SelectField(label, choices=_role_choices, validators=[Optional()])


def _role_choices() -> list[tuple[str, str]]:
    return [("", "—"), *role_words().items()]


def department_field(label: Any, base: str, *checks: Any) -> Any:
    find: Callable[[int], Any] = lambda number: db.session.get(Department, number)  # noqa: E731
    return RemoteField(
        label, validators=[*(checks or (Optional(),))], url=f"{base}/departments", find=find
    )


def person_field(label: Any, base: str, *checks: Any) -> Any:
    find: Callable[[int], Any] = lambda number: db.session.get(Person, number)  # noqa: E731
    return RemoteField(label, validators=[*checks], url=f"{base}/people", find=find)


def line(label: str, *checks: Any, description: Any = "") -> Any:
    return LineField(lazy_gettext(label), validators=[*checks], description=description)


def departments_answer() -> Any:
    """Departments whose name holds what was typed."""
    asked = select(Department.id, department_name()).order_by(Department.code).limit(20)
    return lookup_results(
        db.session.execute(asked.where(department_name().ilike(typed_pattern(), escape="\\")))
    )


def people_answer() -> Any:
    """Active people whose name or user name holds what was typed."""
    words = person_name() + " (" + Person.username + ")"
    asked = select(Person.id, words).where(Person.active).order_by(Person.id).limit(20)
    return lookup_results(
        db.session.execute(asked.where(words.ilike(typed_pattern(), escape="\\")))
    )


def address_only(_form: Any, field: Any) -> None:
    """An e-mail address, of the company's own network too; ours begin as ``admin@localhost``."""
    if field.data.endswith("@localhost"):
        return
    try:
        validate_email(
            field.data, check_deliverability=False, globally_deliverable=False,
            test_environment=True,
        )  # fmt: skip
    except EmailNotValidError as wrong:
        raise ValidationError(str(N_("This is not an e-mail address."))) from wrong


def told_wishes(form: Any) -> dict[GrantKind, str | None]:
    """What a form asks for, as keys."""
    chosen = {name: form[name].data if name in form else None for name in WISHES}
    return {
        GrantKind.department: chosen["department"] and str(chosen["department"].id),
        GrantKind.clearance: chosen["clearance"] and chosen["clearance"].name,
        GrantKind.add_role: chosen["give_role"],
        GrantKind.remove_role: chosen["take_role"],
    }
