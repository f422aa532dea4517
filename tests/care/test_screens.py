"""Care on screen: who enters it, what is refused in one sentence, and nothing typed is lost."""

import re

import pytest
from sqlalchemy import func, select

from app.approvals.models import ApprovalRequest
from app.care.entitlements import Entitlement
from app.care.event_rules import Response
from app.care.events import CustomerEvent, Participation
from app.care.interactions import StaffInteraction
from app.care.plans import CarePlan
from app.care.suppressions import Suppression
from app.care.surveys import Survey, SurveyAnswer
from app.care.visits import CareVisit
from app.core.clock import today
from app.customers.models import Customer
from app.security.rules import RecordKind, Security
from app.service.complaints import Complaint
from tests.access.browsing import post, text
from tests.care.factories import CARE, leave_alone, make_event, make_visit
from tests.contracts.factories import put_on_duty
from tests.factories import make_customer, make_department, make_user

pytestmark = pytest.mark.clause("S1.5(2)")
DAY = today().isoformat()


@pytest.fixture
def company(machine):
    """Service is on duty for care, personnel for interactions; sales keeps the customers."""
    with machine():
        service, personnel, sales = make_department(), make_department(), make_department()
        mine = make_customer("销售一号有限公司", department_id=sales.id)
        secret = make_customer("机密二号有限公司", department_id=sales.id,
                               security=Security.confidential)  # fmt: skip
        put_on_duty(service, CARE)
        put_on_duty(personnel, [RecordKind.interaction])
        return {"service": service.id, "personnel": personnel.id, "sales": sales.id,
                "mine": mine.id, "secret": secret.id}  # fmt: skip


@pytest.fixture
def clerk(sign_in, company):
    return sign_in("Staff", department=company["service"])[0]


@pytest.fixture
def seller(sign_in, company):
    return sign_in("Archivist", department=company["sales"])[0]


def count(machine, entity):
    with machine() as session:
        return session.scalar(select(func.count()).select_from(entity))


#: door → (form, table, what a text field of it holds)
FORMS = {
    "surveys": ({"channel": "phone", "happened_on": DAY}, Survey),
    "suppressions": ({"since_on": DAY, "channel": "", "reason": "客户来电要求"}, Suppression),
    "care-plans": ({"kind": "birthday", "recurs_on": "05-20", "channel": "phone",
                    "is_active": "y", "content": "电话祝福"}, CarePlan),
    "care-visits": ({"kind": "visit", "channel": "on_site", "planned_on": DAY,
                     "content": "送年历"}, CareVisit),
    "entitlements": ({"kind": "discount", "what": "九五折", "from_on": DAY, "basis": "框架合同"},
                     Entitlement),
    "staff-interactions": ({"kind": "visit", "happened_on": DAY, "summary": "陪同参观"},
                           StaffInteraction),
}  # fmt: skip


def form_of(door, company, machine):
    """The whole form; an interaction names an employee."""
    if door != "staff-interactions":
        return FORMS[door][0]
    with machine():
        return {**FORMS[door][0], "employee": make_user("Staff", company["sales"]).id}


TABS = {"care-plans": "customer-care-plans", "care-visits": "customer-care-visits",
        "staff-interactions": "customer-interactions"}  # fmt: skip


@pytest.mark.clause("S1.5(4)")
def test_only_the_owning_department_enters_it_and_only_up_to_its_clearance(
    sign_in, seller, clerk, company, machine
):
    personnel, _ = sign_in("Staff", department=company["personnel"])
    for door, (_, entity) in FORMS.items():
        form = form_of(door, company, machine)
        browser, stranger = (clerk, personnel)
        if door == "staff-interactions":
            browser, stranger = stranger, browser
        for other in (seller, stranger):
            assert post(other, f"/{door}/add", customer=company["mine"], **form).status_code == 302
        page = text(post(browser, f"/{door}/add", customer=company["secret"], **form))
        assert "机密二号" not in page
        assert count(machine, entity) == 0
        if door == "suppressions":
            continue  # It would keep the others from being entered.
        answer = post(browser, f"/{door}/add", customer=company["mine"], **form)
        assert answer.status_code == 302, text(answer)
        assert "销售一号" in text(browser.get(answer.location))
        assert count(machine, entity) == 1
        with machine() as session:
            number = session.scalar(select(entity.number))
        tab = TABS.get(door, f"customer-{door}")
        for reader in (seller, browser):
            assert number in text(reader.get(f"/{tab}/of/{company['mine']}"))


