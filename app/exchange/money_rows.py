"""Contracts, receivables and payments from a file's rows: in force or not, what settles what."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.approvals import flow
from app.approvals.models import ApprovalRule
from app.approvals.rules import ApprovalKind, applies
from app.contracts import effect
from app.contracts.models import Contract
from app.contracts.money import Payment, check_match
from app.contracts.receivables import Receivable
from app.contracts.refund_rules import check_names_one, check_only_refund
from app.contracts.rules import ContractStage, PaymentKind, check_leftover, in_yuan
from app.contracts.settling import locked
from app.core import bulk
from app.core.words import RuleError
from app.exchange.allocation_rows import copied
from app.exchange.entry_rows import BESIDES, CONTRACT, Around, EntryRows
from app.exchange.lines import Line
from app.exchange.rows import PlainRow
from app.exchange.rules import Outcome
from app.exchange.stored import load


# ── contracts ────────────────────────────────────────────────────
def place_stages(session: Session, lines: Sequence[Line]) -> None:
    """What its paper says was signed is in force, so that its end is thought of in time.

    Unless a rule asks about so much: then it is a draft, and asked about like any other.
    """
    rules = flow.rules_for(session, ApprovalKind.contract)
    for line in lines:
        if line.is_open and "signed_on" in line.values and not _is_asked(rules, line.values):
            line.values["stage"] = ContractStage.signed


def _is_asked(rules: Sequence[ApprovalRule], values: dict[str, Any]) -> bool:
    told = values.get("amount"), values.get("currency", "CNY"), values.get("rate")
    worth = in_yuan(*told)
    return any(applies(rule.from_amount, worth) for rule in rules)


# ── payments ─────────────────────────────────────────────────────
def place_owed(session: Session, lines: Sequence[Line]) -> None:
    """What a row's payment settles is of its customer and currency, and no less than it pays."""
    named = [line for line in lines if line.is_open and "receivable_id" in line.values]
    asked = select(Receivable).where(Receivable.id.in_({x.values["receivable_id"] for x in named}))
    owed = {one.id: one for one in session.scalars(asked)} if named else {}
    left = {number: one.unpaid for number, one in owed.items()}
    for line in named:
        number, amount = line.values["receivable_id"], line.values.get("amount", Decimal(0))
        try:
            told = {"kind": PaymentKind.receipt, "currency": "CNY", **line.values}
            told.pop("receivable_id")
            check_match(bulk.draft(Payment, told), owed[number])
            check_leftover(amount - left[number], bool(told.get("is_advance")))
        except RuleError as refusal:
            line.row.turn(Outcome.refused, refusal)
        else:
            left[number] = max(left[number] - amount, Decimal(0))


def settle_named(session: Session, written: Sequence[tuple[PlainRow, Any]]) -> None:
    """Each payment pays the receivable its row names, as far as that is still owed.

    What somebody else paid since the file was looked at leaves an advance, and says so.
    """
    for row, record in written:
        if record.refunds_id:
            locked(session, Payment, record.refunds_id).give_back(record)
        number = load(row.values, Payment, *BESIDES).get("receivable_id")
        if not number:
            continue
        payment = session.scalars(select(Payment).where(Payment.id == record.id)).one()
        owed = locked(session, Receivable, number)
        amount = min(payment.unspent, owed.unpaid)
        if amount > 0:
            session.add(payment.settle(owed, amount))
        payment.is_advance = payment.is_advance or payment.unspent > 0
        session.flush()
        set_committed_value(record, "version", payment.version)  # As the undo will find it.


def place_effect(session: Session, written: Sequence[tuple[PlainRow, Any]]) -> None:
    """What a draft plans is not owed yet."""
    effect.place(session, [record for _, record in written])


CONTRACTS = EntryRows(Contract, ("name",), keys=("number", "source_no"), places=(place_stages,))
RECEIVABLES = EntryRows(
    Receivable,
    ("happened_on", "amount"),
    finds={"contract": CONTRACT},
    after=place_effect,
)


class PaymentRows(EntryRows):
    """Payments; a refund among them uses up the rest of the one it names."""

    def around(self, session: Session, lines: Sequence[Line]) -> Around:
        """What refunds give back, held meanwhile; each row takes its part off a copy."""
        ids = {line.values["refunds_id"] for line in lines if "refunds_id" in line.values}
        asked = select(Payment).where(Payment.id.in_(ids)).order_by(Payment.id).with_for_update()
        held = session.scalars(asked.execution_options(populate_existing=True)) if ids else ()
        return {("refunds", one.id): bulk.draft(Payment, copied(one)) for one in held}

    def record(self, session: Session, values: dict[str, Any], around: Around) -> Any:
        """RuleError where a refund names nothing, or more than is left of it."""
        record = super().record(session, values, around)
        paid = around.get(("refunds", values.get("refunds_id", 0)))
        kind = values.get("kind", PaymentKind.receipt)
        check_names_one(kind, has_named=paid is not None)
        check_only_refund(kind, has_named=paid is not None)
        if paid is not None:
            paid.give_back(record)
        return record


PAYMENTS = PaymentRows(
    Payment,
    ("happened_on", "amount"),
    finds={
        "contract": CONTRACT,
        "receivable": (Receivable, ("source_no", "number")),
        "refunds": (Payment, ("number", "source_no")),
    },
    places=(place_owed,),
    after=settle_named,
)
