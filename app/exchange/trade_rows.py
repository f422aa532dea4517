"""Transactions and their lines from a file's rows.

A row of lines names its transaction by its number in the source; where there is none yet, the row's
own customer and date make it.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.trade import Product, Transaction, TransactionLine
from app.contracts.trade_rules import TradeKind, check_quantity, check_return
from app.core import bulk
from app.core.clock import today
from app.core.words import N_, RuleError
from app.customers.entries import new_entry_numbers
from app.exchange.entry_rows import EntryRows
from app.exchange.finding import ids_by, place_customers
from app.exchange.lines import Line, Plan, Seen
from app.exchange.rows import PlainRow
from app.exchange.rules import Outcome
from app.exchange.stored import load

HAS_LINES = N_("This transaction has its lines already.")
HEADER = ("customer_id", "happened_on", "currency")


def place_sales(session: Session, lines: Sequence[Line]) -> None:
    """A return names what was sold, in the money it was sold in."""
    named = [line for line in lines if line.is_open and "returns_id" in line.values]
    asked = select(Transaction).where(Transaction.id.in_({x.values["returns_id"] for x in named}))
    sold = {one.id: one for one in session.scalars(asked)} if named else {}
    for line in named:
        one, told = sold[line.values["returns_id"]], line.values
        try:
            check_return(
                told.get("kind", TradeKind.sale), told.get("currency", "CNY"), one.kind,
                one.currency,
            )  # fmt: skip
        except RuleError as refusal:
            line.row.turn(Outcome.refused, refusal)


TRANSACTIONS = EntryRows(
    Transaction, ("happened_on",), finds={"returns": (Transaction, ("number", "source_no"))},
    places=(place_sales,),
)  # fmt: skip


def judge(session: Session, lines: list[Line], _plan: Plan, seen: Seen) -> None:
    """A verdict for every row nothing spoke against so far; those left open are new."""
    place_customers(session, lines, is_needed=False)
    _place_products(session, lines)
    for line in lines:
        _check_whole(line)
    open_lines = [line for line in lines if line.is_open]
    wanted = {line.values["order_no"] for line in open_lines if "order_no" in line.values}
    known = _transactions(session, wanted)
    filled = _with_lines(session, [one.id for one in known.values()])
    for line in open_lines:
        try:
            _check(line.values, known, seen)
        except RuleError as refusal:
            line.row.turn(Outcome.refused, refusal)
            continue
        there = known.get(line.values["order_no"])
        if there and there.id in filled:
            line.turn(Outcome.duplicate, HAS_LINES)


def _place_products(session: Session, lines: list[Line]) -> None:
    """A product of the list by its code; an unknown code is told in words beside the text."""
    named = [line for line in lines if line.is_open and "product" in line.values]
    known = ids_by(session, Product, "code", {line.values["product"] for line in named})
    for line in named:
        code = line.values.pop("product")
        if found := known.get(code):
            line.values["product_id"] = next(iter(found))
        else:
            told = line.values.get("description")
            line.values["description"] = f"{code} {told}" if told else code


def _check_whole(line: Line) -> None:
    for name in ("order_no", "quantity", "price"):
        if name not in line.values and line.is_read(name):
            line.refuse(RuleError(N_("“%(field)s” is missing."), field=name))
    if not {"product_id", "description", "product"} & line.values.keys():
        line.refuse(RuleError(N_("Choose a product, or describe what it was.")))


def _check(values: dict[str, Any], known: dict[str, Transaction], seen: Seen) -> None:
    if values["price"] < 0:
        raise RuleError(N_("A price is not below zero."))
    source = values["order_no"]
    there = known.get(source)
    if there is None and not {"customer_id", "happened_on"} <= values.keys():
        raise RuleError(N_("There is no transaction “%(value)s”, and the row does not say whose"
                           " and when it was."), value=source[:40])  # fmt: skip
    kind = there.kind if there else _kind(source, values["quantity"], seen)
    check_quantity(kind, values["quantity"])
    _draft(values, kind)


def _kind(source: str, quantity: Decimal, seen: Seen) -> TradeKind:
    """The first row of a transaction says whether it is a sale or a return."""
    for kind in (TradeKind.sale, TradeKind.goods_return):
        if source in seen[kind.name]:
            return kind
    kind = TradeKind.goods_return if quantity < 0 else TradeKind.sale
    seen[kind.name].add(source)
    return kind


def _transactions(session: Session, wanted: set[str]) -> dict[str, Transaction]:
    asked = select(Transaction).where(Transaction.source_no.in_(wanted))
    return {one.source_no or "": one for one in session.scalars(asked)} if wanted else {}


def _with_lines(session: Session, ids: Sequence[int]) -> set[int]:
    asked = select(TransactionLine.transaction_id).where(TransactionLine.transaction_id.in_(ids))
    return set(session.scalars(asked.distinct()))


def _draft(values: dict[str, Any], kind: TradeKind) -> TransactionLine:
    told = {n: v for n, v in values.items() if n not in {*HEADER, "order_no"}}
    line: TransactionLine = bulk.draft(TransactionLine, {"discount": Decimal(0), **told})
    line.price_it(kind)
    return line


def write(session: Session, rows: Sequence[PlainRow], _place: int) -> list[tuple[PlainRow, Any]]:
    """Lines and, where they have none yet, their transactions; the sums follow."""
    lines = [Line(row, load(row.values, TransactionLine, Transaction, _Named)) for row in rows]
    known = _transactions(session, {line.values["order_no"] for line in lines})
    known |= _make(session, [x for x in lines if x.values["order_no"] not in known])
    written = []
    for line in lines:
        above = known[line.values["order_no"]]
        item = _draft(line.values, above.kind)
        item.transaction_id = above.id
        above.count(item)
        written.append((line.row, item))
    bulk.add(session, TransactionLine, [item for _, item in written])
    session.flush()
    return written


class _Named:
    """What a line's row names besides its own columns."""

    order_no = Transaction.source_no


def _make(session: Session, lines: Sequence[Line]) -> dict[str, Transaction]:
    """The transactions that rows of this block are the first to name."""
    first = {line.values["order_no"]: line.values for line in reversed(lines)}
    numbers = new_entry_numbers(session, Transaction, today().year, len(first)) if first else []
    made = []
    for number, (source, values) in zip(numbers, first.items(), strict=True):
        is_back = values["quantity"] < 0
        told = {name: values[name] for name in HEADER if name in values}
        kind = TradeKind.goods_return if is_back else TradeKind.sale
        zero = {"exact": Decimal(0), "amount": Decimal(0)}
        made.append(
            bulk.draft(
                Transaction, {**told, **zero, "number": number, "source_no": source, "kind": kind}
            )
        )
    bulk.add(session, Transaction, made)
    return _transactions(session, set(first))


def taken_back(session: Session, lines: Sequence[Any]) -> None:
    """After an undo: a transaction without a line left goes with them."""
    session.flush()
    ids = {line.transaction_id for line in lines}
    kept = _with_lines(session, list(ids))
    by = lines[0].voided_by_id if lines else None
    for above in session.scalars(select(Transaction).where(Transaction.id.in_(ids - kept))):
        above.voided_at, above.voided_by_id = lines[0].voided_at, by
        above.void_reason = lines[0].void_reason


def is_needed(_line: Any) -> bool:
    """What somebody changed since has another version, and is kept for that."""
    return False
