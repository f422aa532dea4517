"""Follow-ups and tasks from a file's rows: each person brings in what they wrote and gave out.

A form writes its reader's name beside a contact and below a task, and nobody else's; a file does
too. On the server, where nobody is signed in, the rows say whose they are.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import today
from app.core.words import N_, RuleError
from app.customers.models import Customer
from app.exchange import workday_fields as of
from app.exchange.care_finding import place_contacts
from app.exchange.entry_headers import Synonyms
from app.exchange.entry_rows import Around, EntryRows
from app.exchange.fields import Reader
from app.exchange.finding import place_customers
from app.exchange.lines import Line
from app.exchange.rows import PlainRow
from app.exchange.step_rows import StepRows, usually
from app.security.actor import actor
from app.security.models import Person
from app.security.writes import OutOfScopeError, is_writable
from app.workday import contacting
from app.workday.models import FollowUp
from app.workday.rules import Channel
from app.workday.tasks import Task


def place_own(column: str, _session: Session, lines: Sequence[Line]) -> None:
    """Whose a row is: the importer's own."""
    me = actor().user_id
    for line in lines:
        if line.is_undecided and line.is_read(column):
            told = line.values.setdefault(column, me)
            if told is None:
                _refuse(line, N_("“%(field)s” is missing."), column)
            elif me not in {None, told}:
                message = N_("“%(field)s” names somebody else: each brings in their own.")
                _refuse(line, message, column)


def _refuse(line: Line, message: N_, column: str) -> None:
    field = column.removesuffix("_id")
    line.refuse(RuleError(message, field=field), field)


def place_kept(session: Session, lines: Sequence[Line]) -> None:
    """Only whose customers the importer keeps: one that is only shown gets no lines from them."""
    open_lines = [line for line in lines if line.is_open]
    ids = {line.values["customer_id"] for line in open_lines}
    found = session.scalars(select(Customer).where(Customer.id.in_(ids)))
    kept = {one.id for one in found if is_writable(session, one)}
    for line in open_lines:
        if line.values["customer_id"] not in kept:
            line.refuse(OutOfScopeError())


class FollowUps(EntryRows):
    """Rows that answer what was planned; their customers are held meanwhile, as on the form."""

    def _records(
        self, session: Session, lines: Sequence[Line], around: Around
    ) -> list[tuple[PlainRow, Any]]:
        contacting.hold(session, {line.values["customer_id"] for line in lines})
        return super()._records(session, lines, around)


def _logged(session: Session, written: Sequence[tuple[PlainRow, Any]]) -> None:
    contacting.log_many(session, [record for _, record in written])


class Tasks(StepRows):
    """Rows that are given out, as on the form: in time, about nobody the assignee does not see."""

    def record(self, _session: Session, values: dict[str, Any], around: Around) -> Any:
        task = self.draft(values)
        for name in self.about:
            vars(task)[name] = around.get((name, values.get(f"{name}_id", 0)))
        task.assign(task.assigner, today())
        for name in self.about:
            del vars(task)[name]
        return task


FOLLOW_UPS = FollowUps(
    FollowUp, ("happened_on", "what"), keys=(), same=("customer_id", "happened_on", "what"),
    places=(partial(place_own, "person_id"), place_kept, place_contacts),
    complete=usually(channel=Channel.phone),
    after=_logged, taken_back=contacting.many_taken_back, block=50,
)  # fmt: skip
#: Each asks what its assignee sees: fewer in one transaction.
TASKS = Tasks(
    Task, ("title", "assignee_id", "due_on"), keys=(),
    same=("assignee_id", "due_on", "title", "customer_id"), has_customer=False,
    places=(partial(place_own, "assigner_id"),
            partial(place_customers, is_needed=False, whose=Customer)),
    block=25, about={"customer": Customer, "assignee": Person, "assigner": Person},
)  # fmt: skip

#: Subject → its word, the screen that shows it, the rights it asks for; its rows, fields, headers.
WORKDAY: Mapping[str, tuple[N_, str, str, EntryRows, Mapping[str, Reader], Synonyms]] = {
    "follow_up": (N_("Follow-ups"), "FollowUpView", "FollowUps", FOLLOW_UPS, of.FOLLOW_UP_FIELDS,
                  of.FOLLOW_UP_HEADERS),
    "task": (N_("Tasks"), "TaskView", "Tasks", TASKS, of.TASK_FIELDS, of.TASK_HEADERS),
}  # fmt: skip
