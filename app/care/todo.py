"""What waits for a reader in customer care: their visits whose day is near or past."""

from collections.abc import Iterator

from flask import url_for
from flask_login import current_user

from app.care.care_rules import AHEAD, CareStatus
from app.care.visits import CareVisit
from app.core.clock import today
from app.core.todo import Waiting, count_of, counted, may, oldest, told
from app.core.words import N_


def care_to_do() -> Iterator[Waiting]:
    """Whoever makes a visit is told of those of the next fortnight, and how many are late."""
    if not may("can_show", "CareVisits"):
        return
    mine = (CareVisit.executor_id == current_user.id, CareVisit.status == CareStatus.planned)
    if count := count_of(CareVisit, (*mine, CareVisit.planned_on < today())):
        text = str(N_("%(count)s care visits are past their day")) % {"count": counted(count)}
        late = url_for("CareVisitView.list", status="planned", sort="planned_on")
        yield Waiting(text, late, "gift")
    near = CareVisit.planned_on.between(today(), today() + AHEAD)
    for visit in oldest(CareVisit, (*mine, near)):
        text = told(N_("Care visit planned: %(what)s"), f"{visit.number} · {visit.customer}")
        yield Waiting(text, url_for("CareVisitView.show", pk=visit.id), "gift", visit.planned_on)
