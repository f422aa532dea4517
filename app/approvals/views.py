"""登记 › 我的审批: what waits for the reader, what they asked for, what they decided."""

from urllib.parse import parse_qsl

from flask import current_app, flash, g, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access
from flask_login import current_user
from sqlalchemy import select

from app.approvals import flow, inbox
from app.approvals.kinds import kind_of
from app.approvals.models import ApprovalRequest
from app.approvals.rules import RequestMove, RequestStatus
from app.approvals.words import course, details_word
from app.core.asking import Plan, read_url
from app.core.clock import now
from app.core.columns import showing
from app.core.db import db
from app.core.listing import find
from app.core.pages import list_page
from app.core.saving import save
from app.core.screens import Interface
from app.core.steps import Step
from app.core.words import N_
from app.security.admin import ListOnly
from app.security.models import Department, Person
from app.security.names import department_name, person_name

CLOSED = {
    RequestMove.expire: N_("It has run out and was closed."),
    RequestMove.overtake: N_("The record has changed since; the request was closed."),
}
LINE = "line-"
#: tab → its columns and what is done there.
COLUMNS = {
    "waiting": ("title", "kind", "payload", "requested_by_id", "reason", "requested_at"),
    "mine": ("title", "kind", "payload", "reason", "status", "requested_at", "ended_at"),
    "decided": ("title", "kind", "payload", "requested_by_id", "reason", "status", "ended_at"),
}
#: What a list shows when its address names no tab: on screen what waits, to programs everything.
FIRST = {"list": "waiting", "export": "waiting", "get_list": ""}
VERBS = {"waiting": ("approve", "refuse"), "mine": ("recall",)}


def tab_asked() -> str:
    """The tab a list shows, or the one whose results a step is done to; elsewhere none."""
    if request.form.get("all"):
        return dict(parse_qsl(request.form.get("query", ""))).get("tab", "waiting")
    _, _, method = (request.endpoint or "").partition(".")
    return request.args.get("tab", FIRST[method]) if method in FIRST else ""


def _proposals():
    return current_app.extensions["proposals"]


def _is_open(tab, row):
    return tab == "waiting" or row.status is RequestStatus.pending


def _may_decide(asked):
    """Asked once a page, for both buttons."""
    if "decidable" not in g:
        found = select(ApprovalRequest.id).where(ApprovalRequest.id == asked.id, inbox.waiting())
        g.decidable = db.session.scalar(found)
    return g.decidable == asked.id


def _may_recall(asked):
    return asked.status is RequestStatus.pending and asked.requested_by_id == current_user.id


