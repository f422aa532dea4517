"""REST: the same rights, rows and masks as the screens, and an answer in JSON to anything."""

import re
from datetime import date

import pytest
from flask_appbuilder import expose
from sqlalchemy import func, select

from app import create_app
from app.audit.models import AuditEntry
from app.core.api import Resource, door
from app.core.db import db
from app.customers.api import CustomerApi
from app.customers.models import Customer
from app.security.models import LoginCounter, Person
from app.security.passwords import hash_password
from app.views import RESOURCES
from tests.factories import PASSWORD, make_contact, make_customer, make_department, make_user

BASE = "/api/v1/customer/"
LOGIN = "/api/v1/security/login"
EN = {"Accept-Language": "en-GB,en;q=0.9"}


@pytest.fixture
def files(machine):
    with machine():
        here, there = make_department(), make_department()
        make_user("Archivist", department=here.id, username="alice")
        mine = [make_customer(f"近处{n}有限公司", department_id=here.id) for n in range(30)]
        foreign = make_customer("远方重工有限公司", department_id=there.id)
        return {"mine": mine[0].id, "foreign": foreign.id}


def log_in(app, username="alice", password=PASSWORD):
    told = {"username": username, "password": password, "provider": "db"}
    return app.test_client().post(LOGIN, json=told)


@pytest.fixture
def ask(app, files):
    """Ask as alice, by token."""
    head = {"Authorization": f"Bearer {log_in(app).json['access_token']}"}
    browser = app.test_client()
    return lambda path, **more: browser.get(path, headers={**head, **more})


def test_a_token_opens_the_list_and_no_foreign_row(ask, files):
    answer = ask(BASE).json
    assert (answer["count"], answer["count_is_exact"], len(answer["result"])) == (30, True, 25)
    row = answer["result"][0]
    assert row["entry_status"] == "draft"
    assert row["updated_at"].endswith("+00:00")
    assert row["department_id_label"].startswith("部门")
    assert "远方" not in str(answer)


def test_pages_join_by_place(ask):
    first = ask(BASE + "?sort=name").json
    second = ask(f"{BASE}?sort=name&after={first['after']}").json
    assert len({*first["ids"], *second["ids"]}) == 30
    assert second["after"] is None
    assert ask(f"{BASE}?sort=name&before={second['before']}").json["ids"] == first["ids"]


def test_a_record_is_what_its_page_shows(ask, files):
    answer = ask(f"{BASE}{files['mine']}").json
    assert answer["result"]["name"] == "近处0有限公司"
    assert set(answer["result"]["department"]) == {"id", "label"}
    assert ask(f"{BASE}{files['foreign']}").status_code == 404


def test_the_masks_hold(ask, files, monkeypatch):
    monkeypatch.setitem(Customer.__gate__.masks, "name", lambda text: f"{text[:1]}***")
    assert "近处" not in ask(BASE).get_data(as_text=True)
    assert ask(f"{BASE}{files['mine']}").json["result"]["name"] == "近***"


def test_info_tells_columns_choices_and_rights_in_the_readers_language(ask):
    columns = {column["name"]: column for column in ask(BASE + "_info", **EN).json["columns"]}
    assert columns["entry_status"]["choices"]["draft"] == "Draft"
    assert columns["registered_capital"]["type"] == "number"
    assert "can_list" in ask(BASE + "_info").json["permissions"]


BAD = (
    "?page=abc", "?page=-1", "?page=99999999999999999999", "?page=0", "?size=1000000000", "?size=x",
    "?sort=nosuch", "?sort=(select 1)", "?after=zzz", "?before=W10=", "?founded_on=between:x,y",
    "?kind=nosuch", "?registered_capital=NaN", "?nosuch=1", "?password=1", "?phone=1", "?page=²",
    "?registered_capital=between:,", "?entry_status=draft,nosuch", "?updated_at=between:2020,",
    f"?registered_capital={'9' * 40}", "?name_key=x", "?_flt_0_name=x", "?page=%00",
)  # fmt: skip


WORDS = ("(filters:!(", "%", "_", "%00", "'", "%F0%9F%8D%8E", "x" * 5000)
NO_ID = ("0", "-1", "abc", "9" * 30, str(2**63), "1.5", "%00", "²", "_nosuch")


def test_a_bad_question_is_a_4xx_in_json_never_a_500(ask):
    answers = {query: ask(BASE + query) for query in BAD}
    assert {query: a.status_code for query, a in answers.items()} == dict.fromkeys(BAD, 400)
    assert all(answer.json["message"] for answer in answers.values())


