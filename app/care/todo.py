"""What waits for a reader in customer care: their visits and occasions, near or past."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from flask import url_for
from flask_login import current_user
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from app.care.care_rules import AHEAD, CareStatus
from app.care.plans import CarePlan
from app.care.visits import CareVisit
from app.core.clock import today
from app.core.db import db
from app.core.todo import Waiting, count_of, counted, may, named, told
from app.core.words import N_

DAY = timedelta(days=1)


def care_to_do() -> Iterator[Waiting]:
    """Whoever makes a visit is told of those of the next fortnight, and how many are late."""
    if may("can_show", "CareVisits"):
        mine = (CareVisit.executor_id == current_user.id, CareVisit.status == CareStatus.planned)
        yield from _late(mine)
        for visit in _near(CareVisit, CareVisit.planned_on, mine):
            text = told(N_("Care visit planned: %(what)s"), f"{visit.kind} · {visit.customer}")
            url = url_for("CareVisitView.show", pk=visit.id)
            yield Waiting(text, url, "gift", visit.planned_on)
    if may("can_show", "CarePlans"):
        for plan in _near(CarePlan, CarePlan.next_on, (CarePlan.executor_id == current_user.id,)):
            what = f"{plan.festival or plan.kind} · {plan.customer}"
            url = url_for("CarePlanView.show", pk=plan.id)
            yield Waiting(told(N_("Care coming: %(what)s"), what), url, "gift", plan.next_on)


def _late(mine: Sequence[ColumnElement[bool]]) -> Iterator[Waiting]:
    """The list it leads to holds as many."""
    if count := count_of(CareVisit, (*mine, CareVisit.planned_on < today())):
        text = str(N_("%(count)s care visits are past their day")) % {"count": counted(count)}
        late = f"between:,{today() - DAY}"
        asked = {"planned_on": late, "executor_id": current_user.id}
        yield Waiting(text, url_for("CareVisitView.list", status="planned", **asked), "gift")


def _near(entity: Any, day: Any, where: Sequence[ColumnElement[bool]]) -> Sequence[Any]:
    """Those of the next fortnight, the nearest first."""
    near = day.between(today(), today() + AHEAD)
    asked = select(entity).where(*where, near).order_by(day, entity.id).limit(named())
    return list(db.session.scalars(asked.options(selectinload(entity.customer))))
