"""REST for writing: what a form refuses a program is refused, and what it keeps is kept alike."""

from itertools import cycle

import pytest

from tests.contracts.factories import put_on_duty
from tests.core.writing import (
    CASES,
    FOLLOWS,
    NOT_SENT,
    PLACES,
    base,
    counts,
    held,
    make_all,
    one,
    told,
)

EN = {"Accept-Language": "en"}


#: A kind and a channel have their usual.
MAY_BE_LEFT = {"kind", "is_advance", "channel"}
OPEN_DAYS = {"receivable": {"due_on"}}


@pytest.mark.clause("S4.10")
def test_what_a_program_makes_and_changes_is_what_a_form_would(company, machine):
    browser, ids = company
    for resource, number in make_all(browser, ids).items():
        case, address = CASES[resource], one(resource, number)
        with machine() as session:
            row = held(session, case.entity, number)
        assert row["created_by_id"] == ids["me"], resource
        assert row.get("number", "given"), resource
        assert browser.get(address).headers["ETag"] == f'"{row["version"]}"'
        assert browser.delete(address).status_code == 405
        if not case.field:
            assert browser.patch(address, json={}).status_code == 405
            continue
        for send in (browser.patch, browser.put):
            with machine() as session:
                before = held(session, case.entity, number)
            said = {"If-Match": f'"{before["version"]}"'}
            answer = send(address, json={case.field: f"改过{send.__name__}"}, headers=said)
            assert answer.status_code == 200, (resource, answer.json)
            with machine() as session:
                after = held(session, case.entity, number)
            assert after[case.field] == f"改过{send.__name__}"
            assert after["version"] == answer.json["result"]["version"] > before["version"]
            changed = {name for name, value in after.items() if before[name] != value}
            assert changed <= {case.field, *FOLLOWS}, resource
            late = {case.field: "晚了", "version": before["version"]}
            assert send(address, json=late).status_code == 409
            assert send(address, json={case.field: "晚了"}).status_code == 428
            late["version"] += 50
            assert send(address, json=late, headers=said).status_code == 422
            with machine() as session:
                assert held(session, case.entity, number) == after, resource


@pytest.mark.clause("S4.10", "S6.五.2")
def test_what_is_no_field_or_no_value_is_named_and_nothing_is_saved(company, machine):
    browser, ids = company
    numbers = make_all(browser, ids)
    with machine() as session:
        before = counts(session)
        rows = {r: held(session, CASES[r].entity, n) for r, n in numbers.items()}
    for resource, case in CASES.items():
        address = one(resource, numbers[resource])
        version = rows[resource]["version"]
        strangers = dict.fromkeys(NOT_SENT, 1)
        answer = browser.post(base(resource), json=told(case, ids, **strangers))
        assert set(answer.json["errors"]) == set(NOT_SENT), resource
        if case.field:
            answer = browser.patch(address, json={**strangers, "version": version})
            assert set(answer.json["errors"]) == set(NOT_SENT), resource
        answer = browser.post(base(resource), json=told(case, ids, **case.wrong), headers=EN)
        assert (answer.status_code, set(answer.json["errors"])) == (422, set(case.wrong)), resource
        assert str(*answer.json["errors"].values()).isascii()
        for missing in case.new.keys() - MAY_BE_LEFT - OPEN_DAYS.get(resource, set()):
            body = {n: v for n, v in told(case, ids).items() if n != missing}
            answer = browser.post(base(resource), json=body)
            assert answer.status_code == 422, (resource, missing)
            assert set(answer.json.get("errors", {missing})) == {missing}  # Or a rule of all.
    with machine() as session:
        assert counts(session) == before
        assert rows == {r: held(session, CASES[r].entity, n) for r, n in numbers.items()}


BODIES = (b"", b"{", b"[]", b"null", b"1", b"[" * 9999, b'{"name": "\\ud800"}', b'{"\\ud800": 1}',
          b"\xff\xfe", b'"x"')  # fmt: skip
VALUES = ("\0", "x" * 20_000, "1e999", 1e308, 10**30, float("nan"), {"id": "x"}, {}, [[]], "'; --",
          True, -1, "²", "1,000")  # fmt: skip


