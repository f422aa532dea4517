"""登记 › 审核: the files that wait, and one file field by field with its evidence beside it."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access
from flask_login import current_user
from sqlalchemy import or_, select

from app.core.asking import Plan
from app.core.db import db
from app.core.fields import tidy
from app.core.gate import masked
from app.core.pages import show
from app.core.saving import check_version, save
from app.core.screens import Interface, Screen, seen
from app.core.words import N_, listed
from app.customers import passage
from app.customers.completeness import ElementRule
from app.customers.evidence import Evidence
from app.customers.labels import LABELS
from app.customers.layout import CELLS, PLAN, TONES, page_of
from app.customers.marks import field_signs, marks_on
from app.customers.models import Customer
from app.customers.review_rules import reason_of
from app.customers.reviews import ReviewMark
from app.customers.rules import OF_THE_FILE, EntryStatus, after, check_reviewer
from app.customers.rules import Step as Move
from app.customers.verification import Standing

ANSWERS = {"right": True, "wrong": False}


def by_others() -> list[Any]:
    """Files that the reader neither entered nor submitted, nor changed since."""
    makers = (Customer.created_by_id, Customer.submitted_by_id)
    changed = Customer.changers.contains(f" {current_user.id} ")
    others = [or_(maker.is_(None), maker != current_user.id) for maker in makers]
    return [*others, or_(Customer.changers.is_(None), ~changed)]


def waiting() -> list[Any]:
    """Submitted files of others."""
    return [Customer.entry_status == EntryStatus.submitted, *by_others()]


class ReviewView(Screen):
    """The queue, and the page of one review."""

    datamodel = Interface(Customer)
    route_base = "/reviews"
    class_permission_name = "Review"
    base_permissions = ["can_list", "can_show", "can_decide", "can_export"]
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
        needs=PLAN.needs,
    )  # fmt: skip
    cells = CELLS
    facets = ("kind", "verification")
    badges = ("verification",)
    tones = TONES
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
        check_reviewer(by.id, *record.makers())
        after(record.entry_status, Move.review)  # Only a file that waits is looked at.
        wrong = self._keep_marks(record, by)
        if wish == "pass":
            db.session.flush()
            passage.review(record, by)
        elif wish == "back":
            overall = tidy(request.form.get("overall"))
            record.send_back(by, reason_of(wrong, overall, passage.teller(record)))

    def _keep_marks(self, record, by):
        """Write the ticks of this form; returns the wrong ones with their remarks."""
        held = {mark.name: mark for mark in db.session.scalars(marks_on(record, by.id))}
        wrong = {}
        elements = passage.demands_of(db.session(), record)[1]
        for name, sign in _signs(record, elements).items():
            answer = ANSWERS.get(_answered(name, sign))
            if answer is None:
                continue
            mark = held.get(name) or ReviewMark(
                customer_id=record.id, round=record.review_round, reviewer_id=by.id, name=name
            )
            mark.is_right, mark.sign = answer, sign
            mark.remark = (tidy(request.form.get(f"remark-{name}")) or "")[:500] or None
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
        elements = passage.demands_of(db.session(), record)[1]
        signs = _signs(record, elements)
        return self.render_template(
            "kedang/review.html",
            title=str(record),
            record=record,
            standard=standard,
            score=verdict.score,
            warnings=warnings,
            sections=self._sections(record, elements, signs),
            seen=" ".join(f"{name}={sign}" for name, sign in signs.items()),
            evidence=evidence,
            first=next((e for e in evidence if e.can_be_shown), None),
            reads_files=self.appbuilder.sm.has_access("can_download", "Evidence"),
            may_decide=self.may("can_decide") and not record.is_made_by(current_user.id),
            record_url=url_for("CustomerView.show", pk=record.id),
            decide_url=url_for("ReviewView.decide", pk=record.id),
            overall=tidy(request.form.get("overall")) or "",
        )

    def _sections(self, record, elements, signs):
        held = {m.name: m for m in db.session.scalars(marks_on(record, current_user.id))}
        must = {e.key for e in elements if e.rule is ElementRule.required}
        return [
            {
                "title": str(head),
                "rows": [
                    _row(self, record, name, held.get(name), signs[name])
                    | {"required": name in must}
                    for name in names
                ],
            }
            for head, names in _ticked_sections(record, elements)
        ]


def _ticked_sections(record, elements):
    """The page's sections with what can be ticked, then the standard's contact and evidence."""
    known = [(head, [n for n in names if n not in OF_THE_FILE]) for head, names in page_of(
        record.kind.name
    )[:-1]]  # fmt: skip
    more = [e.key for e in elements if not e.field or e.field == passage.CONTACT]
    return [(head, names) for head, names in [*known, (N_("Contact and evidence"), more)] if names]


def _signs(record, elements):
    """A sign of what everything that can be ticked shows now."""
    names = [name for _, names in _ticked_sections(record, elements) for name in names]
    return field_signs(db.session(), record, elements, names)


def _answered(name, sign):
    """What the form says of a field, unless that showed something else when the form was made."""
    seen = dict(pair.split("=", 1) for pair in request.form.get("seen", "").split() if "=" in pair)
    return request.form.get(f"mark-{name}", "") if seen.get(name, sign) == sign else ""


def _evidence(record):
    return select(Evidence).where(Evidence.customer_id == record.id).order_by(Evidence.id)


def _row(view, record, name, mark, sign):
    """A mark on what was changed since is told, and stands no longer."""
    holds = mark is not None and mark.sign == sign
    kept = {True: "right", False: "wrong"}[mark.is_right] if holds else ""
    return {
        "name": name,
        "label": passage.teller(record)(name),
        "value": _value(view, record, name),
        "changed": mark is not None and not holds,
        "answer": _answered(name, sign) or kept,
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
