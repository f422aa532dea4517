"""REST for writing: sent twice, sealed, filed, line by line: what the rules keep besides."""

import re

from sqlalchemy import select

from app.audit.models import AuditEntry
from app.contracts.models import Contract
from app.core.once import Once, forget
from app.customers.contacts import Contact
from app.customers.models import Customer
from app.customers.rules import EntryStatus
from app.models import SentKey
from app.security.models import Person
from tests.core.writing import CASES, FOLLOWS, base, counts, held, one, told
from tests.factories import PASSWORD, make_customer

EN = {"Accept-Language": "en"}


def test_the_same_request_sent_again_makes_no_second_record(company, machine, sign_in):
    browser, ids = company
    key, body = {"Idempotency-Key": "order-77"}, told(CASES["contract"], ids)
    answers = [browser.post(base("contract"), json=body, headers=key) for _ in range(3)]
    assert {(a.status_code, a.json["id"]) for a in answers} == {(201, answers[0].json["id"])}
    other = browser.post(base("contract"), json={**body, "name": "另一份"}, headers=key)
    assert other.status_code == 422
    assert (
        browser.post(base("payment"), json=told(CASES["payment"], ids), headers=key).status_code
        == 201
    )
    refused = {"Idempotency-Key": "order-78"}
    assert browser.post(base("contract"), json={}, headers=refused).status_code == 422
    assert browser.post(base("contract"), json=body, headers=refused).status_code == 201
    colleague, _ = sign_in("Archivist", department=ids["here"])
    assert colleague.post(base("contract"), json=body, headers=key).status_code == 201
    long = {"Idempotency-Key": "x" * 300}
    assert browser.post(base("contract"), json=body, headers=long).status_code == 400
    with machine() as session:
        assert counts(session)["contract"] == 3
        for kept in session.scalars(select(SentKey)):
            kept.made_at = kept.made_at.replace(year=2020)
        session.flush()
        assert forget(session) == 4


def test_two_alike_at_once_make_one_record(company, machine, monkeypatch):
    """The second looked for the key before the first kept it: the database refuses its own."""
    browser, ids = company
    key, body = {"Idempotency-Key": "order-79"}, told(CASES["contract"], ids)
    first = browser.post(base("contract"), json=body, headers=key).json["id"]
    made, looks = Once.made, iter([True])
    monkeypatch.setattr(Once, "made", lambda o, s: None if next(looks, False) else made(o, s))
    again = browser.post(base("contract"), json=body, headers=key)
    assert (again.status_code, again.json["id"]) == (201, first)
    with machine() as session:
        assert counts(session)["contract"] == 1


# ── what is sensitive ────────────────────────────────────────────
PERSON = {
    "kind": "individual", "name": "钱进", "basis": "contract", "id_type": "id_card",
    "id_no": "11010519491231002X", "mobile": "13912345678", "wechat": "qianjin-77",
    "security": "internal",
}  # fmt: skip
CLEAR = ("11010519491231002X", "13912345678", "1949-12-31", "qianjin-77")


def test_sensitive_fields_are_written_and_come_back_as_masks(company, machine):
    browser, ids = company
    made = browser.post(base("customer"), json=PERSON)
    shown = made.json["result"]
    address = one("customer", made.json["id"])
    texts = [a.get_data(as_text=True) for a in (made, browser.get(address))]
    masks = {name: shown[name] for name in ("id_no", "mobile", "wechat", "birthday")}
    with machine() as session:
        before = held(session, Customer, made.json["id"])
    assert before["birthday"].isoformat() == "1949-12-31"
    again = browser.patch(address, json={**masks, "remark": "又来", "version": shown["version"]})
    assert again.status_code == 200, again.json
    for name, mask in masks.items():
        wrong = {name: mask.replace("9", "8", 1) + "*", "version": shown["version"] + 1}
        answer = browser.patch(address, json=wrong)
        texts.append(answer.get_data(as_text=True))
        assert answer.status_code == 422, name
        assert browser.post(base("customer"), json={**PERSON, name: mask}).status_code == 422
    with machine() as session:
        after = held(session, Customer, made.json["id"])
        trail = "".join(session.scalars(select(AuditEntry.detail)))
        mine = AuditEntry.user_id == ids["me"], AuditEntry.event == "add"
        entry = session.scalars(select(AuditEntry).where(*mine)).all()[-1]
        assert (entry.subject, entry.subject_id) == ("customer", made.json["id"])
    assert {n for n in after if before[n] != after[n]} <= {"remark", *FOLLOWS}
    assert [word for word in CLEAR for text in (*texts, trail) if word in text] == []
    twice = browser.post(base("customer"), json=PERSON, headers=EN)
    assert set(twice.json["errors"]) == {"id_no"}


def test_a_filed_customers_identity_stays_and_a_new_file_is_a_draft(company, machine):
    browser, ids = company
    made = browser.post(base("customer"), json={"name": "新来有限公司"}).json
    assert made["result"]["entry_status"] == "draft"
    with machine():
        filed = make_customer("已归档有限公司", department_id=ids["here"],
                              entry_status=EntryStatus.filed).id  # fmt: skip
    locked = browser.patch(one("customer", filed), json={"name": "改名有限公司", "version": 1})
    assert locked.status_code == 422
    free = browser.patch(one("customer", filed), json={"remark": "可改", "version": 1})
    assert (free.status_code, free.json["result"]["name"]) == (200, "已归档有限公司")
    for kind in ("nosuch", 7, None):
        answer = browser.post(base("customer"), json={"name": "某", "kind": kind})
        assert (answer.status_code, set(answer.json["errors"])) == (422, {"kind"})


