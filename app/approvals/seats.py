"""Who sits where: people as a step looks at them, and whose decisions they may take."""

from collections.abc import Collection
from datetime import date

from flask_appbuilder.security.sqla.models import Role, assoc_user_role
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.deciders import Holder, Mandate, Seat, mandators
from app.approvals.delegations import Delegation
from app.approvals.models import ApprovalDecision, ApprovalRequest, ApprovalStep
from app.approvals.rules import ApprovalKind
from app.security.manager import guard
from app.security.models import Person, RoleTerms
from app.security.rules import Reach


def holders(session: Session, ids: Collection[int]) -> list[Holder]:
    """These people in this order; who may no longer log in decides nothing, nor does their
    delegate.
    """
    link = assoc_user_role.c
    asked = (
        select(Person, Role.name, RoleTerms.reach)
        .outerjoin(assoc_user_role, link.user_id == Person.id)
        .outerjoin(Role, Role.id == link.role_id)
        .outerjoin(RoleTerms, RoleTerms.role_id == Role.id)
    )
    people: dict[int, tuple[Person, dict[str, Reach]]] = {}
    for person, name, reach in session.execute(asked.where(Person.id.in_(ids), Person.active)):
        _, roles = people.setdefault(person.id, (person, {}))
        if reach is not None:
            roles[name] = reach
    return [_holder(*people[number]) for number in ids if number in people]


def _holder(person: Person, roles: dict[str, Reach]) -> Holder:
    return Holder(
        person.id,
        frozenset(roles),
        frozenset(name for name, reach in roles.items() if reach is Reach.company),
        person.post,
        guard().departments_of(person),
    )


def mandates_to(session: Session, decider: int, day: date) -> list[Mandate]:
    """What others delegated to somebody and what has not run out."""
    asked = select(Delegation).where(
        Delegation.to_id == decider, Delegation.ended_at.is_(None), Delegation.to_on >= day
    )
    return [found.mandate() for found in session.scalars(asked.order_by(Delegation.id))]


def delegators(session: Session, decider: int, kind: ApprovalKind, day: date) -> list[Holder]:
    """Those whose decisions of one kind somebody may take that day."""
    found = mandators(decider, mandates_to(session, decider, day), kind, day)
    return holders(session, sorted(found)) if found else []


def seats_taken(session: Session, request: ApprovalRequest, step: ApprovalStep) -> list[Seat]:
    """The decisions that keep their people from this step: its own, and unless it says otherwise
    those of the steps before.
    """
    asked = select(ApprovalDecision.decided_by_id, ApprovalDecision.for_id)
    asked = asked.where(ApprovalDecision.request_id == request.id)
    if step.may_repeat:
        asked = asked.where(ApprovalDecision.step_id == step.id)
    return [Seat(row[0], row[1]) for row in session.execute(asked)]
