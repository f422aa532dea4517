"""Every filter a list declares can be asked for, and reads in the reader's words."""

import re
import time

import pytest

from app.core.filters import builder
from app.core.screens import Screen
from tests.factories import make_contact, make_customer, make_department, make_user

LIST = "/customers/list/"


@pytest.fixture
def places(machine):
    """Two departments, a customer in each; the first kept by somebody named."""
    with machine():
        first, second = make_department(), make_department()
        keeper = make_user(username="wang")
        make_customer(
            "星辰科技有限公司", department_id=first.id, account_manager_id=keeper.id, city="深圳市"
        )
        customer = make_customer("南山仪器有限公司", department_id=second.id)
        make_contact(customer, "钱进", has_left=True)
        make_contact(customer, "赵平")
        return {"first": first.id, "name": first.name_zh, "keeper": keeper.id}


def page_of(browser, query, address=LIST):
    answer = browser.get(f"{address}?{query}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def rows(page):
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [n for n in ("星辰科技", "南山仪器", "钱进", "赵平") if n in body]


def chip(page):
    return page.partition('<span class="chip">')[2].partition("</span>")[0]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("department_id={first}", ["星辰科技"]),
        ("account_manager_id={keeper}", ["星辰科技"]),
        ("account_manager_id=empty:", ["南山仪器"]),
        ("account_manager_id=filled:", ["星辰科技"]),
        ("city=filled:", ["星辰科技"]),
        ("city=empty:", ["南山仪器"]),
        ("city=深圳市,广州市", ["星辰科技"]),
        ("name=contains:仪器", ["南山仪器"]),
        ("updated_at=between:2020-01-01,2020-12-31", []),
    ],
)
def test_a_list_is_narrowed_by_each_kind_of_condition(places, sign_in, query, found):
    browser, _ = sign_in("ChiefArchivist")
    assert rows(page_of(browser, query.format(**places))) == found


@pytest.fixture(params=["Pacific/Niue", "UTC", "Pacific/Kiritimati"])
def standing(request, monkeypatch):
    """Where the machine stands: one of them always has another day than the company."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_a_day_ends_at_its_last_moment(standing, machine, places, sign_in):
    browser, _ = sign_in("ChiefArchivist")
    page = page_of(browser, "sort=-updated_at&cols=updated_at")
    day = re.search(r"\d{4}-\d\d-\d\d", page.partition("<tbody>")[2])[0]
    told = f"updated_at=between:{day},{day}"
    assert rows(page_of(browser, told)) == ["星辰科技", "南山仪器"]
    assert rows(page_of(browser, f"updated_at={day}")) == ["星辰科技", "南山仪器"]


@pytest.mark.parametrize(("told", "found"), [("yes", ["钱进"]), ("no", ["赵平"])])
def test_yes_and_no_are_filters_too(places, sign_in, told, found):
    browser, _ = sign_in("ChiefArchivist")
    page = page_of(browser, f"has_left={told}", "/contacts/list/")
    assert rows(page)[-1:] == found
    assert ("钱进" in rows(page)) != ("赵平" in rows(page))


def test_a_chip_names_the_department_not_its_number(places, sign_in):
    browser, _ = sign_in("ChiefArchivist")
    assert places["name"] in chip(page_of(browser, f"department_id={places['first']}"))
    assert "wang" in chip(page_of(browser, f"account_manager_id={places['keeper']}"))
    browser.post("/language/en")
    assert f"D{places['name'].partition('D')[2]}" in chip(
        page_of(browser, f"department_id={places['first']}")
    )


def test_a_chip_does_not_name_what_the_reader_may_not_see(machine, places, sign_in):
    with machine():
        here = make_department().id
    browser, _ = sign_in("Archivist", department=here)
    page = page_of(browser, "customer_id=2", "/contacts/list/")
    assert "南山仪器" not in page


@pytest.mark.parametrize("told", ["abc", "999999999999999999999", "-1", ","])
def test_a_reference_that_is_no_number_breaks_nothing(places, sign_in, told):
    browser, _ = sign_in("ChiefArchivist")
    page_of(browser, f"department_id={told}")


def test_each_declared_filter_is_a_facet_or_in_the_builder(app):
    with app.test_request_context():
        for screen in [v for v in app.appbuilder.baseviews if isinstance(v, Screen)]:
            offered = {field.name for field in builder(screen)} | set(screen.facets)
            assert set(screen.plan.filters) <= offered, screen
            assert set(screen.references) <= {*screen.plan.filters, *screen.plan.labels}, screen
