"""What an approval does, kind by kind: the domain above says so, the engine only asks."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.approvals.models import ApprovalDecision, ApprovalRequest
from app.approvals.rules import ApprovalKind
from app.core.words import N_


class Kind(NamedTuple):
    """One kind of request.

    ``apply`` is done in the transaction of the last approval; its RuleError undoes that approval.
    ``version`` says what a decision rests on now, None where the record is gone. A ``discreet``
    kind is shown to who asked only once approved: a refusal would tell that the record exists.
    """

    apply: Callable[[Session, ApprovalRequest, ApprovalDecision], None]
    version: Callable[[int], int | None]
    url: Callable[[int], str | None] = lambda _number: None
    details: Mapping[str, N_] = {}  # What a request's payload says, by its keys.
    discreet: bool = False


_kinds: dict[ApprovalKind, Kind] = {}


def register(kinds: Mapping[ApprovalKind, Kind]) -> None:
    """Named once, where the application is joined together."""
    _kinds.update(kinds)


def kind_of(kind: ApprovalKind) -> Kind:
    return _kinds[kind]


def discreet_kinds() -> list[ApprovalKind]:
    return [name for name, kind in _kinds.items() if kind.discreet]


class Wanted(NamedTuple):
    """What somebody asks for, as its domain puts it."""

    kind: ApprovalKind
    subject: str
    subject_id: int
    title: str
    reason: str
    department_id: int
    payload: Mapping[str, str]
    last_on: date | None = None
    customer_id: int | None = None  # in whose timeline it is told
    amount: Decimal | None = None  # in yuan, for rules that begin at an amount
