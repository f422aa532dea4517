"""登记 › 久未跟进: customers nobody contacted for 30 days or more, the quietest first."""

from datetime import timedelta

from flask import redirect, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access

from app.core.asking import Plan
from app.core.clock import today
from app.core.screens import Interface, Screen
from app.core.words import N_
from app.customers.labels import LABELS
from app.customers.layout import PLAN
from app.customers.models import Customer
from app.customers.views import CustomerView
from app.workday.rules import STALE_STEPS
from app.workday.stale import quiet


def _since(days):
    """Beside the list: those quiet for at least so long."""

    def link(_screen):
        last = today() - timedelta(days=days)
        url = url_for("StaleView.list", quiet_since=f"between:,{last}")
        return {"url": url, "icon": "moon", "label": str(N_("%(days)s days")) % {"days": days}}

    return link


class StaleView(Screen):
    """The list alone; a row leads to the customer's own page."""

    datamodel = Interface(Customer)
    route_base = "/stale-customers"
    class_permission_name = "StaleCustomers"
    base_permissions = ["can_list", "can_show", "can_export"]
    menu_name, menu_icon = N_("Not followed up"), "moon"
    record_word = N_("Customer")
    labels = LABELS
    plan = Plan(
        entity=Customer,
        columns=("name", "number", "time_status", "quiet_since", "account_manager_id",
                 "department_id"),
        filters=("quiet_since", "time_status", "kind", "account_manager_id", "department_id"),
        orders=("id", "quiet_since"),
        search=Customer.__search__,
        order=("quiet_since", "asc"),
        labels={key: PLAN.labels[key] for key in ("account_manager_id", "department_id")},
        scope=quiet,
    )  # fmt: skip
    references = {key: CustomerView.references[key] for key in plan.labels}
    facets, badges, tones = ("time_status", "kind"), ("time_status",), CustomerView.tones
    search_hint = CustomerView.search_hint
    sections = ((N_("Customer"), ("name", "number", "quiet_since")),)
    list_links = tuple(_since(days) for days in STALE_STEPS)

    @expose("/show/<pk>", methods=["GET"])
    @has_access
    def show(self, pk):
        return redirect(url_for("CustomerView.show", pk=self.fetch(pk).id))
