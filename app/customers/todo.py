"""What waits for a reader among the customer files: to review, to file, to mend."""

from collections.abc import Iterator

from flask import url_for
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core.clock import today
from app.core.db import db
from app.core.todo import Waiting, count_of, counted, may, named, oldest, told
from app.core.words import N_
from app.customers.collecting import Collection
from app.customers.collecting_rules import CollectionStatus
from app.customers.models import Customer
from app.customers.review_views import by_others, waiting
from app.customers.rules import EntryStatus


def files_to_do() -> Iterator[Waiting]:
    """Only what the reader could act on: nobody reviews or files what they entered."""
    if may("can_edit", "Customers"):
        yield from _returned()
    if may("can_decide", "Review"):
        yield from _to_review()
    if may("can_file", "Customers"):
        yield from _to_file()


def _returned() -> Iterator[Waiting]:
    mine = (
        Customer.entry_status == EntryStatus.returned,
        Customer.created_by_id == current_user.id,
    )
    for customer in oldest(Customer, mine):
        address = url_for("CustomerView.show", pk=customer.id)
        text = told(N_("Sent back to you: %(what)s"), customer)
        yield Waiting(text, address, "arrow-back-up", customer.updated_at)


def _to_review() -> Iterator[Waiting]:
    if count := count_of(Customer, waiting()):
        text = str(N_("%(count)s files wait for your review")) % {"count": counted(count)}
        yield Waiting(text, url_for("ReviewView.list"), "list-check")


def _to_file() -> Iterator[Waiting]:
    reviewed = Customer.entry_status == EntryStatus.reviewed
    for customer in oldest(Customer, (reviewed, *by_others())):
        address = url_for("CustomerView.show", pk=customer.id)
        text = told(N_("To be filed: %(what)s"), customer)
        yield Waiting(text, address, "archive", customer.updated_at)


def collections_to_do() -> Iterator[Waiting]:
    """Whoever handles a form or a survey is reminded of those that are not back in time."""
    if not may("can_edit", "Collections"):
        return
    late = (
        Collection.handler_id == current_user.id,
        Collection.status == CollectionStatus.waiting,
        Collection.remind_on <= today(),
    )
    order = (Collection.remind_on, Collection.id)
    asked = select(Collection).where(*late).order_by(*order).limit(named())
    for one in db.session.scalars(asked.options(selectinload(Collection.customer))):
        text = told(N_("Not back yet: %(what)s"), f"{one.what} · {one.customer}")
        yield Waiting(text, url_for("CollectionView.show", pk=one.id), "mail", one.due_on)
