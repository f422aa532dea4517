"""Comments from a file's rows: each person brings in what they said, below follow-ups they see.

A row names its follow-up by the number its list gives it, or by its customer and day. What was said
long ago keeps its day, and calls nobody any more.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.values import DEEPEST_ID
from app.core.words import N_, RuleError
from app.customers.models import Customer
from app.exchange.entry_fields import CUSTOMER
from app.exchange.entry_headers import CUSTOMER as CUSTOMER_HEADERS
from app.exchange.entry_headers import Synonyms
from app.exchange.entry_rows import EntryRows
from app.exchange.fields import Doubts, Reader, Values, a_day, as_text
from app.exchange.finding import place_customers
from app.exchange.lines import Line
from app.exchange.rules import Outcome
from app.exchange.workday_rows import place_own
from app.workday.comments import Comment
from app.workday.models import FollowUp


def _number(told: str, doubts: Doubts) -> Values:
    plain = told.removesuffix(".0")
    if not (plain.isascii() and plain.isdecimal() and int(plain[:20]) <= DEEPEST_ID):
        message = N_("“%(value)s” is no known value of “%(field)s”.")
        raise RuleError(message, value=told[:40], field="follow_up")
    return {"follow_up": int(plain)}


COMMENT_FIELDS: Mapping[str, Reader] = {
    **CUSTOMER,
    "follow_up": _number,
    "followed_on": partial(a_day, "followed_on"),
    "text": partial(as_text, "text"),
    "person": partial(as_text, "person"),
    "said_on": partial(a_day, "said_on"),
}
COMMENT_HEADERS: Synonyms = {
    **CUSTOMER_HEADERS,
    "follow_up": ("跟进记录", "跟进编号", "跟進記錄", "跟進紀錄", "Follow-up", "Follow-up number"),
    "followed_on": ("跟进日期", "联系日期", "跟進日期", "Day of the follow-up", "Day of contact"),
    "text": ("评论", "评论内容", "評論", "評論內容", "内容", "Comment", "Text"),
    "person": ("评论人", "評論人", "作者", "Written by", "Author"),
    "said_on": ("评论日期", "評論日期", "日期", "Said on", "Date"),
}


def place_follow_ups(session: Session, lines: Sequence[Line]) -> None:
    """Put the id of each row's follow-up, among those the importer sees, in place of what names it;
    refuse where none is meant, or several are.
    """
    open_lines = [line for line in lines if line.is_open]
    known = _known(session, open_lines)
    days = _by_day(session, open_lines)
    for line in open_lines:
        told, on = line.values.pop("follow_up", None), line.values.pop("followed_on", None)
        whose = line.values.pop("customer_id", None)
        found = known & {told} if told else days[whose, on]
        if len(found) == 1:
            line.values["follow_up_id"] = next(iter(found))
        elif found:
            message = N_("Several follow-ups of this customer were on that day: give its number.")
            line.turn(Outcome.refused, message)
        else:
            line.turn(Outcome.refused, N_("Among the follow-ups you see none is this one."))


def _known(session: Session, lines: Sequence[Line]) -> set[int]:
    told = {line.values["follow_up"] for line in lines if "follow_up" in line.values}
    asked = select(FollowUp.id).where(FollowUp.id.in_(told))
    return set(session.scalars(asked)) if told else set()


def _by_day(session: Session, lines: Sequence[Line]) -> dict[tuple[object, object], set[int]]:
    """Customer and day → the follow-ups of then."""
    pairs = {(line.values.get("customer_id"), line.values.get("followed_on")) for line in lines}
    whole = [pair for pair in pairs if None not in pair]
    found: dict[tuple[object, object], set[int]] = defaultdict(set)
    if whole:
        asked = select(FollowUp.customer_id, FollowUp.happened_on, FollowUp.id).where(
            FollowUp.customer_id.in_({pair[0] for pair in whole}),
            FollowUp.happened_on.in_({pair[1] for pair in whole}),
        )
        for customer_id, on, number in session.execute(asked):
            found[customer_id, on].add(number)
    return found


COMMENTS = EntryRows(
    Comment, ("follow_up_id", "text"), keys=(), same=("follow_up_id", "text", "person_id"),
    has_customer=False,
    places=(partial(place_own, "person_id"),
            partial(place_customers, is_needed=False, whose=Customer), place_follow_ups),
    block=50,
)  # fmt: skip
