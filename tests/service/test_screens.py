"""Service on screen: who enters it, what is refused in one sentence, and nothing typed is lost."""

import pytest
from sqlalchemy import func, select

from app.customers.models import Customer
from app.security.rules import Security
from app.service.complaint_rules import ComplaintStatus, ComplaintStep
from app.service.complaints import Complaint, ComplaintPause
from app.service.models import ServiceRecord
from app.service.rules import ServiceStatus
from tests.access.browsing import post, text
from tests.contracts.factories import put_on_duty
from tests.factories import make_contact, make_customer, make_department, make_user
from tests.service.factories import SERVICE, make_complaint, make_service

pytestmark = pytest.mark.clause("S1.5(2)")


@pytest.fixture
def company(machine):
    """Customer service is on duty; sales keeps a customer, and another one is secret."""
    with machine():
        service, sales = make_department(), make_department()
        mine = make_customer("销售一号有限公司", department_id=sales.id)
        secret = make_customer("机密二号有限公司", department_id=sales.id,
                               security=Security.confidential)  # fmt: skip
        put_on_duty(service, SERVICE)
        return {"service": service.id, "sales": sales.id, "mine": mine.id, "secret": secret.id}


@pytest.fixture
def clerk(sign_in, company):
    return sign_in("Staff", department=company["service"])[0]


def count(machine, entity):
    with machine() as session:
        return session.scalar(select(func.count()).select_from(entity))


SERVICE_FORM = {"kind": "repair", "channel": "on_site", "priority": "high",
                "happened_on": "2026-11-03", "content": "轴承更换"}  # fmt: skip
COMPLAINT_FORM = {"category": "quality", "severity": "critical", "channel": "phone",
                  "received_at": "2026-11-03 09:30", "description": "运行异响"}  # fmt: skip
FORMS = {
    "service-records": (SERVICE_FORM, ServiceRecord),
    "complaints": (COMPLAINT_FORM, Complaint),
}


@pytest.mark.parametrize("door", FORMS)
def test_on_duty_one_enters_it_for_every_customer(clerk, company, machine, door):
    form, entity = FORMS[door]
    answer = post(clerk, f"/{door}/add", customer=company["mine"], **form)
    assert answer.status_code == 302, text(answer)
    shown = clerk.get(answer.location)
    assert shown.status_code == 200
    assert "销售一号" in text(shown)
    assert count(machine, entity) == 1


@pytest.mark.parametrize("door", FORMS)
def test_nobody_else_enters_it_and_no_secret_customer_gets_any(
    sign_in, clerk, company, machine, door
):
    form, entity = FORMS[door]
    seller, _ = sign_in("Archivist", department=company["sales"])
    assert post(seller, f"/{door}/add", customer=company["mine"], **form).status_code == 302
    page = text(post(clerk, f"/{door}/add", customer=company["secret"], **form))
    assert "机密二号" not in page
    assert form.get("content", form.get("description")) in page
    assert count(machine, entity) == 0


def test_both_are_tabs_of_the_file_and_of_the_heading(sign_in, clerk, company, machine):
    with machine() as session:
        customer = session.get(Customer, company["mine"])
        numbers = [make_service(customer).number, make_complaint(customer).number]
    seller, _ = sign_in("Archivist", department=company["sales"])
    for browser in (seller, clerk):
        for door, number in zip(("customer-services", "customer-complaints"), numbers, strict=True):
            assert number in text(browser.get(f"/{door}/of/{company['mine']}"))


@pytest.mark.clause("S9.4(三)")
def test_a_service_goes_its_way(clerk, company, machine):
    post(clerk, "/service-records/add", customer=company["mine"], **SERVICE_FORM)
    with machine():
        person = make_user("Staff", company["service"]).id
    post(clerk, "/service-records/step/assign", rowid=1, person=person)
    post(clerk, "/service-records/step/close", rowid=1)
    assert status(machine, ServiceRecord) is ServiceStatus.assigned  # without a result
    post(clerk, "/service-records/step/wait", rowid=1)
    with machine() as session:
        session.get(ServiceRecord, 1).result = "已更换"
    post(clerk, "/service-records/step/close", rowid=1)
    assert status(machine, ServiceRecord) is ServiceStatus.closed
    with machine() as session:
        assert session.get(ServiceRecord, 1).resolved_at


def status(machine, entity):
    with machine() as session:
        return session.get(entity, 1).status


def settle(browser, machine, **facts):
    """Take the first complaint to the point where only its end is missing, and try to end it."""
    with machine() as session:
        complaint = session.get(Complaint, 1)
        for step in (ComplaintStep.investigate, ComplaintStep.handle, ComplaintStep.reply):
            complaint.move(step)
        for name, value in facts.items():
            setattr(complaint, name, value)
    return text(post(browser, "/complaints/step/close", rowid=1)) + text(browser.get("/"))


