"""The menu: every screen, in the order of an archive's life; and what each record page joins."""

from flask import Flask
from flask_appbuilder import AppBuilder

from app.core.db import db
from app.core.words import N_
from app.customers.views import CustomerView, dashboard
from app.exchange.views import ImportView
from app.security.admin import AccountView, AuditView, DepartmentView, PersonView
from app.security.manager import Guard
from app.security.views import HomeView

#: category key → (label, icon, screens); keys are permission names and never change.
MENU = {
    "Register": (N_("Register"), "address-book", (CustomerView, ImportView)),
    "Supervise": (N_("Supervise"), "shield-check", (AuditView,)),
    "Settings": (N_("Settings"), "settings", (PersonView, DepartmentView)),
}
OFF_MENU = (AccountView,)


class Builder(AppBuilder):
    """FAB without the doors we do not serve: language by GET, menu API, user and role screens."""

    def _add_admin_views(self):
        self._indexview = self.add_view_no_menu(self.indexview)
        self.sm.register_views()


def register(app: Flask) -> AppBuilder:
    """Build FAB's application over our screens."""
    appbuilder = Builder(indexview=HomeView, security_manager_class=Guard)
    appbuilder.init_app(app, db.session)
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
    for screen in OFF_MENU:
        appbuilder.add_view_no_menu(screen)
    app.extensions["dashboard"] = dashboard
    return appbuilder
