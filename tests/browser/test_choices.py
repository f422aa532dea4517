"""By keyboard, a box searched as one types keeps what stood there or takes what was typed."""

import pytest
from selenium.webdriver.common.keys import Keys
from sqlalchemy import select

from app.contracts.models import Contract
from tests.browser.conftest import CSS
from tests.contracts.factories import put_on_duty
from tests.factories import make_customer, make_department, make_user

pytestmark = pytest.mark.browser


@pytest.fixture
def served(machine):
    with machine():
        finance = make_department()
        put_on_duty(finance)
        make_user("Archivist", finance.id, username="qian")
        return [make_customer(f"{name}有限公司").id for name in ("近处轻工", "远处云帆")]


class Box:
    """A box of the form, used by keys alone once it was entered by a click."""

    def __init__(self, walk, name):
        self.walk, self.name = walk, name
        self.frame = f"#{name} + .ts-wrapper"

    def enter(self):
        """Into the box, with what stands there selected."""
        control = self.walk.ready(f"{self.frame} .ts-control")
        self.walk.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", control)
        control.click()
        self.walk.find(f"{self.frame}.focus.dropdown-active")
        return self.selected()

    def selected(self):
        return self.walk.driver.execute_script("return getSelection().toString()")

    def press(self, *keys):
        self.walk.press(*keys)

    def holds(self, value):
        """Once the form would send ``value``."""
        script = "return document.getElementById(arguments[0]).value === arguments[1]"
        self.walk.wait(lambda d: d.execute_script(script, self.name, str(value)))

    def shown(self):
        return self.walk.find(f"{self.frame} .item").text

    def listed(self, count):
        """What is listed, once it is so many, and which of them is highlighted."""
        rows = f"{self.frame} .option"
        self.walk.wait(lambda d: len(d.find_elements(CSS, rows)) == count)
        found = self.walk.driver.find_elements(CSS, rows)
        return [(row.text, row.get_attribute("aria-selected")) for row in found]


def test_typing_replaces_what_stands_in_a_box_and_nothing_else_does(walk, served, machine):
    near, far = served
    walk.log_in("qian")
    walk.open(f"/contracts/add?for={near}")
    customer, currency = Box(walk, "customer"), Box(walk, "currency")
    assert "近处轻工" in customer.enter()
    customer.press("云帆")
    [(text, selected)] = customer.listed(1)  # The old choice is not among the matches.
    assert ("远处云帆" in text, selected) == (True, "true")
    customer.press(Keys.ENTER)
    customer.holds(far)
    assert "远处云帆" in customer.selected()
    customer.press("没有这样的客户")
    walk.find(f"{customer.frame} .no-results")
    customer.press(Keys.ENTER, Keys.TAB)
    assert "远处云帆" in customer.shown()
    customer.holds(far)
    assert currency.enter()
    currency.press(Keys.TAB)
    currency.holds("CNY")
    currency.enter()
    currency.press("USD", Keys.ENTER)  # Faster than the server answers.
    currency.holds("USD")
    currency.press("EUR", Keys.TAB)
    currency.holds("EUR")
    assert "EUR" in currency.shown()
    for name, text in (("name", "年度供货合同"), ("signed_on", "2026-01"), ("amount", "10")):
        walk.fill(name, text)
    currency.enter()
    currency.press("qqqq")
    walk.find(f"{currency.frame} .no-results")
    walk.driver.switch_to.active_element.send_keys(Keys.CONTROL, "s")
    walk.find(".fld.bad #currency")
    currency.press(Keys.ESCAPE)
    currency.press("JPY")
    walk.driver.switch_to.active_element.send_keys(Keys.CONTROL, "s")
    walk.wait(lambda d: "/contracts/show/" in d.current_url)
    with machine() as session:
        kept = session.scalars(select(Contract)).one()
        assert (kept.customer_id, kept.currency) == (far, "JPY")
