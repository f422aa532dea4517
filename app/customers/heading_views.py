"""Customers as a department on duty knows them, and which department is on duty for what."""

from flask import url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from sqlalchemy import or_, select
from wtforms.validators import Optional

from app.core.asking import Plan
from app.core.db import db
from app.core.lookup import lookup_results, seen_by_number, typed_text
from app.core.narrowing import escape_like
from app.core.remote_fields import RemoteField
from app.core.screens import Interface
from app.core.words import N_
from app.customers.headings import CustomerHeading
from app.customers.models import Customer
from app.customers.rules import TimeStatus
from app.customers.timeline_views import Timed
from app.security.admin import ListOnly
from app.security.models import Department, Duty
from app.security.names import department_name


class HeadingView(Timed):
    """采集 › 客户名册: number and name of the customers one works for."""

    datamodel = Interface(CustomerHeading)
    base_permissions = ["can_list", "can_show", "can_export"]
    route_base = "/customer-headings"
    class_permission_name = "CustomerHeadings"
    menu_name, menu_icon, record_word = N_("Customer headings"), "list-details", N_("Customer")
    number_column = "number"
    labels = {
        "number": N_("Customer number"),
        "name": N_("Customer name"),
        "kind": N_("Kind"),
        "time_status": N_("Relation"),
    }
    plan = Plan(
        entity=CustomerHeading,
        columns=("number", "name", "kind", "time_status"),
        filters=("name", "number", "kind", "time_status"),
        orders=("id", "name"),
        search=("name", "number"),
    )
    facets, badges = ("kind",), ("time_status",)
    tones = {
        TimeStatus.prospective: "blue",
        TimeStatus.active: "green",
        TimeStatus.dormant: "amber",
        TimeStatus.lost: "red",
    }
    search_hint = N_("Name or number")
    sections = ((N_("Customer"), ("number", "name", "kind", "time_status")),)

    def links(self, record):
        """Who sees the whole file is led there."""
        if db.session.scalar(select(Customer.id).where(Customer.id == record.id)) is None:
            return []
        url = url_for("CustomerView.show", pk=record.id)
        return [{"url": url, "icon": "folder", "label": str(N_("The whole file"))}]

    @expose("/find")
    @has_access
    @permission_name("list")
    def find(self):
        """For a field that chooses a customer: by the start of the number or part of the name."""
        typed = escape_like(typed_text())
        named = CustomerHeading.name.ilike(f"%{typed}%", escape="\\")
        numbered = CustomerHeading.number.ilike(f"{typed}%", escape="\\")
        asked = select(CustomerHeading.id, CustomerHeading.name, CustomerHeading.number)
        rows = db.session.execute(
            asked.where(or_(named, numbered)).order_by(CustomerHeading.id.desc()).limit(20)
        )
        return lookup_results((row.id, f"{row.name} {row.number}") for row in rows)


class DutyView(ListOnly):
    """设置 › 登记分工: which department enters which records."""

    base_permissions = ["can_list", "can_show", "can_edit", "can_export"]
    datamodel = Interface(Duty)
    route_base = "/duties"
    class_permission_name = "Duties"
    menu_name, menu_icon, record_word = N_("Who enters what"), "users-group", N_("Duty")
    labels = {
        "kind": N_("Kind of record"),
        "department_id": N_("Department on duty"),
        "department": N_("Department on duty"),
        "updated_at": N_("Changed at"),
    }
    help_texts = {
        "department": N_(
            "This department sees these records at every customer and alone enters them. Without"
            " one, whoever keeps the customer does."
        )
    }
    plan = Plan(
        entity=Duty,
        columns=("kind", "department_id", "updated_at"),
        filters=("kind",),
        orders=("id",),
        search=(),
        order=("id", "asc"),
        labels={"department_id": (Department, department_name)},
    )
    facets = ("kind",)
    sections = ((N_("Duty"), ("kind", "department", "updated_at")),)
    form_sections = ((N_("Duty"), ("department",)),)

    def field(self, name):
        if name == "department":
            return RemoteField(
                self.labels[name],
                validators=[Optional()],
                description=self.help_texts[name],
                url="/duties/departments",
                find=seen_by_number(Department),
            )
        return super().field(name)

    @expose("/departments")
    @has_access
    @permission_name("edit")
    def departments(self):
        pattern = f"%{escape_like(typed_text())}%"
        named = or_(*(c.ilike(pattern, escape="\\") for c in (
            Department.code, Department.name_zh, Department.name_en)))  # fmt: skip
        asked = select(Department.id, department_name()).where(named).limit(20)
        return lookup_results(db.session.execute(asked))
