"""What waits for a reader among grants and shares: what others proposed and they may decide."""

from collections.abc import Iterator

from flask import url_for
from flask_login import current_user
from sqlalchemy import select

from app.access.models import Grant
from app.access.rules import GrantStatus
from app.access.shares import SUBJECT
from app.core.db import db
from app.core.todo import Waiting, may, oldest, told
from app.core.words import N_
from app.customers.models import Customer
from app.security.models import Share
from app.security.rules import ShareStatus


def grants_to_do() -> Iterator[Waiting]:
    """Neither who proposed nor whom it is about decides."""
    if not may("can_confirm", "Grants"):
        return
    me = current_user.id
    where = (
        Grant.status == GrantStatus.proposed,
        Grant.proposed_by_id != me,
        Grant.user_id != me,
    )
    for grant in oldest(Grant, where):
        address = url_for("GrantView.show", pk=grant.id)
        yield Waiting(told(N_("Grant to decide: %(what)s"), grant), address, "key")


def shares_to_do() -> Iterator[Waiting]:
    """Shares of the customers the reader sees."""
    if not may("can_confirm", "Shares"):
        return
    me = current_user.id
    where = (
        Share.status == ShareStatus.proposed,
        Share.granted_by_id != me,
        Share.user_id != me,
        Share.subject == SUBJECT,
        Share.subject_id.in_(select(Customer.id)),
    )
    for share in oldest(Share, where):
        address = url_for("ShareView.show", pk=share.id)
        name = db.session.get(Customer, share.subject_id)
        yield Waiting(told(N_("Share to confirm: %(what)s"), name), address, "share")
