"""Getting in and out: login, logout, language, one's own password."""

from flask import abort, current_app, flash, g, redirect, request, session, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.forms import LoginForm_db
from flask_appbuilder.security.views import AuthDBView
from flask_appbuilder.utils.base import get_safe_redirect
from flask_appbuilder.views import IndexView
from flask_babel import refresh
from flask_login import current_user, login_user, logout_user

from app.audit.chain import Event
from app.audit.listener import note
from app.core.db import db
from app.core.words import N_


class LoginView(AuthDBView):
    """FAB's login page: a new session id at each login, logout by POST alone."""

    @expose("/login/", methods=["GET", "POST"])
    def login(self):
        if current_user.is_authenticated:
            return redirect(self._get_safe_next_url())
        form = LoginForm_db()
        if form.validate_on_submit():
            user = self.appbuilder.sm.auth_user_db(form.username.data, form.password.data)
            if user:
                return self._welcome(user)
            flash(str(N_("The user name or the password is wrong.")), "warning")
        return self.render_template(
            self.login_template, title=self.title, form=form, appbuilder=self.appbuilder
        )

    def _welcome(self, user):
        locale = session.get("locale")
        session.clear()
        session.renew()
        login_user(user, remember=False)
        if locale:
            session["locale"] = locale
        return redirect(get_safe_redirect(request.args.get("next", "")))

    @expose("/logout/", methods=["POST"])
    def logout(self):
        if current_user.is_authenticated:
            note(db.session(), Event("logout", "ab_user", current_user.id))
            db.session.commit()
        locale = session.get("locale")
        logout_user()
        session.clear()
        session.renew()
        if locale:
            session["locale"] = locale
        return redirect(url_for("LoginView.login"))


class LanguageView(BaseView):
    """The reader's language, kept in the session."""

    route_base = "/language"

    @expose("/<string:code>", methods=["POST"])
    def switch(self, code):
        if code not in current_app.config["LANGUAGES"]:
            abort(404)
        session["locale"] = code
        refresh()
        return redirect(get_safe_redirect(request.referrer or ""))


class HomeView(IndexView):
    """``/``: the dashboard for who is logged in, the login page for who is not."""

    @expose("/")
    def index(self):
        if not g.user.is_authenticated:
            return redirect(url_for("LoginView.login"))
        return self.render_template(
            "kedang/dashboard.html",
            title=str(N_("Dashboard")),
            greeting=str(g.user),
            **current_app.extensions["dashboard"](),
        )