def test_any_words_may_be_searched_for(ask):
    answers = {words: ask(f"{BASE}?q={words}").status_code for words in WORDS}
    assert answers == dict.fromkeys(WORDS, 200)


def test_an_impossible_id_is_not_there(ask):
    answers = {pk: ask(BASE + pk) for pk in NO_ID}
    told = {pk: (answer.status_code, answer.is_json) for pk, answer in answers.items()}
    assert told == dict.fromkeys(NO_ID, (404, True))


BODIES = (
    b"", b"{", b"[]", b"null", b'{"username": 1, "password": "x"}', b'{"username": "a"}',
    b'{"username": "a\\u0000", "password": "x"}', b'{"username": "\\ud800", "password": "x"}',
    b'{"username": ["a"], "password": {"a": 1}}', b"\xff\xfe",
    b'{"username": "alice", "password": "x", "provider": "ldap"}',
)  # fmt: skip


def test_a_bad_body_is_a_400(app, files):
    browser = app.test_client()
    for body in BODIES:
        answer = browser.post(LOGIN, data=body, content_type="application/json")
        assert (answer.status_code, answer.is_json) == (400, True), body


def test_a_false_token_is_a_401(app, files):
    for token in ("", "x", "a.b.c", "ä", "Bearer", "e30.e30."):
        answer = app.test_client().get(BASE, headers={"Authorization": f"Bearer {token}"})
        assert (answer.status_code, answer.is_json) == (401, True), token
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_errors_speak_the_language_that_was_asked_for(app, files):
    browser = app.test_client()
    assert browser.get(BASE, headers=EN).json["message"] == "Log in first."
    assert browser.get(BASE).json["message"] == "请先登录。"
    zh = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.1"}
    assert browser.get(BASE, headers=zh).json["message"] == "请先登录。"


def test_form_and_api_share_the_login_counters(app, files, machine):
    for _ in range(10):
        assert log_in(app, password="wrong").status_code == 401
    assert log_in(app).status_code == 401
    with machine() as session:
        assert session.scalar(select(func.max(LoginCounter.failures))) >= 10
        assert "login refused" in session.scalars(select(AuditEntry.event)).all()


