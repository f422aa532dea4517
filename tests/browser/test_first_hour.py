"""A person's first steps in a real browser: log in, add, be refused, correct, find."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import waited as wait
from tests.factories import PASSWORD, make_customer, make_user

pytestmark = pytest.mark.browser


@pytest.fixture
def person(machine):
    with machine():
        make_customer("星辰科技股份有限公司")
        return make_user(role="ChiefArchivist", username="li").id


def log_in(driver, site):
    driver.delete_all_cookies()
    driver.get(f"{site}/login/")
    driver.find_element(By.NAME, "username").send_keys("li")
    driver.find_element(By.NAME, "password").send_keys(PASSWORD, Keys.ENTER)
    wait(driver, lambda d: "/login/" not in d.current_url)


@pytest.mark.clause("S5.3.2.2", "S5.3.1.2")
def test_a_bad_credit_code_is_refused_and_nothing_typed_is_lost(chromium, site, person):
    log_in(chromium, site)
    chromium.get(f"{site}/customers/add")
    chromium.find_element(By.NAME, "name").send_keys("南山仪器有限公司")
    chromium.find_element(By.NAME, "uscc").send_keys("123")
    chromium.find_element(By.NAME, "name").send_keys(Keys.CONTROL, "s")
    wait(chromium, lambda d: "/customers/add" in d.current_url and "18 位" in d.page_source)
    assert chromium.find_element(By.NAME, "name").get_attribute("value") == "南山仪器有限公司"
    code = chromium.find_element(By.NAME, "uscc")
    code.clear()
    code.send_keys(Keys.CONTROL, "s")
    wait(chromium, lambda d: "/customers/show/" in d.current_url)
    assert "南山仪器有限公司" in chromium.find_element(By.TAG_NAME, "h1").text


@pytest.mark.parametrize("words", ["星辰", "xckj", "KH20"])
def test_a_customer_is_found_by_two_characters_initials_and_number(chromium, site, person, words):
    log_in(chromium, site)
    chromium.get(f"{site}/customers/list/")
    chromium.find_element(By.NAME, "q").send_keys(words)
    wait(chromium, lambda d: "q=" in d.current_url and "星辰科技" in d.page_source)


def test_the_pages_run_without_a_script_error_or_a_blocked_asset(chromium, site, person):
    log_in(chromium, site)
    for path in (
        "/",
        "/customers/list/",
        "/customers/add",
        "/customers/show/1",
        "/account/password",
    ):
        chromium.get(site + path)
        wait(chromium, lambda d: d.execute_script("return document.readyState") == "complete")
    severe = [entry for entry in chromium.get_log("browser") if entry["level"] == "SEVERE"]
    assert severe == []
