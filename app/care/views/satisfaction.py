"""采集 › 满意度分析: mean satisfaction and NPS of a year, by kind of customer."""

from datetime import timedelta

from flask import url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access
from sqlalchemy import select

from app.care import surveying
from app.care.surveys import Survey
from app.core.clock import today
from app.core.db import db
from app.core.pages import show
from app.core.words import N_
from app.customers.headings import CustomerHeading
from app.customers.rules import CustomerKind
from app.security.exporting import Figures
from app.security.figure_views import FiguresView

YEAR = timedelta(days=365)


class SatisfactionView(FiguresView):
    """One page: how satisfied the customers of each kind are, and all together."""

    route_base = "/satisfaction"
    class_permission_name = "Satisfaction"
    menu_name, menu_icon = N_("Satisfaction figures"), "chart-bar"

    @expose("/")
    @has_access
    def show(self):
        since = today() - YEAR
        lately, kinds = _by_kind(since)
        rows = [{"label": label, "cells": [*map(show, told)]} for label, *told in kinds]
        return self.render_template(
            "kedang/satisfaction.html",
            title=str(self.menu_name),
            since=since,
            rows=rows,
            all=[*map(show, lately)],
            exports=self.exports(),
            list_url=url_for("SurveyView.list", answered_on=f"between:{since},"),
        )

    def figures(self):
        since = today() - YEAR
        lately, kinds = _by_kind(since)
        heads = (N_("Customer kind"), N_("Answers"), N_("Satisfaction (of 100)"), "NPS")
        words = [str(N_("Answered since %(day)s")) % {"day": since}]
        rows = [*kinds, [str(N_("All together")), *lately]]
        return Figures("survey", str(self.menu_name), [*map(str, heads)], rows, words)


def _by_kind(since):
    """The figures of all together, and a line of each kind's: its word, then its figures."""
    lately = surveying.answered_since(since)
    kinds = [[str(kind), *_figures((lately, _of(kind)))] for kind in CustomerKind]
    return _figures((lately,)), kinds


def _of(kind):
    mine = select(CustomerHeading.id).where(CustomerHeading.kind == kind)
    return Survey.customer_id.in_(mine)


def _figures(where):
    found = surveying.figures(db.session(), where)
    return [found.answered, found.score, found.nps]