WRONG = [
    ("surveys", {"happened_on": "2126-01-01"}),
    ("surveys", {"channel": "nosuch"}),
    ("suppressions", {"reason": ""}),
    ("suppressions", {"until_on": "2020-01-01"}),
    ("care-plans", {"recurs_on": "02-30"}),
    ("care-plans", {"recurs_on": "", "kind": "birthday"}),
    ("care-plans", {"kind": "festival", "festival": ""}),
    ("care-plans", {"kind": "condolence"}),
    ("care-visits", {"gift": "茶叶", "gift_value": ""}),
    ("care-visits", {"gift": "茶叶", "gift_value": "1.005"}),
    ("care-visits", {"planned_on": "soon"}),
    ("entitlements", {"basis": ""}),
    ("entitlements", {"to_on": "2020-01-01"}),
    ("staff-interactions", {"happened_on": "2126-01-01"}),
    ("staff-interactions", {"employee": ""}),
]


def test_what_makes_no_sense_is_refused_and_stays_typed(sign_in, clerk, company, machine):
    personnel, _ = sign_in("Staff", department=company["personnel"])
    for door, wrong in WRONG:
        form = {"customer": company["mine"], **form_of(door, company, machine), **wrong}
        browser = personnel if door == "staff-interactions" else clerk
        answer = post(browser, f"/{door}/add", **form)
        assert answer.status_code == 200, (door, wrong)
        page = text(answer)
        for name in ("content", "what", "summary"):
            assert form.get(name, "") in page
    for _, entity in FORMS.values():
        assert count(machine, entity) == 0


@pytest.mark.clause("S8.五.2(3)")
def test_an_outreach_to_who_is_left_alone_is_refused_in_one_sentence(clerk, company, machine):
    with machine() as session:
        leave_alone(session.get(Customer, company["mine"]))
        event = make_event().id
    invitation = ({"channel": "phone", "invited_on": DAY}, Participation)
    for door in ("surveys", "care-visits", "care-plans", f"participations/add?for={event}"):
        form, entity = FORMS.get(door, invitation)
        address = f"/{door}/add" if door in FORMS else f"/{door}"
        answer = post(clerk, address, customer=company["mine"], **form)
        assert answer.status_code == 200
        assert "销售一号有限公司 已列入勿扰名单" in text(answer)
        assert count(machine, entity) == 0


def answer_form(browser, level, points, **more):
    """What the answers' page asks, filled: the first choice is the level, the number the points."""
    page = text(browser.get("/surveys/answer/1"))
    told = {"row_version": re.search(r'name="row_version"[^>]*value="(\d+)"', page)[1]}
    for name in re.findall(r'<input type="radio"[^>]*name="(q\d+)"', page):
        told[name] = level
    for name in re.findall(r'<input(?! type="radio")[^>]*name="(q\d+)"', page):
        told[name] = points
    return {**told, "answered_on": DAY, "feedback": "交货太慢", **more}


@pytest.mark.clause("S9.4(四)")
def test_answers_are_entered_on_one_page_and_a_low_score_is_followed_up(clerk, company, machine):
    post(clerk, "/surveys/add", customer=company["mine"], **FORMS["surveys"][0])
    stale = answer_form(clerk, "dissatisfied", "3")
    answer = post(clerk, "/surveys/answer/1", **stale)
    assert answer.status_code == 302, text(answer)
    assert (count(machine, Complaint), count(machine, SurveyAnswer)) == (1, 7)
    page = text(clerk.get("/surveys/show/1"))
    assert "评分偏低，已生成投诉草稿。" in page
    assert "满意度 40.00（满分 100），NPS -100" in text(
        clerk.get(f"/customer-surveys/of/{company['mine']}")
    )
    refused = text(post(clerk, "/surveys/answer/1", **stale))
    assert "交货太慢" in refused
    assert "已被修改，本次未保存" in refused
    post(clerk, "/surveys/answer/1", **answer_form(clerk, "very_dissatisfied", "0"))
    assert count(machine, Complaint) == 1
    assert "20.00" in text(clerk.get("/satisfaction/"))


def test_answers_that_make_no_sense_are_refused_and_stay_typed(clerk, company, machine):
    post(clerk, "/surveys/add", customer=company["mine"], **FORMS["surveys"][0])
    late, early = {"answered_on": "2126-01-01"}, {"answered_on": "2020-01-01"}
    for level, points, more in (
        ("", "9", {}),
        ("neutral", "11", {}),
        ("neutral", "9", late),
        ("neutral", "9", early),
    ):
        answer = post(clerk, "/surveys/answer/1", **answer_form(clerk, level, points, **more))
        assert answer.status_code == 200
        assert "交货太慢" in text(answer)
    assert count(machine, SurveyAnswer) == 0


def test_only_surveyors_enter_answers(seller, clerk, company, machine):
    post(clerk, "/surveys/add", customer=company["mine"], **FORMS["surveys"][0])
    form = answer_form(clerk, "neutral", "9")
    assert post(seller, "/surveys/answer/1", **form).location == "/surveys/list/"
    assert count(machine, SurveyAnswer) == 0


