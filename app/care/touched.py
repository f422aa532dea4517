"""What is open already when somebody asks to be left alone: it is to be called off by people."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from app.care.care_rules import CareStatus
from app.care.event_rules import Response
from app.care.events import CustomerEvent, Participation
from app.care.suppressions import Suppression
from app.care.survey_rules import SurveyStatus
from app.care.surveys import Survey
from app.care.visits import CareVisit
from app.core.words import N_
from app.service.models import ServiceRecord
from app.service.rules import OPEN_SERVICES, ServiceKind
from app.workday.models import FollowUp

#: So many of each kind are named.
NAMED = 5


def touched(session: Session, wish: Suppression) -> Iterator[str]:
    """What is open, of each kind, with who wishes it, as far as it is seen."""
    last = wish.until_on
    visits = [*_of(CareVisit, wish), CareVisit.status == CareStatus.planned]
    yield from _named(session, CareVisit, [*visits, _until(CareVisit.planned_on, last)])
    surveys = [*_of(Survey, wish), Survey.status == SurveyStatus.invited]
    yield from _named(session, Survey, surveys)
    yield from _named(session, Participation, [*_of(Participation, wish), *_invited(wish)])
    returns = [*_of(ServiceRecord, wish), *_to_return(), _until(ServiceRecord.happened_on, last)]
    yield from _named(session, ServiceRecord, returns)
    if wish.channel is None:
        due = [_who(FollowUp, wish), FollowUp.answered_by_id.is_(None)]
        day = FollowUp.next_on.is_not(None) & _until(FollowUp.next_on, last)
        asked = select(FollowUp.next_on).where(*due, day).order_by(FollowUp.next_on).limit(NAMED)
        yield from (f"{N_('Next contact')} {day}" for day in session.scalars(asked))


def _who(entity: Any, wish: Suppression) -> ColumnElement[bool]:
    if wish.contact_id:
        return entity.contact_id == wish.contact_id  # type: ignore[no-any-return]
    return entity.customer_id == wish.customer_id  # type: ignore[no-any-return]


def _of(entity: Any, wish: Suppression) -> list[ColumnElement[bool]]:
    way = entity.channel == wish.channel if wish.channel else true()
    return [_who(entity, wish), way]


def _until(day: Any, last: Any) -> ColumnElement[bool]:
    """What is late is still to be done; what comes after the wish is not touched."""
    return day <= last if last else true()


def _invited(wish: Suppression) -> list[ColumnElement[bool]]:
    """To what is not over when the wish begins."""
    ends = func.coalesce(CustomerEvent.to_on, CustomerEvent.from_on)
    coming = select(CustomerEvent.id).where(
        ends >= wish.since_on, _until(CustomerEvent.from_on, wish.until_on)
    )
    return [Participation.response == Response.invited, Participation.event_id.in_(coming)]


def _to_return() -> list[ColumnElement[bool]]:
    is_open = ServiceRecord.status.in_(OPEN_SERVICES)
    return [ServiceRecord.kind == ServiceKind.return_visit, is_open]


def _named(session: Session, entity: Any, where: list[ColumnElement[bool]]) -> Iterator[str]:
    asked = select(entity).where(*where).order_by(entity.id).limit(NAMED)
    yield from map(str, session.scalars(asked))
