"""采集 › 满意度分析: mean satisfaction and NPS of a year, by kind of customer."""

from datetime import timedelta

from flask import url_for
from flask_appbuilder import BaseView, expose
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

YEAR = timedelta(days=365)


class SatisfactionView(BaseView):
    """One page: how satisfied the customers of each kind are, and all together."""

    route_base = "/satisfaction"
    class_permission_name = "Satisfaction"
    base_permissions = ["can_show"]
    default_view = "show"
    menu_name, menu_icon = N_("Satisfaction figures"), "chart-bar"

    @expose("/")
    @has_access
    def show(self):
        since = today() - YEAR
        lately = surveying.answered_since(since)
        rows = [{"label": str(kind), "cells": _cells((lately, _of(kind)))} for kind in CustomerKind]
        return self.render_template(
            "kedang/satisfaction.html",
            title=str(self.menu_name),
            since=since,
            rows=rows,
            all=_cells((lately,)),
            list_url=url_for("SurveyView.list", answered_on=f"between:{since},"),
        )


def _of(kind):
    mine = select(CustomerHeading.id).where(CustomerHeading.kind == kind)
    return Survey.customer_id.in_(mine)


def _cells(where):
    found = surveying.figures(db.session(), where)
    return [show(found.answered), show(found.score), show(found.nps)]
