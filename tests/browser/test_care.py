"""A care officer's day: care planned and done, a wish to be left alone, an answer that is low."""

import pytest
from selenium.webdriver.common.keys import Keys
from sqlalchemy import select

from app.care.care_rules import CareStatus
from app.care.plans import CarePlan
from app.care.survey_rules import SurveyStatus
from app.care.surveys import Survey
from app.care.visits import CareVisit
from app.core.clock import today
from app.service.complaint_rules import ComplaintStatus
from app.service.complaints import Complaint
from tests.browser.conftest import CSS
from tests.browser.test_business import save, tab_add
from tests.care.factories import CARE, leave_alone
from tests.contracts.factories import put_on_duty
from tests.factories import make_contact, make_customer, make_department, make_user
from tests.service.factories import SERVICE

pytestmark = pytest.mark.browser
REFUSED = "钱进 已列入勿扰名单，不得以“上门”方式联系。"


@pytest.fixture
def cared(machine):
    """A customer of the officer's own department, one of whose contacts wants to be left alone."""
    with machine():
        officers = make_department()
        put_on_duty(officers, (*CARE, *SERVICE))
        make_user("Archivist", officers.id, username="lin")
        customer = make_customer("近处轻工有限公司", department_id=officers.id)
        quiet = make_contact(customer, "钱进")
        make_contact(customer, "孙立")
        leave_alone(customer, contact=quiet)
        return {"customer": customer.id, "quiet": quiet.id}


def choose_contact(walk, name):
    """In place of whom was chosen before, as one types it: into this field, once it listens."""
    field = "#contact + .ts-wrapper"
    walk.click(f"{field} .ts-control")
    walk.find(f"{field}.focus .ts-control input").send_keys(Keys.BACKSPACE, name)
    walk.keys += 1 + len(name)

    def taken(driver):
        """Found and clicked at once: the list is drawn anew while it answers what is typed."""
        found = driver.find_elements(CSS, ".ts-dropdown .option")
        chosen = next((one for one in found if one.is_displayed() and name in one.text), None)
        if chosen:
            chosen.click()
        return bool(chosen)

    walk.wait(taken)
    walk.clicks += 1


@pytest.mark.clause("S1.5(2)", "S8.五.2(3)")
def test_an_officer_plans_care_does_it_and_leaves_alone_who_wants_it(walk, cared, machine):
    walk.log_in("lin")
    with walk.task("plan what is done every year"):
        tab_add(walk, cared["customer"], "customer-care-plans", "care-plans")
        walk.choose("kind", "anniversary")
        walk.fill("recurs_on", today().strftime("%m-%d"))
        walk.fill("content", "致电问候")
        save(walk)
        walk.sees("周年")
    with walk.task("be refused a visit to who wants to be left alone"):
        tab_add(walk, cared["customer"], "customer-care-visits", "care-visits")
        walk.fill("content", "送年历")
        choose_contact(walk, "钱进")
        walk.send("[data-save]")
        walk.sees(REFUSED)
        assert "勿扰名单" in walk.find("#channel-error").text
        assert walk.find("form [name=content]").get_attribute("value") == "送年历"
    with walk.task("go to their colleague instead, and note that it was done"):
        choose_contact(walk, "孙立")
        save(walk)
    walk.step("finish")
    walk.sees("执行日期")
    with machine() as session:
        assert session.scalars(select(CarePlan)).one().next_on == today()
        visit = session.scalars(select(CareVisit)).one()
        assert (visit.status, visit.done_on) == (CareStatus.done, today())
        assert str(visit.contact) == "孙立"


@pytest.mark.clause("S1.5(2)")
def test_a_low_answer_becomes_a_draft_of_a_complaint(walk, cared, machine):
    walk.log_in("lin")
    with walk.task("ask a customer"):
        tab_add(walk, cared["customer"], "customer-surveys", "surveys")
        save(walk)
    with walk.task("enter what they answer, and see the complaint it opened"):
        walk.send('.hero-acts .btn-primary[href*="/surveys/answer/"]')
        for scale in walk.driver.find_elements(CSS, ".scale"):
            scale.find_element(CSS, "[value=dissatisfied]").click()
            walk.clicks += 1
        walk.type(".fld > input[name^=q]", "3")
        walk.fill("feedback", "交货太慢")
        walk.send("[data-save]")
        walk.sees("评分偏低，已生成投诉草稿。")
    with machine() as session:
        survey = session.scalars(select(Survey)).one()
        complaint = session.scalars(select(Complaint)).one()
        assert (survey.status, survey.complaint_id) == (SurveyStatus.answered, complaint.id)
        assert complaint.status is ComplaintStatus.draft
        number = complaint.number
    walk.open("/complaints/list/")
    walk.driver.find_element("link text", number).click()
    walk.sees("交货太慢")