# ── the lines of a transaction ───────────────────────────────────
def test_a_line_is_taken_into_its_transactions_sums(company, machine, sign_in):
    browser, ids = company
    trade = browser.post(base("transaction"), json=told(CASES["transaction"], ids)).json["id"]
    line = {"transaction": trade, "description": "轴承", "quantity": "3", "price": "2.5"}
    made = browser.post(base("transaction_line"), json=line)
    assert made.status_code == 201, made.json
    sums = lambda: browser.get(one("transaction", trade)).json["result"]["amount"]  # noqa: E731
    assert sums() == "7.50"
    listed = browser.get(f"{base('transaction_line')}?transaction_id={trade}").json
    assert listed["ids"] == [made.json["id"]]
    other, _ = sign_in("Archivist", department=ids["there"])
    for sender, wrong in (
        (browser, {"transaction": 99}),
        (other, {}),
        (browser, {"transaction": "x"}),
    ):
        answer = sender.post(base("transaction_line"), json={**line, **wrong})
        assert (answer.status_code, set(answer.json["errors"])) == (422, {"transaction"})
    del line["transaction"]
    assert set(browser.post(base("transaction_line"), json=line).json["errors"]) == {"transaction"}
    assert other.get(base("transaction_line")).json["count"] == 0
    address = one("transaction_line", made.json["id"])
    assert browser.patch(address, json={"price": "1"}).status_code == 405
    assert browser.post(address + "/void", json={"reason": "not wanted"}).status_code == 200
    assert sums() == "0.00"
    assert browser.get(f"{base('transaction_line')}?transaction_id={trade}").json["count"] == 0


def test_a_clash_names_its_field_and_a_version_follows_its_contract(company, machine):
    browser, ids = company
    body = told(CASES["contract"], ids, number="HT-1", customer={"id": ids["mine"], "label": "x"})
    first = browser.post(base("contract"), json=body).json["id"]
    assert set(browser.post(base("contract"), json=body).json["errors"]) == {"number"}
    with machine() as session:
        session.execute(Contract.__table__.update().values(stage="signed"))
    del body["number"]
    later = browser.post(base("contract"), json={**body, "supersedes": first})
    assert later.status_code == 201, later.json
    assert browser.get(one("contract", first)).json["result"]["supersedes"] is None
    assert stage_of(machine, first) == "signed"
    signed = browser.post(one("contract", later.json["id"]) + "/steps/sign", json={})
    assert signed.status_code == 200, signed.json
    assert stage_of(machine, first) == "superseded"


def stage_of(machine, number):
    with machine() as session:
        return session.get(Contract, number).stage.name


def test_info_and_the_description_tell_what_may_be_sent(company):
    browser, _ = company
    forms = browser.get(base("customer") + "_info", headers=EN).json["forms"]
    fields = {field["name"]: field for field in forms["individual"]}
    assert fields["name"]["required"]
    assert fields["basis"]["enum"] == ["consent", "contract", "duty", "published", "other"]
    assert {"row_version", "row_seen", "csrf_token"} & {
        n for form in forms.values() for n in fields
    } == set()
    paths = browser.get("/api/v1/_openapi").json["paths"]
    assert set(paths[base("contract") + "{pk}"]) == {"get", "put", "patch"}
    assert set(paths[base("task")]) == {"get", "post"}
    assert base("task") + "{pk}/void" not in paths
    sent = paths[base("payment")]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert sent["properties"]["settles"] == {"title": "核销最早到期的应收", "type": "boolean"}
    told_line = paths[base("transaction_line")]["post"]["requestBody"]
    assert "transaction" in told_line["content"]["application/json"]["schema"]["properties"]


def test_a_contact_joins_its_customer(company, machine):
    browser, ids = company
    number = browser.post(base("contact"), json=told(CASES["contact"], ids)).json["id"]
    shown = browser.get(one("contact", number)).json["result"]
    assert shown["customer"]["label"] == "近处轻工有限公司"
    with machine() as session:
        assert session.get(Contact, number).customer_id == ids["mine"]


# ── who sends ────────────────────────────────────────────────────
def test_a_token_writes_without_the_forms_token_and_a_cookie_does_not(app, sign_in, machine):
    browser, number = sign_in("ChiefArchivist")
    with machine() as session:
        name = session.get(Person, number).username
    body = {"name": "新客户一号有限公司"}
    assert browser.post(base("customer"), json=body).status_code == 400
    page = browser.get("/customers/list/").get_data(as_text=True)
    csrf = {"X-CSRFToken": re.search(r'name="csrf_token" value="([^"]+)"', page)[1]}
    assert browser.post(base("customer"), json=body, headers=csrf).status_code == 201
    login = {"username": name, "password": PASSWORD}
    token = app.test_client().post("/api/v1/security/login", json=login).json["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    made = app.test_client().post(base("customer"), json=body, headers=bearer)
    assert made.status_code == 201
    change = {"remark": "改过", "version": made.json["result"]["version"]}
    address = one("customer", made.json["id"])
    assert app.test_client().patch(address, json=change, headers=bearer).status_code == 200
    assert app.test_client().post(base("customer"), json=body).status_code == 401
    with machine() as session:
        rows = session.execute(select(AuditEntry.actor, AuditEntry.subject_id).where(
            AuditEntry.subject == "customer", AuditEntry.event == "change")).all()  # fmt: skip
        assert rows[-1] == (f"user:{name}", made.json["id"])
