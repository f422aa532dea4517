"""The inbox on a desk and on a phone: nothing runs off, one click decides, a refusal says why."""

import pytest
from sqlalchemy import select

from app.approvals.models import ApprovalRequest
from app.approvals.rules import RequestStatus
from app.security.models import Person
from tests.approvals.house import make_house, make_request
from tests.browser.conftest import PHONE
from tests.browser.test_fit import SCROLLBAR, SIDEWAYS

pytestmark = pytest.mark.browser


@pytest.fixture
def two(machine):
    """Two requests that wait for one head."""
    with machine() as session:
        house = make_house()
        session.get_one(Person, house["head"]).username = "keeper"
        for by in ("asker", "clerk"):
            request = make_request(house, by)
            request.reason = "参加联合拜访，需要核对合同联系人与收货地址。"
            request.title += " 近处****公司"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_inbox_fits_a_desk(walk, two, language):
    walk.driver.set_window_size(1440 - SCROLLBAR, 900)
    walk.log_in("keeper")
    if language == "en":
        walk.send('form[action$="/language/en"] button')
    walk.open("/approvals/list/")
    assert walk.driver.execute_script(SIDEWAYS) == 0


@pytest.mark.clause("S7.5.1")
def test_on_a_phone_one_click_decides_and_a_refusal_says_why(walk, two, machine):
    walk.take_screen(PHONE["width"])
    walk.log_in("keeper")
    walk.open("/approvals/list/")
    assert walk.driver.execute_script("return innerWidth") == PHONE["width"]
    assert walk.driver.execute_script(SIDEWAYS) == 0
    walk.click('.acts [formaction$="/step/approve"]')
    walk.agree()
    walk.sees("同意：已处理 1 条")
    walk.click('.acts [formaction$="/step/refuse"]')
    walk.agree("这项拜访不需要")
    walk.sees("驳回：已处理 1 条")
    with machine() as session:
        stands = set(session.scalars(select(ApprovalRequest.status)))
    assert stands == {RequestStatus.approved, RequestStatus.refused}
