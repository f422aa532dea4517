"""采集 › 账龄分析: what is owed, by how long it is overdue, down to the receivables themselves."""

from flask import url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access
from sqlalchemy import and_, select

from app.contracts.ageing import by_customer, counts, totals, totals_in_yuan
from app.contracts.ageing_chart import due_words
from app.contracts.receivables import Receivable, is_owed
from app.contracts.rules import AGELESS, BASE_CURRENCY, OPEN_STATES, Bucket
from app.core.clock import today
from app.core.db import db
from app.core.pages import show
from app.core.words import N_
from app.security.exporting import Figures
from app.security.figure_views import FiguresView
from app.security.leaving import above_highest, too_high

HIDDEN = N_("Customer of another department")
ALL_IN_YUAN = N_("All currencies, in CNY")


class AgeingView(FiguresView):
    """One page: the sums of each bucket, and who owes most."""

    route_base = "/ageing"
    class_permission_name = "Ageing"
    menu_name, menu_icon = N_("Ageing"), "chart-bar"

    @expose("/")
    @has_access
    def show(self):
        day = today()
        found, rows = totals(db.session, day), counts(db.session, day)
        return self.render_template(
            "kedang/ageing.html",
            title=str(self.menu_name),
            day=day,
            buckets=[str(bucket) for bucket in Bucket],
            currencies=[
                *_together(found, rows, day),
                *(_bars(c, sums, rows[c], day) for c, sums in sorted(found.items())),
            ],
            owed=[_row(owed) for owed in by_customer(db.session, day)],
            exports=self.exports(),
        )

    def figures(self):
        """Every customer that owes, where the page names only those that owe most."""
        if db.session.scalar(select(Receivable.id).where(_too_high()).limit(1)):
            raise too_high()
        day, cap = today(), self.appbuilder.sm.export_cap()
        heads = (N_("Customer"), N_("Currency"), N_("Owed"), *Bucket)
        rows = [
            [o.name or str(HIDDEN), o.currency, o.total, *o.buckets.values()]
            for o in by_customer(db.session, day, cap + 1)
        ]
        words = [str(day), *_in_words(totals(db.session, day), day)]
        return Figures("receivable", str(self.menu_name), [*map(str, heads)], rows, words)


def _too_high():
    return and_(*is_owed()) & above_highest(Receivable)


def _together(found, rows, day):
    """All currencies as yuan, where there are others; what has no rate is told, not guessed."""
    if set(found) <= {BASE_CURRENCY}:
        return []
    yuan = totals_in_yuan(db.session, day)
    notes = [
        {
            "text": text,
            "url": url_for(
                "ReceivableView.list", currency=currency, rate="empty:", state=OPEN_STATES
            ),
        }
        for currency, text in _unrated(yuan)
    ]
    counted = {bucket: sum(of.get(bucket, 0) for of in rows.values()) for bucket in Bucket}
    bars = _bars(None, yuan.buckets, counted, day)
    return [{**bars, "currency": str(ALL_IN_YUAN), "notes": notes}]


def _in_words(found, day):
    """The same for the file, beside its rows: a sum among them would be added up again."""
    if set(found) <= {BASE_CURRENCY}:
        return
    yuan = totals_in_yuan(db.session, day)
    yield f"{ALL_IN_YUAN}: {show(sum(yuan.buckets.values()))}"
    yield from (text for _, text in _unrated(yuan))


def _unrated(yuan):
    told = str(N_("Not in this sum, for they have no rate: %(count)s in %(currency)s"))
    for currency, count in sorted(yuan.unrated.items()):
        yield currency, told % {"count": count, "currency": currency}


def _bars(currency, sums, rows, day):
    """One currency's buckets with the width of each bar, and the way down to its rows."""
    most = max(sums.values()) or 1
    return {
        "currency": currency,
        "total": show(sum(sums.values())),
        "bars": [
            {
                "label": str(bucket),
                "value": show(owed),
                "rows": _told(rows.get(bucket, 0)),
                "percent": round(100 * owed / most),
                "url": _down(currency, bucket, day),
                "is_late": bucket not in AGELESS,
            }
            for bucket, owed in sums.items()
        ],
    }


def _told(rows):
    return str(N_("%(count)s receivables")) % {"count": f"{rows:,}"} if rows else ""


def _down(currency, bucket, day):
    """The receivables themselves."""
    due = due_words(bucket, day)
    return url_for("ReceivableView.list", currency=currency, due_on=due, state=OPEN_STATES)


def _row(owed):
    return {
        "name": owed.name or str(HIDDEN),
        "url": url_for("ReceivableView.list", customer_id=owed.customer_id, currency=owed.currency),
        "currency": owed.currency,
        "total": show(owed.total),
        "cells": [show(value) if value else "" for value in owed.buckets.values()],
    }
