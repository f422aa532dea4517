"""设置 › 审批规则: who decides on each kind of request, step by step."""

from flask_babel import lazy_gettext
from sqlalchemy import func, select

from app.approvals.models import ApprovalRule
from app.approvals.rules import OPTIONAL, ApprovalKind, check_route
from app.approvals.words import asked_word
from app.core.asking import Plan
from app.core.choice_fields import ChoiceField, CodeField
from app.core.db import db
from app.core.screens import Interface, Screen
from app.core.steps import Step
from app.core.words import N_
from app.security.names import role_words


def remove(rule, _by=None, _reason=""):
    """A step goes; the last one of a kind that must be decided on stays."""
    same = select(func.count()).select_from(ApprovalRule).where(ApprovalRule.kind == rule.kind)
    others = db.session.scalar(same.where(ApprovalRule.id != rule.id))
    check_route([rule.place] if others or rule.kind in OPTIONAL else [])
    db.session.delete(rule)


class ApprovalRuleView(Screen):
    """One row is one step of one kind; requests under way keep the steps they began with."""

    datamodel = Interface(ApprovalRule)
    route_base = "/approval-rules"
    class_permission_name = "ApprovalRules"
    base_permissions = ["can_list", "can_show", "can_add", "can_edit", "can_export"]
    menu_name, menu_icon = N_("Approval rules"), "list-check"
    record_word = N_("Approval step")
    labels = {
        "kind": N_("Kind of request"),
        "place": N_("Order"),
        "asks": N_("Who decides"),
        "role": N_("Role"),
        "or_role": N_("Or this role"),
        "post": N_("Or this post"),
        "needed": N_("How many people"),
        "may_repeat": N_("Also who decided a step before"),
        "from_amount": N_("From this amount (CNY)"),
    }
    help_texts = {
        "role": N_(
            "A role that sees the whole company decides everywhere, another for its department "
            "and those below."
        ),
        "from_amount": N_(
            "Contracts worth less pass without this step; empty: all. A contract whose amount is "
            "not stated counts as worth more."
        ),
        "post": N_("As written at the person; of the owning department or one above."),
    }
    plan = Plan(
        entity=ApprovalRule,
        columns=("kind", "place", "role", "or_role", "post", "needed", "from_amount", "may_repeat"),
        filters=("kind",),
        orders=("id", "place"),
        search=("post",),
        order=("id", "asc"),
    )
    facets = ("kind",)
    file_cells = {
        "role": lambda rule: role_words().get(rule.role, rule.role),
        "or_role": lambda rule: role_words().get(rule.or_role, rule.or_role),
    }
    cells = {**file_cells, "asks": asked_word}
    sections = (
        (N_("Approval step"), ("kind", "place", "asks", "needed", "from_amount", "may_repeat")),
    )
    form_sections = (
        (
            N_("Approval step"),
            ("kind", "place", "role", "or_role", "post", "needed", "from_amount", "may_repeat"),
        ),
    )
    clashes = {
        "approval_rule": N_("This kind has a step in this place already."),
    }
    steps = (
        Step("remove", N_("Remove"), "trash", "can_edit", remove, lambda rule: True,
             N_("Remove this step? Requests under way keep theirs."), tone="danger"),
    )  # fmt: skip

    def field(self, name):
        label, told = lazy_gettext(self.labels[name]), self.help_texts.get(name, "")
        if name in {"role", "or_role"}:
            return CodeField(label, rows=lambda: list(role_words().items()), description=told)
        if name == "kind":
            return ChoiceField(label, [], ApprovalKind)
        return super().field(name)

    def value(self, record, name):
        return asked_word(record) if name == "asks" else super().value(record, name)

    def pre_add(self, item):
        item.check_facts()

    pre_update = pre_add
