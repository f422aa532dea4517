"""Contracts' lines from a file's rows: of a draft, by its number; what is bought by its code."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from app.contracts.lines import ContractLine, check_open, last_places, touch
from app.contracts.models import Contract
from app.contracts.trade import Product
from app.core.words import RuleError
from app.exchange.entry_rows import CONTRACT, Around, Mark, Written
from app.exchange.lines import Line
from app.exchange.rows import PlainRow
from app.exchange.step_rows import StepRows


class LineRows(StepRows):
    """Rows that make their contract another version of itself."""

    def around(self, session: Session, lines: Sequence[Line]) -> Around:
        """Besides what the rows name, why a contract of theirs takes no lines."""
        found = dict(super().around(session, lines))
        for (name, number), contract in list(found.items()):
            if name == "contract" and (refusal := _refusal(session, contract)):
                found["refusal", number] = refusal
        return found

    def record(self, session: Session, values: dict[str, Any], around: Around) -> Any:
        """RuleError where its contract is signed or being decided on."""
        if refusal := around.get(("refusal", values["contract_id"])):
            raise refusal
        return super().record(session, values, around)

    def there(self, session: Session, lines: Sequence[Line]) -> set[Mark]:
        """One product of one contract; another specification of it is another line."""
        ids = {line.values["contract_id"] for line in lines}
        columns = [getattr(ContractLine, name) for name in self.same]
        asked = select(*columns).where(ContractLine.contract_id.in_(ids))
        return {tuple(row) for row in session.execute(asked)}

    def insert(self, session: Session, made: Written) -> Written:
        """A line whose row does not say where it stands comes last, in the file's order."""
        last = last_places(session, {record.contract_id for _, record in made})
        for _, record in made:
            told = record.position or last[record.contract_id] + 1
            record.position = told
            last[record.contract_id] = max(last[record.contract_id], told)
        return super().insert(session, made)


def _refusal(session: Session, contract: Contract) -> RuleError | None:
    try:
        check_open(session, contract)
    except RuleError as refusal:
        return refusal
    return None


def _touch(session: Session, ids: set[int]) -> None:
    asked = select(Contract).where(Contract.id.in_(ids)).order_by(Contract.id)
    for contract in session.scalars(asked):
        touch(session, contract)
    session.flush()


def after(session: Session, written: Sequence[tuple[PlainRow, Any]]) -> None:
    """Whoever had read or approved the contract before has read another."""
    _touch(session, {record.contract_id for _, record in written})


def taken_back(session: Session, lines: Sequence[Any]) -> None:
    _touch(session, {line.contract_id for line in lines})


def is_needed(line: Any) -> bool:
    """What was signed meanwhile, or is being decided on, stays."""
    session = object_session(line)
    return session is None or _refusal(session, line.contract) is not None


CONTRACT_LINES = LineRows(
    ContractLine, ("contract_id", "quantity", "price"), keys=(),
    same=("contract_id", "product_id", "description"), has_customer=False,
    finds={"contract": CONTRACT, "product": (Product, ("code",))},
    about={"contract": Contract, "product": Product}, after=after, taken_back=taken_back,
)  # fmt: skip