def test_a_complaint_without_its_cause_is_not_settled(clerk, company, machine):
    post(clerk, "/complaints/add", customer=company["mine"], **COMPLAINT_FORM)
    page = settle(clerk, machine)
    assert "结案前请填写：原因分析、纠正措施" in page
    assert status(machine, Complaint) is ComplaintStatus.replied


def test_a_complaint_is_paused_and_resumed_from_its_page(clerk, company, machine):
    post(clerk, "/complaints/add", customer=company["mine"], **COMPLAINT_FORM)
    post(clerk, "/complaints/step/pause", rowid=1, reason="等待客户寄回样品")
    assert "等待客户寄回样品" in text(clerk.get("/complaint-pauses/of/1"))
    page = text(clerk.get("/complaints/show/1"))
    assert "计时已暂停" in page
    post(clerk, "/complaints/step/resume", rowid=1)
    with machine() as session:
        assert session.scalar(select(ComplaintPause.until_at)) is not None
        assert session.get(Complaint, 1).due_on


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("received_at", "2126-01-01 09:00"),
        ("received_at", "2026-13-01 09:00"),
        ("received_at", "2026-11-03 25:00"),
        ("received_at", ""),
        ("compensation", "-1"),
        ("compensation", "1.005"),
        ("confirmed_on", "2126-01-01"),
        ("confirmed_on", "2026-11-02"),
        ("category", "nosuch"),
        ("description", ""),
        ("customer", ""),
    ],
)
def test_what_makes_no_sense_is_refused_and_stays_typed(clerk, company, machine, field, told):
    form = {"customer": company["mine"], **COMPLAINT_FORM, "demand": "要求全部换货", field: told}
    answer = post(clerk, "/complaints/add", **form)
    assert answer.status_code == 200
    page = text(answer)
    assert "要求全部换货" in page
    assert not told or field == "category" or told in page
    assert count(machine, Complaint) == 0


def test_a_repeat_is_proposed_and_marked(clerk, company, machine):
    for _ in range(2):
        post(clerk, "/complaints/add", customer=company["mine"], **COMPLAINT_FORM)
    assert "可能与同一客户的" in text(clerk.get("/complaints/show/2"))
    post(clerk, "/complaints/step/mark_repeat", rowid=2)
    with machine() as session:
        assert session.get(Complaint, 2).related_id == 1
    assert "可能与同一客户的" not in text(clerk.get("/complaints/show/2"))


def test_the_start_page_tells_of_what_is_past_its_day(sign_in, clerk, company):
    post(clerk, "/complaints/add", customer=company["mine"], **COMPLAINT_FORM)
    assert "1 件投诉已超过办结期限" in text(clerk.get("/"))
    assert "TS2026" in text(clerk.get("/complaints/list/?clock=late"))
    seller, _ = sign_in("Archivist", department=company["sales"])
    assert "超过办结期限" not in text(seller.get("/"))


@pytest.mark.parametrize("resource", ["service_record", "complaint"])
def test_programs_read_it_too(clerk, company, resource):
    form, door = {"service_record": (SERVICE_FORM, "service-records"),
                  "complaint": (COMPLAINT_FORM, "complaints")}[resource]  # fmt: skip
    post(clerk, f"/{door}/add", customer=company["mine"], **form)
    answer = clerk.get(f"/api/v1/{resource}/")
    assert answer.json["count"] == 1
    assert (
        clerk.get(f"/api/v1/{resource}/1").json["result"]["customer"]["label"] == "销售一号有限公司"
    )


@pytest.mark.parametrize("screen", ["service-records", "complaints"])
def test_a_contact_of_another_customer_is_refused_in_words(unguarded, machine, sign_in, screen):
    with machine():
        here = make_department()
        mine, other = (make_customer(department_id=here.id) for _ in range(2))
        found = mine.id, make_contact(mine).id, make_contact(other, name="孙外").id, here.id
    customer, own, foreign, place = found
    browser, _ = sign_in("Archivist", department=place)
    told = {"customer": customer, "kind": "consulting", "channel": "phone", "priority": "normal",
            "happened_on": "2026-11-02", "content": "咨询保修期", "category": "quality",
            "severity": "minor", "received_at": "2026-11-02 10:00",
            "description": "异响"}  # fmt: skip
    wrong = browser.post(f"/{screen}/add", data={**told, "contact": foreign})
    assert wrong.status_code == 200
    assert "该联系人不属于此客户" in wrong.get_data(as_text=True)
    assert browser.post(f"/{screen}/add", data={**told, "contact": own}).status_code == 302
