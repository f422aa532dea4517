"""Allocations from a file's rows: which payment pays how much of which receivable.

Each row is settled as on the payment's page, with both sides held. Rows of one block are looked at
one after another, so that together they take no more than is left; what rows of another block take
shows when they are written, and refuses the row then.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.money import Allocation, Payment
from app.contracts.receivables import Receivable
from app.core import bulk
from app.core.words import N_, RuleError
from app.exchange.entry_rows import Around, EntryRows
from app.exchange.finding import place_reference
from app.exchange.lines import Line, Plan, Seen
from app.exchange.rows import PlainRow
from app.exchange.rules import Outcome
from app.exchange.stored import load

#: A row's two sides, each in the order in which everybody takes them: else two could wait for
#: each other.
SIDES: Mapping[str, tuple[type[Any], Sequence[str]]] = {
    "payment": (Payment, ("id",)),
    "receivable": (Receivable, ("due_by", "id")),
}


class Allocations(EntryRows):
    """Rows that move two amounts besides their own."""

    def judge(self, session: Session, lines: list[Line], _plan: Plan, seen: Seen) -> None:
        """What is allocated already has nothing left: that it is there is asked first."""
        for name, (entity, columns) in self.finds.items():
            place_reference(session, lines, name, entity, columns)
        for line in lines:
            self._check_needs(line)
        self._find_known(session, lines, seen)
        around = self.around(session, lines)
        for line in lines:
            if line.is_open:
                self._check(session, line, around)

    def around(self, session: Session, lines: Sequence[Line]) -> Around:
        """Both sides as they stand; copies, for nothing is moved while rows are looked at."""
        held = self._held(session, lines)
        return {key: bulk.draft(type(one), copied(one)) for key, one in held.items()}

    def _held(self, session: Session, lines: Sequence[Line]) -> dict[tuple[str, int], Any]:
        """Both sides of the open rows, held until the transaction ends."""
        found: dict[tuple[str, int], Any] = {}
        for name, (entity, order) in SIDES.items():
            ids = {line.values[f"{name}_id"] for line in lines if line.is_open}
            asked = select(entity).where(entity.id.in_(ids)).with_for_update()
            asked = asked.order_by(*(getattr(entity, column) for column in order))
            rows = session.scalars(asked.execution_options(populate_existing=True))
            found |= {(name, one.id): one for one in rows}
        return found

    def record(self, _session: Session, values: dict[str, Any], around: Around) -> Any:
        """As on the payment's page; RuleError where either side has less, or is gone."""
        payment, owed = (around.get((name, values[f"{name}_id"])) for name in SIDES)
        if payment is None or owed is None:
            raise RuleError(N_("This record is not there any more."))
        return payment.settle(owed, values["amount"])

    def write(
        self, session: Session, rows: Sequence[PlainRow], _place: int
    ) -> list[tuple[PlainRow, Any]]:
        """Both sides are changed, so these go by the ordinary door."""
        lines = [Line(row, load(row.values, Allocation)) for row in rows]
        for line in lines:
            line.row.outcome = None
        self._find_known(session, lines, Seen())
        open_lines = [line for line in lines if line.is_open]
        written = self._records(session, open_lines, self._held(session, open_lines))
        session.add_all(record for _, record in written)
        session.flush()
        for row, _ in written:
            row.outcome = Outcome.created
        return written


def copied(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__mapper__.columns.keys()}  # noqa: SIM118


ALLOCATIONS = Allocations(
    Allocation, ("payment_id", "receivable_id", "amount"), keys=(),
    same=("payment_id", "receivable_id", "amount"), has_customer=False,
    finds={"payment": (Payment, ("number", "source_no")),
           "receivable": (Receivable, ("source_no", "number"))},
)  # fmt: skip
