"""Steps: the verbs people do to a record from its page or, to many at once, from the list."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_login import current_user

from app.core.db import db
from app.core.links import list_address
from app.core.results import step_for_all
from app.core.saving import save
from app.core.words import N_, RuleError


class Question(NamedTuple):
    """What a step asks besides its reason: a day, or one of many records searched at ``url``."""

    name: str
    label: N_
    read: Callable[[str], Any]
    url: str = ""


class Step(NamedTuple):
    """One verb people do to a record from its page or, to many, from the list."""

    name: str
    label: N_
    icon: str
    right: str
    verb: Callable[..., None]  # (record, by, reason)
    fits: Callable[[Any], bool]
    confirm: N_
    asks_reason: bool = False
    in_bulk: bool = True
    tone: str = "light"
    asks: Question | None = None  # its answer is the verb's fourth argument


class Stepping:
    """The part of a screen that does steps."""

    @expose("/step/<name>", methods=["POST"])
    @has_access
    @permission_name("show")
    def step(self, name):
        """Do one step to the chosen records: all of them, or none."""
        step = self.allowed_step(name)
        if request.form.get("all"):
            return self._step_for_all(step)
        records = [self.fetch(pk) for pk in request.form.getlist("rowid")[:200]]
        reason = request.form.get("reason", "")
        work = partial(self._ask_and_do, step, reason)
        refusal = save(db.session, lambda: work(records), self.clashes)
        if refusal:
            flash(str(refusal), "warning")
        elif records:
            done = N_("%(step)s: %(count)s done.")
            flash(str(done) % {"step": step.label, "count": len(records)}, "success")
        for told in self.after_step(records):
            flash(str(told), "warning")
        return redirect(self.place_after(records))

    def _step_for_all(self, step):
        """Do it to all the list found, and say how far it went."""
        if "list" in self.exclude_route_methods or not self.may("can_list"):
            abort(404)  # Lines below a record have no list whose results could be meant.
        query, reason = request.form.get("query", ""), request.form.get("reason", "")
        work = partial(self._ask_and_do, step, reason)
        flash(*step_for_all(db.session(), self, step.label, query, work))
        return redirect(list_address(self, dict(parse_qsl(query))))

    def allowed_step(self, name: str) -> Step:
        step = next((step for step in self.steps if step.name == name), None) or abort(404)
        if not self.may(step.right):
            abort(403)
        return step

    def _ask_and_do(self, step: Step, reason: str, records: Sequence[Any]) -> None:
        """The verb with the answer the page sent to the step's question."""
        answer = [step.asks.read(request.form.get(step.asks.name, ""))] if step.asks else []
        self.do_step(step, records, reason, *answer)

    def do_step(self, step: Step, records: Sequence[Any], reason: str, *answer: Any) -> None:
        """The verb on each of them; RuleError when one refuses.

        In one order whoever asks: two who chose the same rows wait for one another, where from
        both ends each would hold what the other still needs.
        """
        if not records:
            raise RuleError(N_("Choose at least one row first."))
        said = reason.replace("\0", "")  # PostgreSQL keeps none.
        for record in sorted(records, key=attrgetter("id")):
            step.verb(record, current_user._get_current_object(), said, *answer)

    def after_step(self, records: Sequence[Any]) -> Sequence[N_]:
        """What else becomes of the records, whether it was done or refused; in sentences."""
        return ()

    def place_after(self, records):
        if len(records) == 1 and records[0] in db.session and self.still_visible(records[0]):
            return url_for(f"{self.endpoint}.show", pk=records[0].id)
        return self.home_of(records[0] if records else None)

    def still_visible(self, record: Any) -> bool:
        return getattr(record, "voided_at", None) is None


def read_day(told: str) -> date:
    """A day from the calendar of a step's question."""
    try:
        return date.fromisoformat(told)
    except ValueError as wrong:
        raise RuleError(N_("This is not a date. Write it like 2025-01-31.")) from wrong
