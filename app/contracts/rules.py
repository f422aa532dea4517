"""What contracts and money may be: stages, days, rates, what settles what. Pure."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from app.core.words import N_, Choice, RuleError

BASE_CURRENCY = "CNY"
CENT = Decimal("0.01")
NOT_STATED = N_("Not stated")
#: More yuan than one unit of any currency is worth; beyond, it was mistyped.
LARGEST_RATE = 1_000_000
#: A reminder comes at most so many days before.
MOST_DAYS = 366


class ContractType(Choice):
    """合同类型."""

    direct = N_("Direct sale")
    agency = N_("Agency")
    service = N_("Service contract")
    fast_sale = N_("Fast sale")
    framework = N_("Framework")
    other = N_("Other")


class ContractStage(Choice):
    """合同阶段."""

    drafted = N_("To be signed")
    signed = N_("Signed")
    performing = N_("Being performed")
    completed = N_("Completed")
    superseded = N_("Superseded")


class ContractStep(Choice):
    """What people do to a contract."""

    sign = N_("Sign")
    start = N_("Start performing")
    complete = N_("Complete")
    supersede = N_("Supersede")
    reinstate = N_("Reinstate")


G, T = ContractStage, ContractStep
#: Signed and not over.
LIVING = (G.signed, G.performing)
#: So many days ahead it is told what falls due, where a plan does not say how many.
DUE_SOON_DAYS = 7
NEXT = {
    (G.drafted, T.sign): G.signed,
    (G.signed, T.start): G.performing,
    (G.signed, T.complete): G.completed,
    (G.performing, T.complete): G.completed,
    (G.signed, T.supersede): G.superseded,
    (G.performing, T.supersede): G.superseded,
    (G.completed, T.supersede): G.superseded,
    (G.superseded, T.reinstate): G.performing,  # What took its place was taken back.
}


class PaymentKind(Choice):
    """收款类别."""

    receipt = N_("Receipt")
    credit_note = N_("Credit note")
    refund = N_("Refund")


class PaymentMethod(Choice):
    """回款方式."""

    wire = N_("Bank transfer")
    online = N_("Online banking")
    cheque = N_("Cheque")
    cash = N_("Cash")
    postal = N_("Postal remittance")
    alipay = N_("Alipay")
    wechat_pay = N_("WeChat Pay")
    acceptance_bill = N_("Acceptance bill")
    other = N_("Other")


class ReceivableState(Choice):
    """应收状态, derived from its contract, its amounts and the day."""

    not_effective = N_("Not in effect yet")
    pending = N_("Not due")
    partial = N_("Partly received")
    overdue = N_("Overdue")
    undated = N_("Due day open")
    settled = N_("Received")


class Bucket(Choice):
    """账龄."""

    not_due = N_("Not yet due")
    days_30 = N_("1–30 days overdue")
    days_60 = N_("31–60 days overdue")
    days_90 = N_("61–90 days overdue")
    days_180 = N_("91–180 days overdue")
    older = N_("Over 180 days overdue")
    undated = N_("No due day")


#: The last day overdue of each bucket but the last; what has no due day never ages.
EDGES = ((0, Bucket.not_due), (30, Bucket.days_30), (60, Bucket.days_60), (90, Bucket.days_90),
         (180, Bucket.days_180))  # fmt: skip


def after(stage: ContractStage, step: ContractStep) -> ContractStage:
    """The stage a step leads to; RuleError when the contract is not at that point."""
    if (stage, step) not in NEXT:
        raise RuleError(N_("The contract's stage does not allow this step."))
    return NEXT[stage, step]


def check_span(start: date | None, end: date | None) -> None:
    """A contract ends after it starts, as far as both days are known."""
    if start and end and end < start:
        raise RuleError(N_("The contract would end before it starts."), at="end_on")


def check_counts(*counts: int | None) -> None:
    """Of originals and copies there are none, or some."""
    if any(count is not None and count < 0 for count in counts):
        raise RuleError(N_("The number of originals or copies cannot be below zero."))


def remind_on(end: date | None, days: int) -> date | None:
    """The day to think of its renewal."""
    check_reminder(days)
    return end - timedelta(days=days) if end else None


def check_reminder(days: int) -> None:
    if not 0 <= days <= MOST_DAYS:
        raise RuleError(
            N_("It is reminded of between 0 and %(most)s days before."),
            at="remind_days",
            most=MOST_DAYS,
        )


def plan_reminder(due_on: date | None, days: int | None) -> date | None:
    """The day to think of what falls due; a reminder comes before the day, or on it.

    None where the day is still open: nothing can be reminded of yet.
    """
    check_reminder(days or 0)
    if due_on is None:
        return None
    before = timedelta(days=DUE_SOON_DAYS if days is None else days)
    return due_on - min(before, due_on - date.min)


def check_rate(currency: str, rate: Decimal | None) -> None:
    """A rate is how many yuan one unit is worth, so yuan have none."""
    if rate is not None and (rate <= 0 or currency == BASE_CURRENCY):
        raise RuleError(
            N_("A rate is stated for foreign currencies only, and is above zero."), at="rate"
        )
    if rate is not None and rate >= LARGEST_RATE:
        raise RuleError(N_("A rate lies below %(most)s."), at="rate", most=f"{LARGEST_RATE:,}")


def check_period(period: int | None) -> None:
    """Instalments are counted from one."""
    if period is not None and period < 1:
        raise RuleError(N_("Instalments are counted from one."), at="period")


def check_worth(amount: Decimal | None) -> None:
    """What a contract or a product is worth may be nothing, and may not be stated."""
    if amount is not None and amount < 0:
        raise RuleError(N_("The amount must not be below zero."), at="amount")


def check_amount(amount: Decimal | None) -> None:
    """Money that was received, or is to be, is above zero."""
    if amount is not None and amount <= 0:
        raise RuleError(N_("The amount must be above zero."), at="amount")


def to_cents(amount: Decimal) -> Decimal:
    """Rounded to cents, halves away from zero, as invoices are."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def in_yuan(amount: Decimal | None, currency: str, rate: Decimal | None) -> Decimal | None:
    """What an amount is worth in yuan; None where that is not known."""
    if amount is None or currency == BASE_CURRENCY:
        return amount
    return to_cents(amount * rate) if rate else None


