"""A seller's morning on a telephone: what is due, a visit written down, a task done."""

import pytest
from sqlalchemy import select

from app.customers.models import Customer
from app.workday.models import FollowUp
from app.workday.rules import TaskState
from app.workday.tasks import Task
from tests.browser.conftest import CSS, PHONE
from tests.factories import make_customer, make_user
from tests.workday.factories import day, make_follow_up, make_task

pytestmark = [pytest.mark.browser, pytest.mark.clause("S3.员工.2", "S5.3.2.3")]


@pytest.fixture
def morning(machine):
    with machine():
        keeper, seller = make_user("Archivist"), make_user("Staff", username="zhou")
        mine = make_customer("近处轻工有限公司", account_manager_id=seller.id)
        make_follow_up(mine, seller, happened_on=day(-7), next_on=day())
        task = make_task(keeper, seller, customer_id=mine.id)
        return {"mine": mine.id, "task": task.id}


def link(walk, text):
    """Follow a link by its words, as a thumb does."""
    walk.wait(lambda d: d.find_element("partial link text", text)).click()
    walk.clicks += 1


def test_a_sellers_morning_on_a_telephone(walk, morning, machine):
    walk.take_screen(PHONE["width"])
    walk.log_in("zhou")
    with walk.task("on a phone: from the to-do to the customer"):
        walk.open("/")
        assert walk.driver.execute_script("return innerWidth") == PHONE["width"]
        link(walk, "近处轻工有限公司")
        walk.wait(lambda d: "#customer-follow-ups" in d.current_url)
    with walk.task("on a phone: write a visit down, with the next day"):
        walk.send('.lines-foot a[href*="/follow-ups/add"]')
        shown = [e for e in walk.driver.find_elements(CSS, ".frm .fld") if e.is_displayed()]
        assert len(shown) == 3
        assert walk.sideways() == 0
        walk.choose("channel", "visit")
        walk.fill("what", "看了样品，等报价")
        walk.fill("next_on", str(day(3)))
        walk.send("[data-save]")
        walk.wait(lambda d: f"/customers/show/{morning['mine']}" in d.current_url)
        walk.sees("看了样品")
    with walk.task("on a phone: finish a task"):
        walk.open("/")
        link(walk, "补齐合同扫描件")
        walk.wait(lambda d: "/tasks/show/" in d.current_url)
        walk.step("finish", "扫描件已上传")
        walk.sees("已完成")
    with machine() as session:
        assert session.get(Task, morning["task"]).state is TaskState.done
        old, new = session.scalars(select(FollowUp).order_by(FollowUp.id)).all()
        assert (old.answered_by_id, new.next_on) == (new.id, day(3))
        assert session.get(Customer, morning["mine"]).quiet_since == day()
