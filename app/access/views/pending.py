"""我的审批 › 授权: proposals of grants and shares the reader may decide, beside the requests."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from flask import current_app, request, url_for

from app.access.grants import value_word
from app.access.todo import grants_waiting, shares_waiting
from app.core.db import db
from app.core.step_boxes import step_box
from app.core.steps import Stepping
from app.core.todo import may, naming
from app.core.words import N_
from app.customers.models import Customer

#: So many of each are laid before the reader; the rest stand on their own pages.
MOST = 50
#: The form field that says where a decision was taken, and its word for the inbox.
FROM, INBOX = "from", "inbox"
REFUSE = {"label": N_("Refuse"), "confirm": N_("Refuse it?")}


class FromInbox(Stepping):
    """The part of a screen whose steps lead back to the inbox when they were taken there."""

    def place_after(self, records):
        if request.form.get(FROM) == INBOX:
            return url_for("InboxView.list", tab="granting")
        return super().place_after(records)


class Proposals(NamedTuple):
    """What the inbox shows of rights: whether to the reader at all, and which lists."""

    is_offered: Callable[[], bool]
    rows: Callable[[], list[dict[str, Any]]]


def may_decide() -> bool:
    """Whether a reader has proposals of anybody to decide."""
    return may("can_confirm", "Grants") or may("can_confirm", "Shares")


def proposals():
    """The lists below the requests: their heading and their rows, each with its two buttons."""
    with naming(MOST):
        found = [
            {"title": str(N_("Grants to decide")), "rows": [*_grants()]},
            {"title": str(N_("Shares to confirm")), "rows": [*_shares()]},
        ]
    return [group for group in found if group["rows"]]


def _grants() -> Iterator[dict[str, Any]]:
    steps = _steps("GrantView", "confirm", "refuse")
    for grant in grants_waiting():
        change = " → ".join(value_word(grant.kind, key) or "—" for key in (grant.old, grant.new))
        yield {
            "id": grant.id,
            "url": url_for("GrantView.show", pk=grant.id),
            "cells": [str(grant), change, grant.reason, str(grant.proposed_by)],
            "steps": steps,
        }


def _shares() -> Iterator[dict[str, Any]]:
    steps = _steps("ShareView", "confirm", "end")
    for share in shares_waiting():
        until = str(N_("Until %(day)s")) % {"day": share.until.date()}
        yield {
            "id": share.id,
            "url": url_for("ShareView.show", pk=share.id),
            "cells": [str(db.session.get(Customer, share.subject_id)), f"{share.user} · {until}",
                      share.reason, str(share.granted_by)],
            "steps": steps,
        }  # fmt: skip


def _steps(screen, *names):
    """The steps' buttons; a proposal that is ended before it began is refused."""
    view = next(v for v in current_app.appbuilder.baseviews if v.endpoint == screen)
    boxes = [step_box(view, s) for s in view.steps if s.name in names and view.may(s.right)]
    said = {name: str(word) for name, word in REFUSE.items()}
    return [{**box, **said} if box["name"] == "end" else box for box in boxes]