def check_allocation(amount: Decimal, unspent: Decimal, unpaid: Decimal) -> None:
    """No more than is left of the payment, nor than is owed."""
    check_amount(amount)
    if amount > unspent:
        raise RuleError(N_("Only %(left)s of this payment is left."), at="amount", left=unspent)
    if amount > unpaid:
        raise RuleError(
            N_("Only %(left)s of this receivable is still owed."), at="amount", left=unpaid
        )


def spread(amount: Decimal, owed: list[Decimal]) -> list[Decimal]:
    """A payment over what is owed, in order: each is filled before the next gets anything."""
    given, left = [], amount
    for unpaid in owed:
        share = min(left, unpaid)
        given.append(share)
        left -= share
    return given


def check_reach(shares: list[Decimal], most: int) -> None:
    """A payment settles so many receivables at once; one that needs more is refused."""
    if any(share > 0 for share in shares[most:]):
        raise RuleError(
            N_(
                "This payment would settle more than %(most)s receivables at once. Name its"
                " contract, enter it as several payments, or save it without settling and"
                " allocate it by hand or by file."
            ),
            at="settles",
            most=most,
        )


def check_leftover(left: Decimal, is_advance: bool) -> None:
    """What nothing is owed for was either mistyped or paid in advance; the reader must say so."""
    if left > 0 and not is_advance:
        raise RuleError(
            N_("The payment is %(left)s more than is owed. Correct it, or mark it as an advance."),
            at="amount",
            left=left,
        )


def receivable_state(
    amount: Decimal, paid: Decimal, due_on: date | None, today: date, *, is_effective: bool
) -> ReceivableState:
    """How a receivable stands on a day; what a draft plans is not owed before it is signed."""
    if paid >= amount:
        return ReceivableState.settled
    if not is_effective:
        return ReceivableState.not_effective
    if due_on is None:
        return ReceivableState.undated
    if due_on < today:
        return ReceivableState.overdue
    return ReceivableState.partial if paid > 0 else ReceivableState.pending


#: Neither is late: its day is to come, or not agreed on.
AGELESS = (Bucket.not_due, Bucket.undated)
#: The states of what is owed, as a list's address says them.
OPEN_STATES = "pending,partial,overdue,undated"


def bucket_of(due_on: date | None, today: date) -> Bucket:
    """How long overdue something is that is still owed."""
    if due_on is None:
        return Bucket.undated
    late = (today - due_on).days
    return next((bucket for edge, bucket in EDGES if late <= edge), Bucket.older)
