"""Complaints' pauses and the headings of customers over REST, and handing a customer over."""

import pytest

from app.customers.models import Customer
from app.security.models import Duty
from tests.contracts.factories import put_on_duty
from tests.core.writing import CASES, base, held, one, settle_company, told
from tests.factories import make_user

pytestmark = pytest.mark.clause("S4.10", "S1.5(2)")
EN = {"Accept-Language": "en"}


@pytest.fixture
def company(unguarded, machine, sign_in):
    """(an archivist's browser, ids of a customer in each place)."""
    with machine() as session:
        ids = settle_company(session)
    browser, ids["me"] = sign_in("Archivist", department=ids["here"])
    return browser, ids


def step(browser, resource, number, name, **body):
    return browser.post(f"{one(resource, number)}/steps/{name}", json=body, headers=EN)


def test_the_pauses_of_a_complaint_are_read_where_it_is(company, sign_in):
    browser, ids = company
    number = browser.post(base("complaint"), json=told(CASES["complaint"], ids)).json["id"]
    assert step(browser, "complaint", number, "pause", reason="等客户寄回样件").status_code == 200
    twice = step(browser, "complaint", number, "pause", reason="等客户寄回样件")
    assert (twice.status_code, twice.json["message"]) == (422, "This clock does not run.")
    (row,) = browser.get(base("complaint_pause") + f"?complaint_id={number}").json["result"]
    assert (row["reason"], row["until_at"]) == ("等客户寄回样件", None)
    assert step(browser, "complaint", number, "resume").status_code == 200
    assert browser.get(one("complaint_pause", row["id"])).json["result"]["until_at"]
    other, _ = sign_in("Archivist", department=ids["there"])
    assert other.get(base("complaint_pause")).json["ids"] == []
    assert other.get(one("complaint_pause", row["id"])).status_code == 404
    assert step(other, "complaint", number, "resume").status_code == 404


def test_a_customer_is_handed_over_to_somebody_there_is(company, machine):
    browser, ids = company
    with machine():
        heir = make_user("Archivist", ids["here"]).id
    for wrong in (99_999, "x", None, True):
        body = {"person": wrong, "reason": "岗位调整交接"}
        answer = step(browser, "customer", ids["mine"], "hand_over", **body)
        assert (answer.status_code, set(answer.json["errors"])) == (422, {"person"}), wrong
    body = {"person": {"id": heir, "label": "x"}, "reason": "岗位调整交接"}
    assert step(browser, "customer", ids["mine"], "hand_over", **body).status_code == 200
    assert step(browser, "customer", ids["foreign"], "hand_over", **body).status_code == 404
    with machine() as session:
        assert held(session, Customer, ids["mine"])["account_manager_id"] == heir


def test_whoever_is_on_duty_reads_headings_alone_and_administrators_say_who_is(
    company, sign_in, machine
):
    ids = company[1]
    with machine():
        put_on_duty(type("There", (), {"id": ids["there"]}))
    clerk, _ = sign_in("Staff", department=ids["there"])
    rows = clerk.get(base("customer_heading") + "?size=200").json["result"]
    assert ids["mine"] in {row["id"] for row in rows}
    assert "机密" not in str(rows)
    assert set(rows[0]) == {"id", "number", "name", "kind", "time_status"}
    assert clerk.get(one("customer_heading", ids["mine"])).status_code == 404
    auditor, _ = sign_in("SecurityAdmin")
    listed = auditor.get(base("duty")).json["result"]
    duty = next(row for row in listed if row["kind"] == "contract")
    assert duty["department_id"] == ids["there"]
    version = auditor.get(one("duty", duty["id"])).json["result"]["version"]
    change = {"department": ids["here"], "version": version}
    assert clerk.patch(one("duty", duty["id"]), json=change).status_code == 403
    assert auditor.patch(one("duty", duty["id"]), json=change).status_code == 200
    with machine() as session:
        assert held(session, Duty, duty["id"])["department_id"] == ids["here"]
