"""Requests, delegations and approval rules over REST: what their screens do, in JSON."""

from typing import Any

from app.approvals import flow, inbox
from app.approvals.delegation_views import DelegationView
from app.approvals.kinds import kind_of
from app.approvals.rule_views import ApprovalRuleView
from app.approvals.views import InboxView
from app.approvals.words import asked_word, who_word
from app.core.api import Resource, told
from app.core.db import db
from app.core.forms import columns_of


def details(asked: Any) -> dict[str, str]:
    """What besides its subject is asked for, as far as people are told it."""
    return {key: asked.payload[key] for key in kind_of(asked.kind).details if key in asked.payload}


def subject(asked: Any) -> dict[str, Any] | None:
    """The record it is about, for who sees that."""
    is_seen = kind_of(asked.kind).url(asked.subject_id)
    return {"table": asked.subject, "id": asked.subject_id} if is_seen else None


def course(asked: Any) -> list[dict[str, Any]]:
    """Each step in its order, whom it asks, and the opinions given on it."""
    given = flow.decisions_of(db.session(), asked)
    return [
        {
            "place": step.place,
            "asks": asked_word(step),
            "needed": step.needed,
            "status": told(step.status),
            "decisions": [_opinion(one) for one in given if one.step_id == step.id],
        }
        for step in flow.steps_of(db.session(), asked)
    ]


def _opinion(decision: Any) -> dict[str, Any]:
    return {
        "by": who_word(decision),
        "verdict": told(decision.verdict),
        "reason": decision.reason,
        "at": told(decision.decided_at),
    }


class RequestApi(Resource):
    """``/api/v1/approval_request/``: what concerns the reader, or one ``tab`` of their inbox.

    It is asked for by a step of its record, and decided or recalled by a step of its own.
    """

    resource_name = "approval_request"
    screen = InboxView
    writes = True
    asks = {"tab": (*inbox.TABS, *inbox.WATCHED)}
    tells = {"payload": details, "subject": subject, "course": course}

    def shown(self, view: Any, record: Any) -> dict[str, None]:
        return dict.fromkeys((*columns_of(view.sections), "status", "subject", "course"))


class DelegationApi(Resource):
    """``/api/v1/delegation/``: by the reader and to the reader."""

    resource_name = "delegation"
    screen = DelegationView
    writes = True


class ApprovalRuleApi(Resource):
    """``/api/v1/approval_rule/``."""

    resource_name = "approval_rule"
    screen = ApprovalRuleView
    writes = True


APPROVAL_RESOURCES = (RequestApi, DelegationApi, ApprovalRuleApi)