@pytest.mark.clause("S9.4(四)")
def test_a_dear_gift_is_asked_for_and_then_given(sign_in, clerk, company, machine):
    form = {**FORMS["care-visits"][0], "gift": "茶叶礼盒", "gift_value": "260"}
    post(clerk, "/care-visits/add", customer=company["mine"], **form)
    post(clerk, "/care-visits/step/finish", rowid=1, day=DAY)
    assert "审批通过后方可赠送" in text(clerk.get("/care-visits/show/1"))
    post(clerk, "/care-visits/step/ask_gift", rowid=1, reason="合作二十周年")
    head, _ = sign_in("DepartmentHead", department=company["service"])
    assert "茶叶礼盒" in text(head.get("/approvals/list/"))
    with machine() as session:
        assert session.get(CareVisit, 1).done_on is None
        asked = session.scalar(select(ApprovalRequest.id))
    post(head, "/approvals/step/approve", rowid=asked)
    post(clerk, "/care-visits/step/finish", rowid=1, day=DAY)
    with machine() as session:
        assert session.get(CareVisit, 1).done_on == today()


@pytest.mark.clause("S9.4(四)")
def test_who_is_invited_comes_or_declines(seller, clerk, company, machine):
    form = {"name": "客户答谢会", "from_on": DAY, "place": "深圳"}
    assert post(seller, "/customer-events/add", **form).status_code == 302
    assert count(machine, CustomerEvent) == 0
    post(clerk, "/customer-events/add", **form)
    invited = {"customer": company["mine"], "channel": "phone", "invited_on": DAY}
    post(clerk, "/participations/add?for=1", **invited)
    again = post(clerk, "/participations/add?for=1", **invited, remark="再次邀请")
    assert "已受邀参加此活动" in text(again)
    assert "再次邀请" in text(again)
    post(clerk, "/participations/step/decline", rowid=1)
    post(clerk, "/participations/step/come", rowid=1)
    with machine() as session:
        assert session.get(Participation, 1).response is Response.came
    assert "客户答谢会" in text(clerk.get(f"/customer-participations/of/{company['mine']}"))


@pytest.mark.clause("S3.定义.2")
def test_a_file_shows_its_four_parts(sign_in, clerk, company, machine):
    keeper, _ = sign_in("ChiefArchivist")
    for page in (
        text(keeper.get(f"/customers/show/{company['mine']}")),
        text(clerk.get(f"/customer-headings/show/{company['mine']}")),
    ):
        assert re.findall(r'class="tab-head"[^>]*>([^<]+)<', page) == [
            "基本", "业务受理", "权益", "交流",
        ]  # fmt: skip
    post(clerk, "/entitlements/add", customer=company["mine"], **FORMS["entitlements"][0])
    printed = text(keeper.get(f"/sheets/filled/{company['mine']}"))
    for told in ("<h2>业务受理</h2>", "<h2>权益</h2>", "<h2>交流</h2>", "九五折"):
        assert told in printed
    assert "<h2>交流</h2>" in text(keeper.get("/sheets/blank"))


def test_the_start_page_tells_of_ones_visits(sign_in, company, machine):
    browser, user_id = sign_in("Staff", department=company["service"])
    with machine() as session:
        visit = make_visit(session.get(Customer, company["mine"]), executor_id=user_id).id
    assert f'href="/care-visits/show/{visit}"' in text(browser.get("/"))


def test_questionnaires_and_limits_are_the_administrators(sign_in, machine):
    admin, _ = sign_in("SystemAdmin")
    post(admin, "/questionnaires/step/copy", rowid=1)
    post(admin, "/questions/add?for=5", place=9, form="text", dimension="price",
         text_zh="还有什么要说？", text_en="Anything else?")  # fmt: skip
    assert "还有什么要说？" in text(admin.get("/questions/of/5"))
    post(admin, "/questionnaires/step/decide", rowid=5, day=DAY)
    assert post(admin, "/questions/add?for=5").status_code == 302  # Decided: no more.
    assert post(admin, "/gift-limits/add", from_on=DAY, amount="150").status_code == 302
    assert "2020-01-01" in text(
        post(admin, "/gift-limits/add", from_on="2020-01-01", amount="9")
    )  # fmt: skip
    assert "150.00" in text(admin.get("/gift-limits/list/"))


RESOURCES = ("survey", "suppression", "care_plan", "care_visit", "entitlement")


def test_programs_read_it_too(clerk, company, machine):
    doors = ("surveys", "care-plans", "care-visits", "entitlements")
    for door in doors:
        post(clerk, f"/{door}/add", customer=company["mine"], **FORMS[door][0])
    post(clerk, "/suppressions/add", customer=company["mine"], **FORMS["suppressions"][0])
    for resource in RESOURCES:
        assert clerk.get(f"/api/v1/{resource}/").json["count"] == 1
        told = clerk.get(f"/api/v1/{resource}/1").json["result"]["customer"]
        assert told["label"] == "销售一号有限公司"
    for resource in ("customer_event", "participation", "staff_interaction"):
        assert clerk.get(f"/api/v1/{resource}/").json["count"] == 0
