"""What waits for a reader among grants and shares: what others proposed and they may decide."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import url_for
from flask_login import current_user
from sqlalchemy import ColumnElement, select

from app.access.models import Grant
from app.access.rules import GrantStatus
from app.access.shares import SUBJECT
from app.core.db import db
from app.core.todo import Waiting, may, oldest, told
from app.core.words import BETWEEN, N_
from app.customers.models import Customer
from app.security.models import Duty, Share
from app.security.rules import ShareStatus


def grants_waiting() -> Sequence[Grant]:
    """What others proposed for others and the reader may decide."""
    if not may("can_confirm", "Grants"):
        return ()
    proposed = Grant.status == GrantStatus.proposed
    return oldest(Grant, (proposed, *_of_others(Grant.proposed_by_id, Grant.user_id)))


def shares_waiting() -> Sequence[Share]:
    """Shares of customers the reader sees that they may confirm."""
    if not may("can_confirm", "Shares"):
        return ()
    seen = (Share.subject == SUBJECT, Share.subject_id.in_(select(Customer.id)))
    where = (Share.status == ShareStatus.proposed, *seen)
    return oldest(Share, (*where, *_of_others(Share.granted_by_id, Share.user_id)))


def grants_to_do() -> Iterator[Waiting]:
    """Grants that others proposed for others."""
    for grant in grants_waiting():
        address = url_for("GrantView.show", pk=grant.id)
        yield Waiting(told(N_("Grant to decide: %(what)s"), grant), address, "key")


def duties_to_do() -> Iterator[Waiting]:
    """Kinds of record no department is on duty for; told to who may name one, or keeps them."""
    if not (may("can_edit", "Duties") or may("can_edit", "Departments")):
        return
    asked = select(Duty.kind).where(Duty.department_id.is_(None)).order_by(Duty.id)
    if kinds := db.session.scalars(asked).all():
        text = str(N_("No department answers for: %(kinds)s. Whoever keeps a customer enters them"))
        told_kinds = {"kinds": str(BETWEEN).join(map(str, kinds))}
        yield Waiting(text % told_kinds, url_for("DutyView.list"), "users-group")


def shares_to_do() -> Iterator[Waiting]:
    """Shares of the customers the reader sees."""
    for share in shares_waiting():
        address = url_for("ShareView.show", pk=share.id)
        name = db.session.get(Customer, share.subject_id)
        yield Waiting(told(N_("Share to confirm: %(what)s"), name), address, "share")


def _of_others(proposed_by: Any, about: Any) -> tuple[ColumnElement[bool], ...]:
    """Neither who proposed nor whom it is about decides."""
    me = current_user.id
    return proposed_by != me, about != me
