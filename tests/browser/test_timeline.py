"""A customer's timeline in a browser: one kind alone, earlier ones, a picture seen in place."""

import io

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.core.storage import store
from app.core.stored import receive
from app.workday.files import FollowUpFile
from tests.browser.conftest import CSS, PHONE
from tests.browser.test_review import PNG
from tests.contracts.factories import make_contract
from tests.factories import keep, make_customer, make_user
from tests.workday.factories import day, make_follow_up

pytestmark = [pytest.mark.browser, pytest.mark.clause("S10.6.1b")]
LOOKED_AT = "return document.querySelector('.timeline-files img').naturalWidth"


@pytest.fixture
def customer(machine):
    """Thirty contacts and a contract; a photo lies at the newest contact."""
    with machine() as session:
        seller = make_user("Staff", username="zhou")
        mine = make_customer("近处轻工有限公司", account_manager_id=seller.id)
        make_contract(mine, name="年度供货合同", amount=1234)
        for number in range(30):
            spoken = make_follow_up(mine, seller, what=f"第{number:02}次拜访", happened_on=day(-2))
        file = FollowUpFile(follow_up_id=spoken.id)
        file.attach(session, receive(store(), io.BytesIO(PNG), "门头.png"), "门头.png")
        keep(file)
        return mine.id


def entries(walk):
    return [e.text for e in walk.driver.find_elements(CSS, ".timeline > li p.timeline-what")]


@pytest.mark.parametrize("width", [1440, PHONE["width"]])
def test_a_seller_reads_back_what_happened(walk, customer, machine, width):
    walk.take_screen(width)
    walk.log_in("zhou")
    walk.open(f"/customers/show/{customer}")
    walk.wait(lambda d: len(entries(walk)) == 20)
    assert walk.driver.execute_script("return innerWidth") == width
    assert "第29次拜访" in entries(walk)[0]
    assert walk.sideways() == 0
    walk.click(".timeline > li:last-child button")
    walk.wait(lambda d: len(entries(walk)) == 31)
    assert "年度供货合同" in entries(walk)[-1]

    # A picture is fetched, and its reading remembered, when it is unfolded and not before.
    looked = select(func.count()).where(AuditEntry.event == "preview")
    with machine() as session:
        assert session.scalar(looked) == 0
    walk.click(".timeline-files summary")
    walk.wait(lambda d: d.execute_script(LOOKED_AT))
    with machine() as session:
        assert session.scalar(looked) == 1

    walk.click("#timeline-business")
    walk.wait(lambda d: len(entries(walk)) == 1)
    chosen = walk.driver.switch_to.active_element
    assert chosen.get_attribute("id") == "timeline-business"
    assert chosen.get_attribute("aria-pressed") == "true"
    assert walk.sideways() == 0
    walk.send(".timeline-what a")
    assert "/contracts/show/" in walk.driver.current_url
