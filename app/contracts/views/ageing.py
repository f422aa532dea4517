"""采集 › 账龄分析: what is owed, by how long it is overdue, down to the receivables themselves."""

from datetime import timedelta

from flask import url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access

from app.contracts.ageing import by_customer, totals
from app.contracts.rules import EDGES, Bucket
from app.core.clock import today
from app.core.db import db
from app.core.pages import show
from app.core.words import N_


class AgeingView(BaseView):
    """One page: the sums of each bucket, and who owes most."""

    route_base = "/ageing"
    class_permission_name = "Ageing"
    base_permissions = ["can_show"]
    default_view = "show"
    menu_name, menu_icon = N_("Ageing"), "chart-bar"

    @expose("/")
    @has_access
    def show(self):
        day = today()
        return self.render_template(
            "kedang/ageing.html",
            title=str(self.menu_name),
            day=day,
            buckets=[str(bucket) for bucket in Bucket],
            currencies=[_bars(*found, day) for found in sorted(totals(db.session, day).items())],
            owed=[_row(owed) for owed in by_customer(db.session, day)],
        )


def _bars(currency, sums, day):
    """One currency's buckets with the width of each bar, and the way down to its rows."""
    most = max(sums.values()) or 1
    return {
        "currency": currency,
        "total": show(sum(sums.values())),
        "bars": [
            {
                "label": str(bucket),
                "value": show(owed),
                "percent": round(100 * owed / most),
                "url": _down(currency, bucket, day),
                "is_late": bucket is not Bucket.not_due,
            }
            for bucket, owed in sums.items()
        ],
    }


def _down(currency, bucket, day):
    """The receivables themselves."""
    due, states = _between(bucket, day), "pending,partial,overdue"
    return url_for("ReceivableView.list", currency=currency, due_on=due, state=states)


def _between(bucket, day):
    """The due days of a bucket, as a list's filter says them."""
    places = [b for _, b in EDGES]
    if bucket is Bucket.not_due:
        return f"between:{day},"
    if bucket is Bucket.older:
        return f"between:,{day - timedelta(days=EDGES[-1][0] + 1)}"
    place = places.index(bucket)
    first, last = EDGES[place][0], EDGES[place - 1][0] + 1
    return f"between:{day - timedelta(days=first)},{day - timedelta(days=last)}"


def _row(owed):
    return {
        "name": owed.name or str(N_("Customer of another department")),
        "url": url_for("ReceivableView.list", customer_id=owed.customer_id, currency=owed.currency),
        "currency": owed.currency,
        "total": show(owed.total),
        "cells": [show(value) if value else "" for value in owed.buckets.values()],
    }
