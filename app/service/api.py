"""What is done for customers over REST: what its screens do, in JSON."""

from app.core.api import Resource
from app.service.views.complaints import ComplaintPauseView, ComplaintView
from app.service.views.records import ServiceView


class ServiceApi(Resource):
    """``/api/v1/service_record/``."""

    resource_name = "service_record"
    screen = ServiceView
    writes = True


class ComplaintApi(Resource):
    """``/api/v1/complaint/``: with its last day and how its clock stands."""

    resource_name = "complaint"
    screen = ComplaintView
    writes = True


class ComplaintPauseApi(Resource):
    """``/api/v1/complaint_pause/``: made by the steps of the complaint."""

    resource_name = "complaint_pause"
    screen = ComplaintPauseView


SERVICE_RESOURCES = (ServiceApi, ComplaintApi, ComplaintPauseApi)
