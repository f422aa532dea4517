"""What waits for a reader who follows up: planned contacts, tasks, comments that call them."""

from collections.abc import Iterator

from flask import url_for
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core.clock import today
from app.core.db import db
from app.core.todo import Waiting, count_of, counted, may, named, told
from app.core.words import N_
from app.workday.comments import Comment, Mention
from app.workday.models import FollowUp
from app.workday.rules import WAITING
from app.workday.tasks import Task


def follow_ups_to_do() -> Iterator[Waiting]:
    """What the reader planned until today, those waiting longest first."""
    if not may("can_add", "FollowUps"):
        return
    for plan in db.session.scalars(due(current_user.id).limit(named())):
        address = url_for("CustomerView.show", pk=plan.customer_id, _anchor="customer-follow-ups")
        text = told(N_("Follow up: %(what)s"), plan.customer)
        yield Waiting(text, address, "message", plan.next_on)


def due(person_id):
    mine = (FollowUp.person_id == person_id, FollowUp.answered_by_id.is_(None))
    order = (FollowUp.next_on, FollowUp.id)
    asked = select(FollowUp).where(*mine, FollowUp.next_on <= today()).order_by(*order)
    return asked.options(selectinload(FollowUp.customer))


def tasks_to_do() -> Iterator[Waiting]:
    """The reader's own tasks; and those they gave that are late."""
    if may("can_move", "Tasks"):
        asked = open_tasks().where(Task.assignee_id == current_user.id)
        for task in db.session.scalars(asked.limit(named())):
            words = N_("Overdue task: %(what)s") if task.due_on < today() else N_("Task: %(what)s")
            address = url_for("TaskView.show", pk=task.id)
            yield Waiting(told(words, task), address, "checkbox", task.due_on)
    if may("can_cancel", "Tasks"):
        late = (Task.assigner_id == current_user.id, Task.state.in_(WAITING),
                Task.due_on < today())  # fmt: skip
        if count := count_of(Task, late):
            text = str(N_("%(count)s tasks you gave are overdue")) % {"count": counted(count)}
            told_by = {"assigner_id": current_user.id, "sort": "due_on"}
            address = url_for("TaskView.list", state="open,accepted", **told_by)
            yield Waiting(text, address, "alert-triangle")


def open_tasks():
    return select(Task).where(Task.state.in_(WAITING)).order_by(Task.due_on, Task.id)


def mentions_to_do() -> Iterator[Waiting]:
    """Comments that call the reader and were not answered or noted."""
    if not may("can_list", "Comments"):
        return
    mine = (Mention.person_id == current_user.id, Mention.noted_at.is_(None))
    asked = select(Comment).join(Mention, Mention.comment_id == Comment.id).where(*mine)
    for comment in db.session.scalars(asked.order_by(Comment.id).limit(named())):
        text = told(N_("You are called in a comment: %(what)s"), comment)
        yield Waiting(text, url_for("CommentView.show", pk=comment.id), "at", comment.created_at)
