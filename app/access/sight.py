"""What a person sees, and why: asked of the gate itself, told without any record's contents."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from app.audit.chain import Who
from app.core.clock import local
from app.core.db import db
from app.core.listing import COUNT_LIMIT
from app.core.words import N_, listed
from app.customers.headings import CustomerHeading
from app.customers.models import Customer
from app.security.acting import actor_for
from app.security.actor import Actor, acting_as
from app.security.models import Person, Share
from app.security.rules import Reach, RecordKind, ShareStatus
from app.security.standing import numbers_of, standing

UNKNOWN = N_("There is no customer with this number.")
VOIDED = N_("Not visible: this file has been voided.")
NO_REACH = N_("Not visible: none of their roles reaches business records.")
OUTSIDE = N_("Not visible: it lies outside their reach, and no open share shows it to them.")
ABOVE = N_("Not visible: its security class is above their clearance.")
WHY = {
    "company": N_("Visible: they see the whole company, up to their clearance."),
    "department": N_("Visible: it belongs to their department or one below it."),
    "owner": N_("Visible: they are its account manager."),
    "share": N_("Visible: it is shared with them for the time being."),
}
GLASS = N_("Visible: break-glass was opened for them and shows every record until %(time)s.")
HEADING = N_(
    "Not visible but for its heading, number and name: their department enters these for every"
    " customer: %(kinds)s."
)


def actor_of(person: Person) -> Actor:
    """Who this person would be in a request."""
    return actor_for(person, Who(f"user:{person.username}", person.id))


def visible_count(who: Actor) -> int:
    """How many customers the gate shows them, up to a bound."""
    with acting_as(who):
        inner = select(Customer.id).limit(COUNT_LIMIT + 1).subquery()
        return db.session.scalar(select(func.count()).select_from(inner)) or 0


def live_shares(person: Person) -> list[dict[str, Any]]:
    """What is shown to them beyond their reach, by number."""
    asked = select(Share.subject_id, Share.until).where(
        Share.user_id == person.id, Share.status == ShareStatus.live
    )
    rows = db.session.execute(asked.order_by(Share.until).limit(COUNT_LIMIT)).all()
    numbers = numbers_of(Customer, [row.subject_id for row in rows]) if rows else {}
    return [{"number": numbers.get(pk, "—"), "until": until} for pk, until in rows]


def verdict(told: str, who: Actor) -> tuple[bool, N_ | str]:
    """Whether they see this customer, and the sentence why."""
    found = standing(Customer, told.strip(), who)
    if found is None:
        return False, UNKNOWN
    if found["visible"] and who.glass_until:
        return True, str(GLASS) % {"time": local(who.glass_until).strftime("%Y-%m-%d %H:%M")}
    if not found["visible"] and who.kinds and _sees_heading(told.strip(), who):
        return False, str(HEADING) % {"kinds": listed(kinds_of(who))}
    return found["visible"], reason(found, who.reach)


def kinds_of(who: Actor) -> list[str]:
    """The kinds of record their department enters for every customer, in words."""
    return [str(kind) for kind in RecordKind if kind.name in who.kinds]


def _sees_heading(told: str, who: Actor) -> bool:
    found = standing(CustomerHeading, told, who)
    return bool(found and found["visible"])


def reason(found: Mapping[str, bool], reach: Reach) -> N_:
    """The first thing that decides, in the order people would ask."""
    if found["visible"]:
        return next(words for ground, words in WHY.items() if found.get(ground))
    if not found["living"]:
        return VOIDED
    if reach is Reach.none:
        return NO_REACH
    return ABOVE if found["reach"] else OUTSIDE
