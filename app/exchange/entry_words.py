"""What the fields of contracts, trade, money, service and care are called: as on their screens."""

from collections.abc import Mapping

from app.care.views.entitlements import EntitlementView
from app.care.views.events import EventView, ParticipationView
from app.care.views.gifts import GiftLimitView
from app.care.views.interactions import InteractionView
from app.care.views.plans import CarePlanView
from app.care.views.questionnaires import QuestionnaireView, QuestionView
from app.care.views.suppressions import SuppressionView
from app.care.views.surveys import SurveyView
from app.care.views.visits import CareVisitView
from app.contracts.views.agreements import ContractView
from app.contracts.views.deliveries import DeliveryView
from app.contracts.views.lines import ContractLineView
from app.contracts.views.payments import AllocationView, PaymentView
from app.contracts.views.products import ProductView
from app.contracts.views.projects import ProjectView
from app.contracts.views.receivables import ReceivableView
from app.contracts.views.trade import TransactionLineView, TransactionView
from app.core.words import N_
from app.customers.collection_views import CollectionView
from app.dictionaries.views import DictionaryView
from app.exchange.survey_fields import QUESTIONS
from app.service.views.complaints import ComplaintView
from app.service.views.records import ServiceView
from app.workday.views.comments import CommentView
from app.workday.views.follow_ups import FollowUpView
from app.workday.views.stages import StageView
from app.workday.views.tasks import TaskView


class _AnswerWord(str):
    """What an answer's column is called, by the place of its question."""

    __slots__ = ()

    def __str__(self) -> str:
        return str(N_("Answer to question %(place)s")) % {"place": str.__str__(self)}


#: What a question's row says of its questionnaire.
_OF_VERSIONS = {name: QuestionnaireView.labels[name] for name in ("kind", "title")}
#: Screen → field → word.
ENTRY_WORDS: Mapping[str, Mapping[str, str]] = {
    screen.__name__: {
        "order_no": N_("Transaction number"),
        "receivable": N_("Receivable number"),
        "contract": N_("Contract number"),
        "event_on": N_("First day of the event"),
        "followed_on": N_("Day of the follow-up"),
        "version_no": N_("Version"),
        **(_OF_VERSIONS if screen is QuestionView else {}),
        **{f"answer_{place}": _AnswerWord(place) for place in QUESTIONS},
        **screen.labels,
    }
    for screen in (
        ContractView, ProductView, TransactionView, TransactionLineView, ReceivableView,
        PaymentView, ServiceView, ComplaintView,
        EventView, ParticipationView, InteractionView, EntitlementView, CareVisitView,
        SuppressionView, CarePlanView, GiftLimitView, SurveyView,
        ProjectView, DeliveryView, AllocationView, ContractLineView, FollowUpView, TaskView,
        CommentView, QuestionView, StageView, CollectionView, DictionaryView,
    )
}  # fmt: skip
