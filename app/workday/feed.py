"""What of the working day a customer's timeline tells: what was said, what is to be done."""

from app.core.words import N_
from app.customers.feeding import Feed, FeedKind, Files
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
