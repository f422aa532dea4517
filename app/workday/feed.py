"""What of the working day a customer's timeline tells: what was said, what is to be done."""

from app.core.words import N_
from app.customers.feeding import Feed, FeedKind, Files
from app.workday.comments import Comment
from app.workday.files import FollowUpFile
from app.workday.models import FollowUp
from app.workday.tasks import Task

FEEDS = (
    Feed(
        entity=FollowUp,
        kind=FeedKind.communication,
        icon="message",
        text=FollowUp.what,
        right="FollowUps",
        screen="FollowUpView",
        day=FollowUp.happened_on,
        tag=FollowUp.channel,
        files=Files(FollowUpFile.follow_up_id, "FollowUpFileView", "FollowUpFiles"),
    ),
    Feed(
        entity=Comment,
        kind=FeedKind.communication,
        icon="messages",
        text=Comment.text,
        beside=(FollowUp, FollowUp.id == Comment.follow_up_id),
        customer=FollowUp.customer_id,
        right="Comments",
        screen="CommentView",
        day=Comment.said_on,
    ),
    Feed(
        entity=Task,
        kind=FeedKind.communication,
        icon="checkbox",
        tone="purple",
        text=Task.title,
        right="Tasks",
        screen="TaskView",
        day=Task.due_on,
        told=N_("Due on %(day)s"),
        tag=Task.state,
    ),
)