class InboxView(ListOnly):
    """Requests that concern the reader; who decides is asked of the rules, not of the screen."""

    datamodel = Interface(ApprovalRequest)
    route_base = "/approvals"
    class_permission_name = "Approvals"
    base_permissions = [
        "can_list",
        "can_show",
        "can_decide",
        "can_recall",
        "can_watch",
        "can_export",
    ]
    is_own = True
    menu_name, menu_icon, record_word = N_("My approvals"), "checks", N_("Request")
    labels = {
        "title": N_("Subject"),
        "kind": N_("Kind of request"),
        "status": N_("Status"),
        "reason": N_("Reason"),
        "payload": N_("Details"),
        "department_id": N_("Owning department"),
        "department": N_("Owning department"),
        "requested_by_id": N_("Requested by"),
        "requested_by": N_("Requested by"),
        "requested_at": N_("Requested at"),
        "last_on": N_("To be decided by"),
        "ended_at": N_("Closed at"),
    }
    plan = Plan(
        entity=ApprovalRequest,
        columns=("title", "kind", "payload", "requested_by_id", "reason", "status",
                 "department_id", "requested_at", "ended_at"),
        filters=("status", "kind", "requested_at", "ended_at"),
        orders=("id", "requested_at"),
        search=("title", "reason"),
        labels={
            "requested_by_id": (Person, person_name),
            "department_id": (Department, department_name),
        },
        scope=lambda: inbox.within(tab_asked()),
    )  # fmt: skip
    facets, badges = ("status", "kind"), ("status",)
    tones = {
        RequestStatus.pending: "amber",
        RequestStatus.approved: "green",
        RequestStatus.refused: "red",
        RequestStatus.recalled: "gray",
        RequestStatus.stale: "gray",
        RequestStatus.expired: "gray",
    }
    cells = file_cells = {"payload": details_word}
    sections = (
        (
            N_("Request"),
            ("kind", "title", "payload", "reason", "department", "requested_by", "requested_at",
             "last_on", "ended_at"),
        ),
    )  # fmt: skip
    steps = (
        Step("approve", N_("Approve"), "check", "can_decide",
             lambda asked, by, why: flow.approve(db.session(), asked, by, now()),
             _may_decide, N_("Approve it?"), tone="primary"),
        Step("refuse", N_("Refuse"), "x", "can_decide",
             lambda asked, by, why: flow.refuse(db.session(), asked, by, now(), why),
             _may_decide, N_("Refuse it?"), asks_reason=True, tone="danger"),
        Step("recall", N_("Recall"), "arrow-back-up", "can_recall",
             lambda asked, by, why: flow.recall(db.session(), asked, by, now()),
             _may_recall, N_("Recall this request?")),
    )  # fmt: skip

    @expose("/list/")
    @has_access
    def list(self):
        asked, tab = read_url(self.plan, request.args), tab_asked()
        for problem in asked.problems:
            flash(str(problem), "warning")
        columns = self.columns_shown()
        found = find(db.session, showing(self.plan, columns), asked)
        page = list_page(self, asked, found, columns)
        is_open = {row.id: _is_open(tab, row) for row in found.rows}
        verbs = VERBS.get(tab, ()) if any(is_open.values()) else ()
        page.bulk = [step for step in page.bulk if step["name"] in verbs]
        return self.render_template(
            "kedang/approvals.html",
            title=str(self.menu_name),
            page=page,
            tabs=self._tabs(tab),
            is_open=is_open,
            proposals=_proposals().rows() if tab in inbox.GRANTING else None,
            delegate_url=url_for("DelegationView.list"),
        )

    def columns_shown(self):
        return [*COLUMNS.get(tab_asked(), self.plan.columns)]

    @staticmethod
    def _tabs(current):
        tabs = inbox.TABS | (inbox.GRANTING if _proposals().is_offered() else {})
        tabs |= inbox.WATCHED if inbox.watches() else {}
        return [
            {"label": str(label), "url": url_for("InboxView.list", tab=key), "on": key == current}
            for key, label in tabs.items()
        ]

    def after_step(self, records):
        """What can no longer be decided is closed there and then."""
        g.pop("decidable", None)
        moves = [self._settle(asked) for asked in records]
        return [CLOSED[move] for move in moves if move]

    def place_after(self, records):
        """Back to the list."""
        tab = "mine" if request.path.endswith("/recall") else "waiting"
        return url_for("InboxView.list", tab=tab)

    @staticmethod
    def _settle(asked):
        moves = []
        refusal = save(
            db.session, lambda: moves.append(flow.settle(db.session(), asked, now())), {}
        )
        return None if refusal else moves[0]

    # ── the record page ───────────────────────────────────────────
    def sections_of(self, record):
        session = db.session()
        g.course = list(course(flow.steps_of(session, record), flow.decisions_of(session, record)))
        lines = tuple(f"{LINE}{number}" for number in range(len(g.course)))
        return (*self.sections, (N_("Course"), lines))

    def value(self, record, name):
        if name.startswith(LINE):
            return g.course[int(name.removeprefix(LINE))].value
        return super().value(record, name)

    def label_of(self, record, name):
        if name.startswith(LINE):
            return g.course[int(name.removeprefix(LINE))].label
        return super().label_of(record, name)

    def links(self, record):
        url = kind_of(record.kind).url(record.subject_id)
        return (
            [{"url": url, "icon": "file-text", "label": str(N_("Open the record"))}] if url else []
        )
