"""A table below a record's page: its tab there, its own small pages, no list of its own."""

from typing import Any

from flask import abort, g, render_template, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from sqlalchemy import inspect, select
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.core.exporting import offered
from app.core.pages import cell
from app.core.screens import Screen, seen
from app.core.values import python_type
from app.core.words import N_

MOST = 200


def _is_count(entity: type[Any], name: str) -> bool:
    """A number, which a phone shows with its column's name: alone it says nothing."""
    column = entity.__mapper__.columns.get(name)
    return column is not None and python_type(getattr(entity, name)) is int


class Child(Screen):
    """Lines of one parent. ``parent`` is its entity, ``parent_key`` the foreign key to it."""

    exclude_route_methods = Screen.exclude_route_methods | {"list"}
    parent: type[Any]
    parent_key = "customer_id"
    parent_screen = "CustomerView"
    lines: tuple[str, ...] = ()  # the columns of the tab's table

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.exclude_route_methods = cls.exclude_route_methods | {"list"}

    @classmethod
    def key(cls):
        return cls.route_base.strip("/")

    def tab_of(self, record):
        """This table's tab on its parent's page; None for who may not read it."""
        if not self.may("can_list"):
            return None
        address = url_for(f"{self.endpoint}.of", pk=record.id)
        return {"key": self.key(), "label": str(self.menu_name), "url": address}

    @expose("/of/<pk>")
    @has_access
    @permission_name("list")
    def of(self, pk):
        """The tab itself."""
        parent = self.fetch_parent(pk)
        rows = list(db.session.scalars(self.lines_of(parent)))
        self.prepare(rows)
        return render_template(
            "kedang/children.html",
            columns=[str(self.labels[name]) for name in self.lines],
            counts=[_is_count(self.plan.entity, name) for name in self.lines],
            rows=[self._line(row) for row in rows],
            title=str(self.menu_name),
            adds=self.adds_of(parent) if self.may("can_add") else [],
            notes=self.notes_of(parent),
            exits=self.exits_of(parent) if rows else [],
        )

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self):
        """A parent the reader does not see has no form, and receives nothing."""
        g.parent = self.fetch_parent(request.args.get("for", ""))
        return super().add()

    def form_page(self, form, title, what, variant="", record=None, **more):
        """A new line's form says below what."""
        is_new = record is None and "parent" in g
        told = f"{what} · {g.parent}" if is_new else what
        return super().form_page(form, title, told, variant, record, **more)

    def lines_of(self, parent):
        entity = self.plan.entity
        mine = getattr(entity, self.parent_key) == parent.id
        found = select(entity).where(mine).order_by(entity.id.desc()).limit(MOST)
        return found.options(*self._shown_beside())

    def _shown_beside(self):
        """Other records the lines name are asked for once, in a question the gate narrows too."""
        relations = inspect(self.plan.entity).relationships
        named = [relations[name] for name in self.lines if name in relations]
        return [selectinload(relation.class_attribute) for relation in named]

    def adds_of(self, parent):
        """The buttons below the table."""
        address = url_for(f"{self.endpoint}.add", **{"for": parent.id})
        return [{"url": address, "label": str(N_("New: %(what)s")) % {"what": self.record_word}}]

    def notes_of(self, parent):
        """Sentences below the table."""
        return []

    def exits_of(self, parent):
        """The ways this parent's rows leave as a file, where they do by themselves."""
        if "can_export" not in self.base_permissions:
            return []
        mine = f"?{self.parent_key}={parent.id}"
        return [{**way, "url": way["url"].split("?")[0] + mine} for way in offered(self)]

    def refused_url(self):
        """The page of the parent whose lines were asked for; of all, the start."""
        told = request.args.get(self.parent_key, "")
        if not told.isdecimal():
            return url_for("HomeView.index")
        return url_for(f"{self.parent_screen}.show", pk=told, _anchor=self.key())

    def _line(self, row):
        shown = url_for(f"{self.endpoint}.show", pk=row.id) if self.may("can_show") else None
        return {"url": shown, "cells": [cell(self, row, name) for name in self.lines]}

    def fetch_parent(self, pk):
        """The parent, if the gate shows it; else 404."""
        return db.session.scalar(seen(self.parent, pk)) or abort(404)

    def new_record(self, variant):
        parent = self.fetch_parent(request.args.get("for", ""))
        return self.plan.entity(**{self.parent_key: parent.id})

    def prefill_new(self, form):
        """For a program too, below a parent it sees and below no other."""
        self.fetch_parent(request.args.get("for", ""))

    def pre_add(self, item):
        item.check_facts()

    pre_update = pre_add

    def home_of(self, record):
        number = getattr(record, self.parent_key) if record else request.args.get("for", "")
        return url_for(f"{self.parent_screen}.show", pk=number or 0, _anchor=self.key())

    def after_saving(self, record):
        if request.form.get("_then") == "new":
            return url_for(f"{self.endpoint}.add", **{"for": getattr(record, self.parent_key)})
        return self.home_of(record)

    def meta(self, record):
        parent = getattr(record, self.parent_key.removesuffix("_id"))
        return [{"icon": "building", "text": str(parent) if parent else None}]
