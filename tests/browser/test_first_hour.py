"""A person's first steps in a real browser: log in, add, be refused, correct, find."""

import shutil
import threading

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from werkzeug.serving import make_server

from tests.factories import PASSWORD, make_customer, make_user

pytestmark = pytest.mark.browser
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--window-size=1440,900", "--lang=zh-CN",
)  # fmt: skip


@pytest.fixture(scope="module")
def chromium():
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome")
    for flag in FLAGS:
        options.add_argument(flag)
    service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    yield driver
    driver.quit()


@pytest.fixture
def site(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def person(machine):
    with machine():
        make_customer("星辰科技股份有限公司")
        return make_user(role="ChiefArchivist", username="li").id


def wait(driver, what):
    return WebDriverWait(driver, 10, poll_frequency=0.05).until(what)


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
