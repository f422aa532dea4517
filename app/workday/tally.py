"""What fell in each stage of a customer: every kind its timeline knows, counted (S9.3(三)).

One statement unites a grouped count of each feed along its customer's index; rows stay where they
are. A row falls in the last stage begun by its own day, else by the day it was entered.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, literal, select, union_all
from sqlalchemy.orm import Session

from app.customers.feeding import Feed
from app.customers.spans import begun


def tally(
    session: Session, feeds: Sequence[Feed], customer_id: int, starts: Sequence[date]
) -> list[dict[str, int]]:
    """For each stage, in order, feed → how many of its rows fell in it; without the empty ones."""
    found: list[dict[str, int]] = [{} for _ in starts]
    if feeds and starts:
        arms = [select(_arm(feed, customer_id, starts).subquery()) for feed in feeds]
        for name, place, count in session.execute(union_all(*arms)):
            found[place][name] = count
    return found


def _arm(feed: Feed, customer_id: int, starts: Sequence[date]) -> Select[Any]:
    """One feed's counts by stage; of who never changed there is nothing to tell apart."""
    later = [*enumerate(starts)][:0:-1]
    place: Any = literal(0)
    if later:
        place = case(*((begun(feed, start), number) for number, start in later), else_=0)
    asked = select(place.label("stage_place")).select_from(feed.entity)
    asked = asked.where(feed.whose == customer_id)
    if feed.beside:
        asked = asked.join(*feed.beside)
    if feed.shown:
        asked = asked.where(feed.only.in_(feed.shown(customer_id)))
    each = asked.subquery()
    found = select(literal(feed.name).label("name"), each.c.stage_place, func.count())
    return found.group_by(each.c.stage_place)
