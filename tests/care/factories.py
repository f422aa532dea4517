"""make_*: surveys, care, events and wishes to be left alone in one line each."""

from datetime import date
from decimal import Decimal

from app.care import surveying
from app.care.care_rules import CareKind
from app.care.entitlements import Entitlement
from app.care.events import CustomerEvent, Participation
from app.care.interactions import StaffInteraction
from app.care.plans import CarePlan
from app.care.questionnaires import questions_of
from app.care.suppressions import Suppression
from app.care.survey_rules import Level, QuestionForm
from app.care.surveys import Survey
from app.care.visits import CareVisit
from app.core.clock import now, today
from app.core.db import db
from app.customers.headings import CustomerHeading
from app.security.rules import RecordKind
from tests.factories import keep

CARE = (RecordKind.survey, RecordKind.care)
LONG_AGO = date(2026, 1, 1)


def leave_alone(customer, **fields):
    told = {"since_on": LONG_AGO, "reason": "客户要求勿扰", **fields}
    return _entry(Suppression, customer, told)


def make_survey(customer, **fields):
    entry = Survey(customer=_heading(customer), customer_id=customer.id,
                   **{"happened_on": today(), **fields})  # fmt: skip
    surveying.invite(db.session(), entry)
    return _kept(entry)


def answers(survey, level=Level.satisfied, points=9):
    """The same level for every question of the survey's questionnaire."""
    told = {QuestionForm.level: level, QuestionForm.points: points, QuestionForm.text: "尚可"}
    questions = questions_of(db.session(), survey.questionnaire_id)
    return {question.id: told[question.form] for question in questions}


def answer(survey, **told):
    survey.answer(today())
    surveying.answer(db.session(), survey, answers(survey, **told), now())
    db.session.flush()


def make_plan(customer, **fields):
    told = {"kind": CareKind.birthday, "recurs_on": today().strftime("%m-%d"), **fields}
    return _entry(CarePlan, customer, told)


def make_visit(customer, value=None, **fields):
    gift = {"gift": "茶叶礼盒", "gift_value": Decimal(value)} if value else {}
    told = {"planned_on": today(), **gift, **fields}
    return _entry(CareVisit, customer, told)


def make_entitlement(customer, **fields):
    told = {"what": "年度返利 2%", "basis": "供货合同第七条", "from_on": today(), **fields}
    return _entry(Entitlement, customer, told)


def make_interaction(customer, employee, **fields):
    told = {"employee_id": employee.id, "happened_on": today(), "summary": "陪同参观装配车间"}
    return _entry(StaffInteraction, customer, {**told, **fields})


def make_event(**fields):
    return keep(CustomerEvent(**{"name": "新品发布会", "from_on": today(), **fields}))


def invite(event, customer, **fields):
    told = {"event": event, "event_id": event.id, "invited_on": today(), **fields}
    invited = Participation(customer=_heading(customer), customer_id=customer.id, **told)
    invited.check_facts()
    return keep(invited)


def _heading(customer):
    return db.session.get(CustomerHeading, customer.id)


def _entry(entity, customer, fields):
    return _kept(entity(customer=_heading(customer), customer_id=customer.id, **fields))


def _kept(entry):
    entry.give_number(db.session)
    entry.check_facts()
    return keep(entry)
