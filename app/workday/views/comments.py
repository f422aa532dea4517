"""On a follow-up's page: what colleagues say about it, and whom they call."""

from flask import request
from flask_login import current_user
from wtforms.validators import InputRequired, Length

from app.core.asking import Plan
from app.core.children import Child
from app.core.clock import local
from app.core.db import db
from app.core.fields import TextField
from app.core.screens import Interface
from app.core.steps import Step
from app.core.words import N_
from app.customers.part_views import taking_back
from app.security.models import Person
from app.security.names import person_name
from app.workday import comments
from app.workday.comments import Comment
from app.workday.models import FollowUp
from app.workday.rules import check_author


def _take_back(comment, by, reason):
    check_author(by.id, comment.person_id)
    comment.void(by, reason)


def _calls_me(comment):
    found = comments.open_mentions(db.session(), comment.follow_up_id, current_user.id)
    return comment.id in {mention.comment_id for mention in found}


class CommentView(Child):
    """评论."""

    datamodel = Interface(Comment)
    route_base = "/comments"
    class_permission_name = "Comments"
    base_permissions = ["can_list", "can_show", "can_add", "can_void", "can_export"]
    parent, parent_key, parent_screen = FollowUp, "follow_up_id", "FollowUpView"
    menu_name, record_word = N_("Comments"), N_("Comment")
    labels = {
        "text": N_("Comment"),
        "person": N_("Written by"),
        "person_id": N_("Written by"),
        "created_at": N_("Written at"),
        "said_on": N_("Said on"),
        "follow_up": N_("Follow-up"),
        "follow_up_id": N_("Follow-up"),
    }
    help_texts = {"text": N_("Call a colleague by @ and their name: they find it in their to-do.")}
    plan = Plan(
        entity=Comment,
        columns=("follow_up_id", "text", "person_id", "said_on", "created_at"),
        filters=("follow_up_id", "person_id", "said_on"),
        orders=("id",),
        search=(),
        labels={"person_id": (Person, person_name)},
    )
    lines = ("text", "person", "said_on", "created_at")
    form_sections = ((N_("Comment"), ("text",)),)
    sections = ((N_("Comment"), lines),)
    cells = {"created_at": lambda row: local(row.created_at).strftime("%Y-%m-%d %H:%M")}
    steps = (
        Step("note", N_("Read"), "check", "can_list",
             lambda c, by, why: comments.note(db.session(), c, by), _calls_me,
             N_("Have you read what you were called for?"), tone="primary"),
        taking_back(_take_back, N_("Take this comment back?")),
    )  # fmt: skip

    def field(self, name):
        told = {"label": self.labels[name], "description": self.help_texts[name]}
        return TextField(validators=[InputRequired(), Length(max=4_000)], **told)

    def new_record(self, variant):
        return Comment(person_id=current_user.id)

    def write_new(self, form, record):
        self.fill(form, record)
        above = self.fetch_parent(request.args.get("for", ""))
        record.follow_up_id, record.follow_up = above.id, above
        comments.write(db.session(), record)
