"""My to-do: all that waits, kind by kind; more of each than the start page names."""

import pytest

from tests.factories import make_customer, make_department, make_user
from tests.workday.factories import day, make_follow_up, make_task
from tests.workday.test_follow_ups import as_user

pytestmark = pytest.mark.clause("S3.员工.2")


@pytest.fixture
def seller(machine):
    with machine():
        here = make_department()
        seller = make_user("Staff", here.id)
        for number in range(8):
            make_task(seller, seller, title=f"任务{number}", due_on=day(number))
        customer = make_customer(
            "近处轻工有限公司", department_id=here.id, account_manager_id=seller.id
        )
        make_follow_up(customer, seller, happened_on=day(-3), next_on=day())
        return seller.id


def test_the_page_names_all_where_the_start_page_names_five(app, seller):
    browser = as_user(app, seller)
    start, page = (browser.get(path).get_data(as_text=True) for path in ("/", "/to-do/"))
    assert start.count("/tasks/show/") == 5
    assert page.count("/tasks/show/") == 8
    assert "近处轻工有限公司" in page
    assert page.index('<h2 id="to-do-1">') < page.index("近处轻工有限公司")


def test_nothing_of_others_is_there(app, seller, sign_in):
    browser, _ = sign_in("Staff")
    page = browser.get("/to-do/").get_data(as_text=True)
    assert "/tasks/show/" not in page
    assert "没有待办事项" in page


def test_the_start_page_leads_there(app, seller):
    assert 'href="/to-do/"' in as_user(app, seller).get("/").get_data(as_text=True)
