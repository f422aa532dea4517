"""Contracts, trade and money from a file's rows: whose, known already or new; then written.

A file only adds; what is there already by its number in the source is a duplicate.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.questionnaires import Questionnaire
from app.contracts.models import Contract
from app.contracts.money import Payment
from app.contracts.receivables import Receivable
from app.contracts.rules import check_amount
from app.contracts.trade import Product
from app.core import bulk
from app.core.clock import today
from app.core.words import N_, RuleError
from app.customers.entries import Entry, new_entry_numbers
from app.exchange.finding import ids_by, place_customers, place_reference
from app.exchange.lines import Line, Plan, Seen
from app.exchange.resolving import resolve
from app.exchange.rows import PlainRow
from app.exchange.rules import Outcome
from app.exchange.stored import load
from app.security.actor import actor
from app.security.writes import OnDutyError

THERE = N_("A record with this number is already there.")
TWICE = N_("The file names this number twice.")
SAME = N_("A record that says the same is already there.")
SAME_TWICE = N_("The file lists this record twice.")
#: Field → the entity it names, by which of its columns.
Finds = Mapping[str, tuple[type[Any], Sequence[str]]]
CONTRACT = (Contract, ("number", "source_no"))
#: A relation's name and an id → what it refers to.
Around = Mapping[tuple[str, int], Any]
Mark = tuple[Any, ...]
#: Each row with the record it makes.
Written = list[tuple[PlainRow, Any]]


def missing(field: str) -> RuleError:
    return RuleError(N_("“%(field)s” is missing."), field=field)


def nothing_more(_session: Session, _records: Sequence[Any]) -> None:
    """Nothing else follows from an undo."""


@dataclass(frozen=True)
class EntryRows:
    """How rows of one kind are judged and written."""

    entity: type[Any]
    needs: Sequence[str]  # a row without one of these is refused
    finds: Finds = field(default_factory=dict)
    keys: Sequence[str] = ("source_no",)  # each a number that makes two rows the same record
    same: Sequence[
        str
    ] = ()  # what does so together, beside a number; the first two are never empty
    has_customer: bool = True
    duty: str | None = None  # whose it is to enter, where the table itself is open to all
    places: Sequence[Callable[[Session, Sequence[Line]], None]] = ()  # what else rows name
    complete: Callable[[dict[str, Any]], None] | None = None  # what follows from a row's values
    after: Callable[[Session, Sequence[tuple[PlainRow, Any]]], None] | None = None
    taken_back: Callable[[Session, Sequence[Any]], None] = nothing_more  # after an undo
    block: int = 100  # rows of one transaction

    def judge(self, session: Session, lines: list[Line], _plan: Plan, seen: Seen) -> None:
        """A verdict for every row nothing spoke against so far; those left open are new."""
        if self.has_customer:
            place_customers(session, lines)
        resolve(session, lines)
        for name, (entity, columns) in self.finds.items():
            place_reference(session, lines, name, entity, columns)
        for place in self.places:
            place(session, lines)
        around = self.around(session, lines)
        for line in lines:
            if line.is_undecided:
                self._check(session, line, around)
        self._find_known(session, lines, seen)

    def _check(self, session: Session, line: Line, around: Around) -> None:
        """What is missing, and of a row that says all that is needed what its own rules say."""
        try:
            if self.complete and line.is_open:
                self.complete(line.values)
            self._check_needs(line)
            if line.is_open and "amount" in self.needs:
                check_amount(line.values["amount"])
            if line.is_open:
                self.record(session, line.values, around)
        except RuleError as refusal:
            line.refuse(refusal)

    def _check_needs(self, line: Line) -> None:
        for name in self.needs:
            if name not in line.values and line.is_read(name):
                line.refuse(missing(name))

    def around(self, _session: Session, _lines: Sequence[Line]) -> Around:
        """What the rules of these rows look at besides the rows: nothing."""
        return {}

    def record(self, _session: Session, values: dict[str, Any], _around: Around) -> Any:
        """A row's record, as its own rules let it be."""
        record = self.draft(values)
        if hasattr(record, "check_facts"):
            record.check_facts()
        return record

    def draft(self, values: Mapping[str, Any]) -> Any:
        columns = self.entity.__mapper__.columns
        return bulk.draft(self.entity, {n: v for n, v in values.items() if n in columns})

    def _find_known(self, session: Session, lines: list[Line], seen: Seen) -> None:
        for key in self.keys:
            told = [line for line in _open(lines) if line.values.get(key)]
            there = ids_by(session, self.entity, key, [line.values[key] for line in told])
            for line in told:
                value = line.values[key]
                if value in there:
                    line.turn(Outcome.duplicate, THERE)
                elif value in seen[key]:
                    line.turn(Outcome.duplicate, TWICE)
                seen[key].add(value)
        if self.same and (fresh := _open(lines)):
            self._find_same(session, fresh, seen)

    def _find_same(self, session: Session, told: Sequence[Line], seen: Seen) -> None:
        there = self.there(session, told)
        for line in told:
            mark = self.mark(line.values)
            if mark in there:
                line.turn(Outcome.duplicate, SAME)
            elif mark in seen["same"]:
                line.turn(Outcome.duplicate, SAME_TWICE)
            seen["same"].add(mark)

    def mark(self, values: Mapping[str, Any]) -> Mark:
        return tuple(values.get(name) for name in self.same)

    def there(self, session: Session, lines: Sequence[Line]) -> set[Mark]:
        """The marks of records that may be meant: those alike in the first two columns."""
        columns = [getattr(self.entity, name) for name in self.same]
        alike = [column.in_({line.values[column.key] for line in lines}) for column in columns[:2]]
        return {tuple(row) for row in session.execute(select(*columns).where(*alike))}

    def write(
        self, session: Session, rows: Sequence[PlainRow], _place: int
    ) -> list[tuple[PlainRow, Any]]:
        """New records with their numbers, by the bulk door; each with its row."""
        if self.duty and not actor().enters(self.duty):
            raise OnDutyError(self.duty)
        lines = [Line(row, load(row.values, self.entity, *BESIDES)) for row in rows]
        for line in lines:
            line.row.outcome = None
        self._find_known(session, lines, Seen())
        fresh = _open(lines)
        made = self._records(session, fresh, self.around(session, fresh))
        written = self.insert(session, made)
        for row, _ in written:
            row.outcome = Outcome.created
        if self.after:
            self.after(session, written)
        return written

    def insert(self, session: Session, made: Written) -> Written:
        bulk.add(session, self.entity, [record for _, record in made])
        return made

    def _records(self, session: Session, lines: Sequence[Line], around: Around) -> Written:
        """What the rules let in when it was looked at they may refuse by now: the rest goes in."""
        made = []
        for line in lines:
            try:
                made.append((line.row, self.record(session, line.values, around)))
            except RuleError as refusal:
                line.row.turn(Outcome.refused, refusal)
        if issubclass(self.entity, Entry):
            numbers = new_entry_numbers(session, self.entity, today().year, len(made))
            for (_, record), number in zip(made, numbers, strict=True):
                vars(record)["number"] = number
        return made


class _Besides:
    """What a payment's row names besides its own columns; a question's, its questionnaire's."""

    receivable_id = Payment.contract_id


BESIDES: tuple[type[Any], ...] = (_Besides, Questionnaire)


def _open(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.is_open]


def is_needed(record: Any) -> bool:
    """What money stands on is kept when its import is undone, and what is never taken back: the
    price list, events, limits.
    """
    is_kept = not hasattr(record, "void")
    is_used = isinstance(record, Receivable) and record.paid
    return is_kept or bool(is_used or (isinstance(record, Payment) and record.returned))


PRODUCTS = EntryRows(Product, ("code", "name"), keys=("code",), has_customer=False)
