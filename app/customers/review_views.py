"""登记 › 审核: the files that wait, and one file field by field with its evidence beside it."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access
from flask_login import current_user
from sqlalchemy import or_, select

from app.core.asking import Plan
from app.core.db import db
from app.core.gate import masked
from app.core.pages import show
from app.core.saving import check_version, save
from app.core.screens import Interface, Screen, seen
from app.core.words import N_, listed
from app.customers import passage
from app.customers.completeness import ElementRule
from app.customers.evidence import Evidence
from app.customers.labels import LABELS
from app.customers.layout import CELLS, PLAN, page_of
from app.customers.models import Customer
from app.customers.review_rules import reason_of
from app.customers.reviews import ReviewMark
from app.customers.rules import EntryStatus, after, check_reviewer
from app.customers.rules import Step as Move
from app.customers.verification import Standing

#: Not facts of the customer but of the file: nobody ticks them.
UNTICKED = {"time_status", "security", "department", "account_manager", "remark"}
ANSWERS = {"right": True, "wrong": False}


def by_others() -> list[Any]:
    """Files that the reader neither entered nor submitted."""
    makers = (Customer.created_by_id, Customer.submitted_by_id)
    return [or_(maker.is_(None), maker != current_user.id) for maker in makers]


def waiting() -> list[Any]:
    """Submitted files of others."""
    return [Customer.entry_status == EntryStatus.submitted, *by_others()]


class ReviewView(Screen):
    """The queue, and the page of one review."""

    datamodel = Interface(Customer)
    route_base = "/reviews"
    class_permission_name = "Review"
    base_permissions = ["can_list", "can_show", "can_decide"]
    menu_name, menu_icon, record_word = N_("Review"), "list-check", N_("Review")
    number_column = "number"
    labels = LABELS
    plan = Plan(
        entity=Customer,
        columns=("name", "number", "kind", "completeness", "verification", "department_id",
                 "updated_at"),
        filters=("kind", "verification", "completeness"),
        orders=("id", "updated_at", "completeness"),
        search=Customer.__search__,
        order=("updated_at", "asc"),
        labels={"department_id": PLAN.labels["department_id"]},
        scope=waiting,
    )  # fmt: skip
    cells = CELLS
    facets = ("kind", "verification")
    badges = ("verification",)
    tones = {Standing.open: "amber", Standing.verified: "green", Standing.failed: "red"}
    sections = ((N_("Review"), ("name", "number")),)

    def fetch(self, pk):
        """Any file the reader sees: of one that no longer waits they are told so."""
        return db.session.scalar(seen(Customer, pk)) or abort(404)

    @expose("/show/<pk>", methods=["GET"])
    @has_access
    def show(self, pk):
        return self._page(self.fetch(pk))

    @expose("/decide/<pk>", methods=["POST"])
    @has_access
    def decide(self, pk):
        """Keep what was ticked; then pass the file, send it back, or go on later."""
        record, wish = self.fetch(pk), request.form.get("wish", "keep")
        title = str(record)
        refusal = save(db.session, lambda: self._decide(record, wish), {})
        if refusal:
            flash(str(refusal), "warning")
            return self._page(self.fetch(pk))
        words = {"pass": N_("%(what)s: passed."), "back": N_("%(what)s: sent back.")}
        flash(str(words.get(wish, N_("%(what)s: kept."))) % {"what": title}, "success")
        return redirect(url_for("ReviewView.list"))

    def _decide(self, record, wish):
        check_version(record, request.form.get("row_version"))
        by = current_user._get_current_object()
        check_reviewer(by.id, record.created_by_id, record.submitted_by_id)
        after(record.entry_status, Move.review)  # Only a file that waits is looked at.
        wrong = self._keep_marks(record, by)
        if wish == "pass":
            db.session.flush()
            passage.review(record, by)
        elif wish == "back":
            overall = request.form.get("overall", "").strip()
            record.send_back(by, reason_of(wrong, overall, passage.teller(record)))

    def _keep_marks(self, record, by):
        """Write the ticks of this form; returns the wrong ones with their remarks."""
        held = {mark.name: mark for mark in db.session.scalars(_marks(record, by))}
        wrong = {}
        for name in _tickable(record):
            answer = ANSWERS.get(request.form.get(f"mark-{name}", ""))
            if answer is None:
                continue
            mark = held.get(name) or ReviewMark(
                customer_id=record.id, round=record.review_round, reviewer_id=by.id, name=name
            )
            mark.is_right = answer
            mark.remark = request.form.get(f"remark-{name}", "").strip()[:500] or None
            db.session.add(mark)
            if not answer:
                wrong[name] = mark.remark
        return wrong

    def _page(self, record):
        standard, verdict = passage.verdict_on(db.session(), record)
        warnings = [
            str(N_("Missing: %(name)s")) % {"name": passage.name_of(e)} for e in verdict.missing
        ]
        if record.verification is not Standing.verified:
            warnings.append(str(record.verification))
        evidence = list(db.session.scalars(_evidence(record)))
        return self.render_template(
            "kedang/review.html",
            title=str(record),
            record=record,
            standard=standard,
            score=verdict.score,
            warnings=warnings,
            sections=self._sections(record),
            evidence=evidence,
            first=next((e for e in evidence if e.can_be_shown), None),
            reads_files=self.appbuilder.sm.has_access("can_download", "Evidence"),
            may_decide=self.may("can_decide") and not record.is_made_by(current_user.id),
            record_url=url_for("CustomerView.show", pk=record.id),
            decide_url=url_for("ReviewView.decide", pk=record.id),
            overall=request.form.get("overall", ""),
        )

    def _sections(self, record):
        held = {m.name: m for m in db.session.scalars(_marks(record, current_user))}
        elements = passage.demands_of(db.session(), record)[1]
        must = {e.key for e in elements if e.rule is ElementRule.required}
        return [
            {"title": str(head), "rows": [_row(self, record, n, held, must) for n in names]}
            for head, names in _ticked_sections(record)
        ]


def _ticked_sections(record):
    """The page's sections with what can be ticked, then the standard's contact and evidence."""
    known = [(head, [n for n in names if n not in UNTICKED]) for head, names in page_of(
        record.kind.name
    )[:-1]]  # fmt: skip
    elements = passage.demands_of(db.session(), record)[1]
    more = [e.key for e in elements if not e.field or e.field == passage.CONTACT]
    return [(head, names) for head, names in [*known, (N_("Contact and evidence"), more)] if names]


def _tickable(record):
    return [name for _, names in _ticked_sections(record) for name in names]


def _marks(record, by):
    return select(ReviewMark).where(
        ReviewMark.customer_id == record.id,
        ReviewMark.round == record.review_round,
        ReviewMark.reviewer_id == by.id,
    )


def _evidence(record):
    return select(Evidence).where(Evidence.customer_id == record.id).order_by(Evidence.id)


def _row(view, record, name, held, must):
    mark = held.get(name)
    kept = {True: "right", False: "wrong"}.get(mark.is_right) if mark else ""
    return {
        "name": name,
        "label": passage.teller(record)(name),
        "value": _value(view, record, name),
        "required": name in must,
        "answer": request.form.get(f"mark-{name}", kept),
        "remark": request.form.get(f"remark-{name}", (mark.remark if mark else "") or ""),
    }


def _value(view, record, name):
    if name.startswith("evidence-"):
        kinds = {kind.name for kind in passage.evidence_kinds(db.session(), record)}
        return str(N_("There")) if name.removeprefix("evidence-") in kinds else show(None)
    if name == passage.CONTACT:
        return show(listed(passage.contact_names(db.session(), record)))
    screen = next(v for v in view.appbuilder.baseviews if type(v).__name__ == "CustomerView")
    return show(masked(Customer, name, screen.value(record, name), record))