CHANGES = {
    "password": lambda person: setattr(person, "password", hash_password("another long one 7")),
    "disable": lambda person: setattr(person, "active", False),
    "role": lambda person: person.roles.clear(),
    "clearance": lambda person: setattr(person, "clearance", None or type(person.clearance).public),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_rights_ends_tokens_and_sessions(app, ask, machine, change):
    browser = app.test_client()
    with machine() as session:
        person = session.scalars(select(Person).where(Person.username == "alice")).one()
        number, before = person.id, person.epoch
    with browser.session_transaction() as visit:
        visit["_user_id"], visit["_fresh"] = str(number), True
    assert (ask(BASE).status_code, browser.get("/customers/list/").status_code) == (200, 200)
    with machine() as session:
        person = session.get(Person, number)
        CHANGES[change](person)
        session.flush()
        assert person.epoch == before + 1
    assert (ask(BASE).status_code, browser.get("/customers/list/").status_code) == (401, 302)


def test_a_cookie_reads_too_and_a_token_opens_no_page(app, sign_in, ask):
    browser, _ = sign_in("ChiefArchivist")
    assert browser.get(BASE).status_code == 200
    assert ask("/customers/list/").status_code == 302


def test_a_false_token_is_not_made_good_by_a_cookie(app, sign_in):
    browser, _ = sign_in("ChiefArchivist")
    assert browser.get(BASE, headers={"Authorization": "Bearer x"}).status_code == 401


def test_a_role_without_the_right_is_refused(app, sign_in):
    browser, _ = sign_in("Trainee")
    assert browser.get(BASE).status_code == 403


def test_the_description_names_every_resource(ask, app):
    told = ask("/api/v1/_openapi").json
    bases = [f"/api/v1/{resource.resource_name}/" for resource in RESOURCES]
    assert {BASE, "/api/v1/contact/"} <= set(bases)
    writing = {f"/api/v1/{resource.resource_name}/" for resource in RESOURCES if resource.writes}
    stay = {
        f"/api/v1/{name}/{{pk}}/void"
        for name in (
            "task", "product", "customer_event", "gift_limit", "duty", "questionnaire", "question",
            "follow_up_template", "approval_request", "delegation", "approval_rule", "access_ask",
            "customer_stage",
        )
    }  # fmt: skip
    voided = {f"{b}{{pk}}/void" for b in writing} - stay
    paths = {b + end for b in bases for end in ("", "{pk}", "_info")}
    steps = {
        f"/api/v1/{resource.resource_name}/{{pk}}/steps/{step.name}"
        for resource in RESOURCES for step in resource.screen.steps if resource.writes
    }  # fmt: skip
    paths -= {"/api/v1/customer_heading/{pk}", "/api/v1/customer_stage/{pk}"}
    files = {f"/api/v1/{name}/{{pk}}/file" for name in ("delivery", "evidence", "follow_up_file")}
    parts = {"/api/v1/survey/{pk}/answers", *files}
    assert paths | voided | steps | parts == set(told["paths"])
    assert app.test_client().get("/api/v1/_openapi").status_code == 401


def test_one_count_for_the_form_and_the_api(app, files, machine):
    browser = app.test_client()
    page = browser.get("/login/").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    told = {"username": "alice", "password": "wrong", "csrf_token": token}
    assert browser.post("/login/", data=told).status_code == 200
    log_in(app, password="wrong")
    with machine() as session:
        counters = session.scalars(select(LoginCounter).where(LoginCounter.key.like("a:%"))).all()
        assert [counter.failures for counter in counters] == [2]


@pytest.fixture
def writable(app, machine, monkeypatch):
    """A resource that takes a POST, on an application of its own over the same database."""
    monkeypatch.setattr(Resource, "__init_subclass__", lambda **_: None)

    class Probe(Resource):
        resource_name, screen = "probe", CustomerApi.screen
        class_permission_name = "Customers"
        method_permission_name = {"post": "list"}
        include_route_methods = {"post"}

        @expose("/", methods=["POST"])
        @door
        def post(self):
            return {"done": True}

    environ = {"KEDANG_DATA_DIR": str(app.config["DATA_DIR"])}
    environ["KEDANG_DATABASE_URL"] = app.config["SQLALCHEMY_DATABASE_URI"]
    other = create_app(environ)
    with other.app_context():
        other.appbuilder.add_api(Probe)
    yield other
    with other.app_context():
        db.engine.dispose()


def test_a_change_by_cookie_needs_the_csrf_token_and_one_by_token_does_not(
    writable, files, machine
):
    with machine() as session:
        number = session.scalars(select(Person.id).where(Person.username == "alice")).one()
    browser = writable.test_client()
    with browser.session_transaction() as visit:
        visit["_user_id"], visit["_fresh"] = str(number), True
    assert browser.post("/api/v1/probe/").status_code == 400
    page = browser.get("/customers/list/").get_data(as_text=True)
    csrf = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    assert browser.post("/api/v1/probe/", headers={"X-CSRFToken": csrf}).status_code == 200
    head = {"Authorization": f"Bearer {log_in(writable).json['access_token']}"}
    assert writable.test_client().post("/api/v1/probe/", headers=head).status_code == 200
    assert browser.post("/api/v1/probe/", headers=head).status_code == 200
    assert writable.test_client().post("/api/v1/probe/").status_code == 401


def test_a_contact_reads_as_its_screen_does(app, sign_in, machine):
    with machine():
        customer = make_customer("星辰科技有限公司")
        told = {"email": "qian@star.test", "birthday": date(1990, 1, 2), "position": "采购"}
        number = make_contact(customer, "钱进", mobile="13912345678", **told).id
        make_contact(customer, "孙立")
    browser, _ = sign_in("ChiefArchivist")
    base = "/api/v1/contact/"
    row = browser.get(f"{base}?q=qianjin&position=采购&sort=name&size=50").json["result"][0]
    shown = (row["mobile"], row["email"], row["customer_id_label"])
    assert shown == ("139****5678", "q***@star.test", "星辰科技有限公司")
    one = browser.get(f"{base}{number}").json["result"]
    assert (one["birthday"], one["mobile"]) == ("1990-**-**", "139****5678")
    assert one["customer"]["label"] == "星辰科技有限公司"
    assert browser.get(f"{base}?q=13912345678").json["count"] == 1
    told = {c["name"]: c for c in browser.get(f"{base}_info", headers=EN).json["columns"]}
    assert told["has_left"] == {
        "name": "has_left", "label": "Has left", "type": "boolean", "choices": None,
        "filter": True, "sort": False,
    }  # fmt: skip
    for query in ("?mobile=1", "?email=x", "?sort=mobile", "?customer_id=x", "?has_left=maybe"):
        assert browser.get(base + query).status_code == 400, query
    assert browser.delete(base + str(number)).status_code == 405
