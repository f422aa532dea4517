"""The menu: every screen, in the order of an archive's life; and what each record page joins."""

from functools import partial
from itertools import chain

from flask import Flask
from flask_appbuilder import AppBuilder

from app.access.api import AskApi
from app.access.views.asks import AskView, ask_offer
from app.access.views.grants import GrantView
from app.access.views.pending import Proposals, may_decide, proposals
from app.access.views.people import PersonView
from app.access.views.roles import RoleView
from app.access.views.shares import ShareView, share_link
from app.access.views.sight import SightView
from app.approvals import kinds
from app.approvals.api import APPROVAL_RESOURCES
from app.approvals.delegation_views import DelegationView
from app.approvals.rule_views import ApprovalRuleView
from app.approvals.views import InboxView
from app.care import menu as care
from app.care.api import CARE_RESOURCES
from app.care.sheet_parts import sheet_parts
from app.contracts.api import CONTRACT_RESOURCES
from app.contracts.views.ageing import AgeingView
from app.contracts.views.agreements import ContractView
from app.contracts.views.deliveries import DeliveryView
from app.contracts.views.payments import PaymentView
from app.contracts.views.products import ProductView
from app.contracts.views.projects import ProjectView
from app.contracts.views.receivables import ReceivableView
from app.contracts.views.trade import TransactionView
from app.core.db import db
from app.core.openapi import OpenApi
from app.core.words import N_
from app.customers.api import CUSTOMER_RESOURCES
from app.customers.collection_views import CollectionView
from app.customers.contact_views import ContactView
from app.customers.dashboard import dashboard
from app.customers.entry_views import QuickView
from app.customers.heading_views import DutyView, HeadingView
from app.customers.review_views import ReviewView
from app.customers.sheet_views import SheetView
from app.customers.standard_views import StandardView
from app.customers.views import CustomerView
from app.desk.views import DeskView, keep
from app.dictionaries.views import DictionaryView
from app.exchange.subjects import SUBJECTS
from app.exchange.views import ImportView, import_way
from app.feeds import FEEDS
from app.security.admin import AccountView, AuditView, DepartmentView
from app.security.manager import Guard
from app.security.views import HomeView
from app.service.api import SERVICE_RESOURCES
from app.service.views.complaints import ComplaintView
from app.service.views.records import ServiceView
from app.tabs import GROUPED, TABS
from app.waiting import APPROVALS, CALENDAR, CHARTS, HAPPENED, TO_DO
from app.workday.api import WORKDAY_RESOURCES
from app.workday.views.calendar import CalendarView
from app.workday.views.follow_ups import FollowUpView, follow_up_link
from app.workday.views.stale import StaleView
from app.workday.views.tasks import TaskView
from app.workday.views.templates import FollowUpTemplateView
from app.workday.views.to_do import ToDoView

#: category key → (label, icon, screens); keys are permission names and never change.
MENU = {
    "Register": (
        N_("Register"),
        "address-book",
        (
            ToDoView,
            CalendarView,
            CustomerView,
            ContactView,
            ReviewView,
            QuickView,
            ImportView,
            InboxView,
            DelegationView,
            AskView,
            FollowUpView,
            TaskView,
            StaleView,
            ShareView,
        ),
    ),
    "Collect": (
        N_("Collect"),
        "inbox",
        (
            HeadingView,
            CollectionView,
            ServiceView,
            ComplaintView,
            ProjectView,
            ContractView,
            TransactionView,
            DeliveryView,
            ReceivableView,
            PaymentView,
            AgeingView,
            ProductView,
            *care.COLLECT,
        ),
    ),
    "Supervise": (N_("Supervise"), "shield-check", (AuditView,)),
    "Settings": (
        N_("Settings"),
        "settings",
        (
            PersonView,
            RoleView,
            GrantView,
            DepartmentView,
            DictionaryView,
            StandardView,
            DutyView,
            ApprovalRuleView,
            FollowUpTemplateView,
            *care.SETTINGS,
        ),
    ),
}
OFF_MENU = (
    AccountView,
    DeskView,
    SheetView,
    SightView,
    *dict.fromkeys(child for children in TABS.values() for child in children),
)
#: What a record's page leads to in the domains above its own.
LINKS = {CustomerView: (follow_up_link, share_link)}
#: What fills an empty list from the domains above its own.
WAYS_IN = {
    screen: (partial(import_way, name),)
    for name, subject in SUBJECTS.items()
    for _, _, screens in MENU.values()
    for screen in screens
    if screen.__name__ == subject.screen
}
#: What programs may read and write, at /api/v1/<resource>/.
RESOURCES = (
    *CUSTOMER_RESOURCES,
    *CONTRACT_RESOURCES,
    *SERVICE_RESOURCES,
    *WORKDAY_RESOURCES,
    *CARE_RESOURCES,
    *APPROVAL_RESOURCES,
    AskApi,
)


class Builder(AppBuilder):
    """FAB without the doors we do not serve: language by GET, menu API, user and role screens."""

    def _add_admin_views(self):
        self._indexview = self.add_view_no_menu(self.indexview)
        self.sm.register_views()


def register(app: Flask) -> AppBuilder:
    """Build FAB's application over our screens."""
    appbuilder = Builder(indexview=HomeView, security_manager_class=Guard)
    appbuilder.init_app(app, db.session)
    for screen, links in LINKS.items():
        screen.more_links = links
    for screen, ways in WAYS_IN.items():
        screen.ways_in = ways
    kinds.register(APPROVALS)
    _fill_menu(appbuilder)
    for above, children in TABS.items():
        above.children, above.parts = children, GROUPED.get(above, {})
    for hidden in OFF_MENU:
        appbuilder.add_view_no_menu(hidden)
    for resource in (*RESOURCES, OpenApi):
        appbuilder.add_api(resource)
    to_do = [*chain.from_iterable(TO_DO.values())]
    app.extensions["dashboard"] = partial(dashboard, to_do, CHARTS)
    app.extensions["to_do"], app.extensions["calendar"] = TO_DO, CALENDAR
    app.extensions["feeds"] = FEEDS
    app.extensions["happened"] = HAPPENED
    app.extensions["desk"] = keep
    app.extensions["sheet_parts"] = sheet_parts
    app.extensions["ask_access"] = ask_offer
    app.extensions["proposals"] = Proposals(may_decide, proposals)
    return appbuilder


def _fill_menu(appbuilder: AppBuilder) -> None:
    for category, (label, icon, screens) in MENU.items():
        for screen in screens:
            appbuilder.add_view(
                screen,
                screen.class_permission_name,
                label=screen.menu_name,
                icon=screen.menu_icon,
                category=category,
                category_label=label,
                category_icon=icon,
            )
