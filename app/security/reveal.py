"""Reading a masked value: for a reason, after its notice, a few times a day, and never unseen."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import jsonify, render_template, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.audit.chain import Event
from app.audit.listener import note
from app.core.clock import now
from app.core.db import db
from app.core.saving import save
from app.core.words import N_, Choice, RuleError
from app.security.actor import actor
from app.security.quotas import QuotaError, midnight, seen_today
from app.security.sealed import sealed_field

REVEALS_A_DAY = 60
ALERT, ALERT_AT = "reveal alert", 0.8
SECONDS_SHOWN = 60


class RevealReason(Choice):
    """查看原因."""

    contact = N_("To reach the customer")
    verify = N_("To verify identity or account")
    settle = N_("To invoice, pay or settle")
    answer = N_("To answer the person's own request")
    law = N_("Asked for by law")


class FieldClass(NamedTuple):
    """A kind of sensitive field and the notice shown before it is opened."""

    name: N_
    notice: N_


IDENTITY = FieldClass(
    N_("Identity number"),
    N_(
        "Sensitive personal information. Look only for a stated purpose; do not copy it elsewhere."
        " Looking is recorded under your name."
    ),
)
REACH = FieldClass(
    N_("Contact details"),
    N_("Personal information. Use it for this customer's business only. Looking is recorded."),
)
MONEY = FieldClass(
    N_("Account"),
    N_("Financial account information. Never send it on unprotected. Looking is recorded."),
)


class Revealing:
    """A screen with masked fields: ``reveals`` says which, and of which class each is."""

    reveals: Mapping[str, FieldClass] = {}

    def reveal_of(self, record: Any, name: str) -> dict[str, str] | None:
        if not (self.hides(record, name) and self.may("can_reveal")):  # type: ignore[attr-defined]
            return None
        kind = self.reveals[name]
        address = url_for(f"{self.endpoint}.reveal", pk=record.id)  # type: ignore[attr-defined]
        return {"url": address, "field": name, "notice": str(kind.notice)}

    def reveal_dialog(self) -> str:
        """Asked only where the reader may open something."""
        if not (self.reveals and self.may("can_reveal")):  # type: ignore[attr-defined]
            return ""
        return Markup(render_template("kedang/_reveal.html", purposes=RevealReason))  # noqa: S704

    @expose("/reveal/<pk>", methods=["POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    def reveal(self, pk: str) -> Any:
        """One field of one record; the entry is committed before the value is sent."""
        record = self.fetch(pk)  # type: ignore[attr-defined]
        field, told = request.form.get("field", ""), request.form
        value: list[str] = []

        def work() -> None:
            if not self.hides(record, field):  # type: ignore[attr-defined]
                raise RuleError(N_("This field is not shown that way."))
            reason = check_purpose(told.get("purpose", ""), told.get("reason", ""))
            seen = check_quota(db.session(), actor().user_id) + 1
            value.append(clear_value(record, field))
            detail = {"field": field, **reason}
            note(db.session(), Event("reveal", record.__tablename__, record.id, detail))
            if is_alarming(db.session(), actor().user_id, seen):
                note(db.session(), Event(ALERT, detail={"seen": seen}))

        refusal = save(db.session, work, {})
        if isinstance(refusal, QuotaError):
            wait = {"Retry-After": str(int((midnight(1) - now()).total_seconds()))}
            return jsonify(sentence=str(refusal)), 429, wait
        if refusal:
            return jsonify(sentence=str(refusal)), 422
        return jsonify(value=value[0], seconds=SECONDS_SHOWN)


def check_purpose(purpose: str, reason: str) -> dict[str, str]:
    """A purpose from the list and five characters of one's own; RuleError without them."""
    if purpose not in RevealReason.__members__:
        raise RuleError(N_("Choose what you need it for."))
    if len(reason.strip()) < 5:  # noqa: PLR2004
        raise RuleError(N_("Give a reason of at least five characters."))
    return {"purpose": purpose, "reason": reason.strip()[:200]}


def check_quota(session: Session, user_id: int | None) -> int:
    """So many a day for each person: whoever needs more is copying, and asks for a copy.

    Returns how many were opened today; QuotaError when no more may be.
    """
    seen = seen_today(session, user_id, "reveal", REVEALS_A_DAY)
    if seen >= REVEALS_A_DAY:
        raise QuotaError(
            N_("You have opened %(most)s fields today, which is the limit."), most=REVEALS_A_DAY
        )
    return seen


def is_alarming(session: Session, user_id: int | None, seen: int) -> bool:
    """Whether those who watch the trail are told now: at four fifths or beyond, once a day."""
    if seen < int(REVEALS_A_DAY * ALERT_AT):
        return False
    return not seen_today(session, user_id, ALERT, 1)


def clear_value(record: Any, field: str) -> str:
    """The value itself, whether sealed or plain."""
    sealed = sealed_field(type(record), field)
    found = sealed.clear(record) if sealed else getattr(record, field)
    return "" if found is None else str(found)