def test_no_body_breaks_it_and_no_answer_speaks_of_the_database(company):
    """Each body once, each field once with the next of the values that make no sense."""
    browser, ids = company
    numbers, value = make_all(browser, ids), cycle(VALUES)
    rows = {r: browser.get(one(r, n)).json["result"] for r, n in numbers.items()}
    for body in BODIES:
        answer = browser.post(base("contract"), data=body, content_type="application/json")
        assert (answer.status_code, answer.is_json) == (400, True), body[:20]
    for resource in ("customer", "contact", "contract", "payment"):
        for field in browser.get(base(resource) + "_info").json["forms"][""]:
            given = {field["name"]: next(value)}
            new = browser.post(base(resource), json=told(CASES[resource], ids, **given))
            version = {"version": rows[resource]["version"]}
            old = browser.patch(one(resource, rows[resource]["id"]), json=given | version)
            assert {new.status_code, old.status_code} <= {200, 201, 422}, (resource, given)
            rows[resource] = old.json.get("result", rows[resource])
            assert "sql" not in (new.get_data(as_text=True) + old.get_data(as_text=True)).lower()


@pytest.mark.clause("S4.10", "S6.五.2", "S1.7(2)")
def test_a_customer_out_of_sight_gets_nothing_and_loses_nothing(company, machine, sign_in):
    browser, ids = company
    with machine() as session:
        before = counts(session)
    about = [resource for resource, case in CASES.items() if "customer" in case.new]
    for place in PLACES[1:]:
        for resource in about:
            answer = browser.post(base(resource), json=told(CASES[resource], ids, place))
            assert (answer.status_code, set(answer.json["errors"])) == (422, {"customer"}), resource
        address = one("customer", ids[place])
        assert browser.patch(address, json={"version": 1}).status_code == 404
        gone = browser.post(address + "/void", json={"reason": "not wanted"})
        assert gone.status_code == 404
    there = browser.post(base("customer"), json={"name": "别处", "department": ids["there"]})
    assert there.status_code == 403
    with machine() as session:
        assert counts(session) == before
    numbers = make_all(browser, ids)
    other, _ = sign_in("Archivist", department=ids["there"])
    for resource, number in numbers.items():
        address = one(resource, number)
        answers = {
            other.put(address, json={"version": 1}).status_code,
            other.patch(address, json={"version": 1}).status_code,
            other.post(address + "/void", json={"reason": "not wanted"}).status_code,
        }
        assert answers == ({404} if CASES[resource].field else {404, 405}), resource


@pytest.mark.clause("S1.5(3)", "S9.3(二)")
def test_only_the_department_on_duty_writes(company, machine, sign_in):
    browser, ids = company
    numbers = make_all(browser, ids)
    with machine():
        there = type("There", (), {"id": ids["there"]})
        put_on_duty(there, [case.kind for case in CASES.values() if case.kind])
    on_duty, _ = sign_in("Staff", department=ids["there"])
    for resource, case in CASES.items():
        if case.kind is None:
            continue
        address, change = one(resource, numbers[resource]), {case.field: "改过", "version": 1}
        refused = [
            browser.post(base(resource), json=told(case, ids), headers=EN),
            browser.patch(address, json=change, headers=EN),
            browser.post(address + "/void", json={"reason": "not wanted"}, headers=EN),
        ]
        for answer in refused:
            assert answer.status_code == 403, resource
            assert answer.json["message"].endswith("are entered by another department.")
        assert "can_add" not in browser.get(base(resource) + "_info").json["permissions"]
        assert on_duty.post(base(resource), json=told(case, ids)).status_code == 201, resource
        assert on_duty.post(base(resource), json=told(case, ids, "secret")).status_code == 422


def test_taking_back_needs_a_reason_and_happens_once(company, machine):
    browser, ids = company
    numbers = make_all(browser, ids)
    for resource in [*CASES][::-1]:
        case, address = CASES[resource], one(resource, numbers[resource])
        if not case.voids:
            assert browser.post(address + "/void", json={}).status_code == 404
            continue
        for body in ({}, {"reason": "no"}, {"reason": 5}, {"reason": "not wanted", "voided_at": 1}):
            assert browser.post(address + "/void", json=body).status_code == 422, (resource, body)
        late = {"reason": "not wanted", "version": 99}
        assert browser.post(address + "/void", json=late).status_code == 409
        assert browser.post(address + "/void", json={"reason": "not wanted"}).status_code == 200
        assert browser.post(address + "/void", json={"reason": "not wanted"}).status_code == 404
        with machine() as session:
            row = held(session, case.entity, numbers[resource])
        assert (row["void_reason"], row["voided_by_id"]) == ("not wanted", ids["me"])
