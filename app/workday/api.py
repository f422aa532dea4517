"""Follow-ups, what hangs on them, tasks and stages over REST: what their screens do, in JSON."""

from app.core.api import Resource
from app.core.file_types import LARGEST
from app.core.uploads import TAKERS
from app.customers.file_api import Filed
from app.workday.views.comments import CommentView
from app.workday.views.files import FollowUpFileView
from app.workday.views.follow_ups import FollowUpView
from app.workday.views.stages import StageView
from app.workday.views.tasks import TaskView
from app.workday.views.templates import FollowUpTemplateView

TAKERS["FollowUpFileApi.post"] = LARGEST


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


class CommentApi(Resource):
    """``/api/v1/comment/``: a new one names its ``follow_up``."""

    resource_name = "comment"
    screen = CommentView
    writes, first = True, {"follow_up": "for"}


class FollowUpFileApi(Filed, Resource):
    """``/api/v1/follow_up_file/``: a new one names its ``follow_up`` and holds its ``upload``."""

    resource_name = "follow_up_file"
    screen = FollowUpFileView
    writes, first = True, {"follow_up": "for"}


class FollowUpTemplateApi(Resource):
    """``/api/v1/follow_up_template/``."""

    resource_name = "follow_up_template"
    screen = FollowUpTemplateView
    writes = True


class StageApi(Resource):
    """``/api/v1/customer_stage/``, from the first change of stage on.

    A new one names its ``customer`` and brings it to that stage, with its day and why; to change
    ``time_status`` of the customer does so from today and says no reason.
    """

    resource_name = "customer_stage"
    screen = StageView
    writes, first = True, {"customer": "for"}


WORKDAY_RESOURCES = (
    FollowUpApi,
    FollowUpFileApi,
    CommentApi,
    TaskApi,
    FollowUpTemplateApi,
    StageApi,
)
