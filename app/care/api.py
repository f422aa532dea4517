"""Satisfaction, care and communication over REST: what their screens do, in JSON."""

from operator import attrgetter
from typing import Any

from flask_appbuilder import expose

from app.care.views.answering import answers_form
from app.care.views.entitlements import EntitlementView
from app.care.views.events import EventView, ParticipationView
from app.care.views.gifts import GiftLimitView
from app.care.views.interactions import InteractionView
from app.care.views.plans import CarePlanView
from app.care.views.questionnaires import QuestionnaireView, QuestionView
from app.care.views.suppressions import SuppressionView
from app.care.views.surveys import SurveyView
from app.care.views.visits import CareVisitView
from app.core.api import Resource, told
from app.core.api_forms import blank, fields_of, fill_new, read_body
from app.core.api_writing import version_needed
from app.core.door import door
from app.core.saving import check_version


class SurveyApi(Resource):
    """``/api/v1/survey/``, and below each its answers, which are told and sent all at once."""

    resource_name = "survey"
    screen = SurveyView
    writes = True
    parts = {"answers": lambda: answers_form(())}
    method_permission_name = {
        **Resource.method_permission_name, "get_answers": "show", "put_answers": "edit",
    }  # fmt: skip

    @expose("/<pk>/answers", methods=["GET"])
    @door
    def get_answers(self, pk: str) -> Any:
        """What its questionnaire asks, field by field, and what was answered so far."""
        view = self.view()
        survey = view.fetch(pk)
        asked = view.answers_form_of(survey)
        form, fields = blank(asked), fields_of(asked)
        view.prefill_answers(form, survey)
        held = {field["name"]: told(form[field["name"]].data) for field in fields}
        result = {"id": survey.id, "version": survey.version, **held}
        heading = {"ETag": f'"{survey.version}"'}
        return {"id": survey.id, "questions": fields, "result": result}, 200, heading

    @expose("/<pk>/answers", methods=["PUT", "PATCH"])
    @door
    def put_answers(self, pk: str) -> Any:
        """Enter or correct the answers; those that are not sent stay as they were given."""
        view, sent = self.view(), read_body()
        survey = view.fetch(pk)
        view.check_entering()
        version = version_needed(sent)
        check_version(survey, version)
        form = blank(view.answers_form_of(survey))
        view.prefill_answers(form, survey)
        fill_new(form, sent)
        form.row_version.data = version
        self._save(view, form, lambda: view.write_answers(form, survey))
        return self.answer(view, survey)


class QuestionnaireApi(Resource):
    """``/api/v1/questionnaire/``: a draft is put in force by a step, and then never edited."""

    resource_name = "questionnaire"
    screen = QuestionnaireView
    writes = True


class QuestionApi(Resource):
    """``/api/v1/question/``: a new one names its ``questionnaire``, as long as that is a draft."""

    resource_name = "question"
    screen = QuestionView
    writes, first = True, {"questionnaire": "for"}


class CarePlanApi(Resource):
    """``/api/v1/care_plan/``."""

    resource_name = "care_plan"
    screen = CarePlanView
    writes = True


class CareVisitApi(Resource):
    """``/api/v1/care_visit/``."""

    resource_name = "care_visit"
    screen = CareVisitView
    writes = True
    tells = {"gift_limit": attrgetter("limit")}


class SuppressionApi(Resource):
    """``/api/v1/suppression/``: whom programs that send anything leave alone."""

    resource_name = "suppression"
    screen = SuppressionView
    writes = True


class EventApi(Resource):
    """``/api/v1/customer_event/``: an event that was entered stays, so none is taken back."""

    resource_name = "customer_event"
    screen = EventView
    writes = True


class ParticipationApi(Resource):
    """``/api/v1/participation/``: a new one names its ``event``.

    Whom one invited is never edited: another invitation takes its place once it is taken back.
    """

    resource_name = "participation"
    screen = ParticipationView
    writes, first = True, {"event": "for"}


class InteractionApi(Resource):
    """``/api/v1/staff_interaction/``."""

    resource_name = "staff_interaction"
    screen = InteractionView
    writes = True


class EntitlementApi(Resource):
    """``/api/v1/entitlement/``."""

    resource_name = "entitlement"
    screen = EntitlementView
    writes = True


class GiftLimitApi(Resource):
    """``/api/v1/gift_limit/``: a new one follows those before, which gifts were measured by; so
    none is edited or taken back.
    """

    resource_name = "gift_limit"
    screen = GiftLimitView
    writes = True


CARE_RESOURCES = (
    SurveyApi,
    QuestionnaireApi,
    QuestionApi,
    CarePlanApi,
    CareVisitApi,
    SuppressionApi,
    EventApi,
    ParticipationApi,
    InteractionApi,
    EntitlementApi,
    GiftLimitApi,
)
