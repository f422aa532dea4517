"""Follow-ups and tasks over REST: what their screens do, in JSON."""

from app.core.api import Resource
from app.workday.views.follow_ups import FollowUpView
from app.workday.views.tasks import TaskView


class FollowUpApi(Resource):
    """``/api/v1/follow_up/``."""

    resource_name = "follow_up"
    screen = FollowUpView
    writes = True


class TaskApi(Resource):
    """``/api/v1/task/``: given to the reader, by the reader, or within the company's reach."""

    resource_name = "task"
    screen = TaskView
    writes = True
