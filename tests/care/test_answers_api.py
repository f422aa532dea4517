"""A questionnaire's answers over REST: the form of the page, its refusals, its complaint."""

import pytest
from sqlalchemy import select

from app.care.surveys import Survey, SurveyAnswer
from app.core.clock import today
from app.security.rules import RecordKind
from app.service.complaints import Complaint
from tests.care.factories import answers, make_survey
from tests.care.writing import count, customer
from tests.contracts.factories import put_on_duty
from tests.core.writing import one

pytestmark = pytest.mark.clause("S1.5(2)", "S4.10")
EN = {"Accept-Language": "en"}
DAY = today().isoformat()


@pytest.fixture
def asked(company, machine):
    """(browser, the address of a survey's answers, what a content customer would answer)."""
    browser, ids = company
    with machine():
        survey = make_survey(customer(ids))
        given = {f"q{n}": getattr(a, "name", a) for n, a in answers(survey).items()}
        return browser, one("survey", survey.id) + "/answers", given


def test_a_program_reads_the_questions_and_enters_all_answers(asked, machine):
    browser, address, given = asked
    told = browser.get(address, headers=EN)
    fields = {field["name"]: field for field in told.json["questions"]}
    assert set(fields) == {*given, "answered_on", "feedback"}
    assert fields["q1"]["label"] == "All in all, are you satisfied?"
    assert fields["q1"]["enum"][0] == "very_satisfied"
    assert told.json["result"]["q1"] is None
    said = {"If-Match": told.headers["ETag"]}
    made = browser.put(address, json={**given, "feedback": "交货准时"}, headers=said)
    assert made.status_code == 200, made.json
    result = made.json["result"]
    assert (result["score"], result["points"], result["answered_on"]) == ("80.00", 9, DAY)
    assert browser.put(address, json=given, headers=said).status_code == 409
    assert browser.put(address, json=given).status_code == 428
    again = {"q1": "very_satisfied", "version": result["version"]}
    assert browser.patch(address, json=again).json["result"]["score"] == "84.00"
    kept = browser.get(address).json["result"]
    assert (kept["q1"], kept["q2"], kept["feedback"]) == (
        "very_satisfied", "satisfied", "交货准时",
    )  # fmt: skip
    assert count(machine, SurveyAnswer) == len(given)


def test_answers_outside_the_questionnaire_are_named_and_nothing_is_kept(asked, machine):
    browser, address, given = asked
    version = browser.get(address).json["result"]["version"]
    points = next(name for name, answer in given.items() if answer == 9)
    other = f"q{max(int(name[1:]) for name in given) + 1}"  # Asked of another kind of customer.
    for wrong in (
        {other: "satisfied"}, {"q99999": 1}, {"status": "answered"}, {"score": "100"},
        {"row_version": "1"}, {"q1": "delighted"}, {points: 11}, {points: "many"}, {"q1": True},
        {"answered_on": "soon"},
    ):  # fmt: skip
        answer = browser.put(address, json={**given, "version": version, **wrong}, headers=EN)
        assert (answer.status_code, set(answer.json["errors"])) == (422, set(wrong)), wrong
    for more in ({"q1": None}, {"answered_on": "2126-01-01"}, {"answered_on": "2020-01-01"}):
        answer = browser.put(address, json={**given, "version": version, **more})
        assert answer.status_code == 422, more
    assert count(machine, SurveyAnswer) == 0
    with machine() as session:
        assert session.scalars(select(Survey.status)).one().name == "invited"


def test_low_answers_open_one_complaint_however_often_they_are_sent(asked, machine):
    browser, address, given = asked
    low = {name: "dissatisfied" if answer == "satisfied" else answer
           for name, answer in given.items()}  # fmt: skip
    for _ in range(2):
        version = browser.get(address).json["result"]["version"]
        assert browser.put(address, json={**low, "version": version}).status_code == 200
    assert count(machine, Complaint) == 1


def test_answers_of_a_survey_out_of_sight_or_by_another_department_are_refused(
    asked, company, sign_in, machine
):
    browser, address, given = asked
    _, ids = company
    other, _ = sign_in("Archivist", department=ids["there"])
    body = {**given, "version": 1}
    for send in (other.get, other.put, other.patch):
        assert send(address, json=body).status_code == 404
    with machine():
        put_on_duty(type("There", (), {"id": ids["there"]}), [RecordKind.survey])
    assert browser.get(address).status_code == 200
    refused = browser.put(address, json=body, headers=EN)
    assert refused.status_code == 403
    reader, _ = sign_in("Auditor")
    assert reader.put(address, json=body).status_code == 403
    assert count(machine, SurveyAnswer) == 0
