"""应收账龄 on the start page: how many receivables are open, by how long they are overdue."""

from datetime import date

from flask import url_for
from sqlalchemy import ColumnElement

from app.contracts.ageing import days_of
from app.contracts.receivables import Receivable, is_owed
from app.contracts.rules import AGELESS, OPEN_STATES, Bucket
from app.core.charts import Bar, Picture
from app.core.clock import today
from app.core.todo import may
from app.core.words import N_
from app.customers.filed_chart import LEADS
from app.security.actor import actor


def ageing_chart() -> Picture | None:
    """None for who may not read the ageing, or sees only their own."""
    if not may("can_show", "Ageing") or actor().reach not in LEADS:
        return None
    bars = [_bar(bucket, today()) for bucket in Bucket]
    return Picture(str(N_("Open receivables by age")), Receivable, bars)


def _bar(bucket: Bucket, day: date) -> Bar:
    url = url_for("ReceivableView.list", due_on=due_words(bucket, day), state=OPEN_STATES)
    return Bar(str(bucket), (*is_owed(), *_due(bucket, day)), url, bucket not in AGELESS)


def _due(bucket: Bucket, day: date) -> list[ColumnElement[bool]]:
    if bucket is Bucket.undated:
        return [Receivable.due_on.is_(None)]
    first, last = days_of(bucket, day)
    ends = [Receivable.due_on >= first] if first else []
    return ends + ([Receivable.due_on <= last] if last else [])


def due_words(bucket: Bucket, day: date) -> str:
    """The due days of a bucket, as a list's filter says them."""
    if bucket is Bucket.undated:
        return "empty:"
    return "between:" + ",".join(str(end or "") for end in days_of(bucket, day))
