"""A list by keyboard and mouse: columns, views, filters by name, all results, Ctrl+K."""

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.test_first_hour import log_in, wait
from tests.factories import make_person, make_user

pytestmark = pytest.mark.browser
CSS = By.CSS_SELECTOR


@pytest.fixture
def driver(chromium, site, machine):
    """An archivist's browser on the customer list, with more than a page of customers."""
    with machine():
        make_user(role="ChiefArchivist", username="li")
        for _ in range(27):
            make_person("赵六", mobile="13912345678", city="深圳市")
        make_person("南山仪器有限公司", mobile="13912345678", city="广州市")
    log_in(chromium, site)
    chromium.get(f"{site}/customers/list/")
    wait(chromium, lambda d: d.execute_script("return document.readyState") == "complete")
    yield chromium
    assert [e for e in chromium.get_log("browser") if e["level"] == "SEVERE"] == []


def press(driver, *keys):
    ActionChains(driver).send_keys(*keys).perform()


def control_k(driver):
    ActionChains(driver).key_down(Keys.CONTROL).send_keys("k").key_up(Keys.CONTROL).perform()


def click(driver, selector):
    wait(driver, lambda d: d.find_element(CSS, selector).is_displayed())
    driver.find_element(CSS, selector).click()


def heads(driver):
    return [head.text for head in driver.find_elements(CSS, "thead th:not(.pick)")]


def test_columns_are_chosen_moved_and_remembered(driver):
    click(driver, "[data-open=columns]")
    box = driver.find_element(CSS, "[data-columns] [value=city]")
    box.send_keys(Keys.SPACE)
    for _ in range(30):
        box.send_keys(Keys.ALT, Keys.ARROW_UP)
    click(driver, "[data-columns] .btn-primary")
    wait(driver, lambda d: heads(d)[:2] == ["客户名称", "城市"])
    driver.refresh()
    wait(driver, lambda d: heads(d)[:2] == ["客户名称", "城市"])


def test_a_view_is_saved_opened_first_and_left_again(driver):
    driver.get(driver.current_url + "?city=%E5%B9%BF%E5%B7%9E%E5%B8%82")
    click(driver, ".views > button")
    name = driver.find_element(CSS, ".view-form:last-of-type [name=name]")
    wait(driver, lambda d: name.is_displayed())
    name.send_keys("广州的", Keys.ENTER)
    wait(driver, lambda d: "view=" in d.current_url)
    click(driver, ".views > button")
    click(driver, ".views [value=default]")
    wait(driver, lambda d: d.find_elements(CSS, ".note-success"))
    driver.get(driver.current_url.partition("?")[0])
    wait(driver, lambda d: "view=" in d.current_url)
    assert driver.find_element(CSS, "[data-list]").get_attribute("data-total") == "1"
    click(driver, ".views > button")
    click(driver, ".views .dropdown-item:first-child")
    wait(
        driver,
        lambda d: d.find_element(CSS, "[data-list]").get_attribute("data-total") == "28",
    )


def test_all_results_are_submitted_at_once(driver):
    click(driver, "[data-pick-all]")
    click(driver, "[data-choose=results]")
    assert "28" in driver.find_element(CSS, ".bulk-count").text
    click(driver, ".bulk [value=submit]")
    wait(driver, lambda d: "28" in d.find_element(CSS, "#confirm .dlg-text").text)
    click(driver, "#confirm [value=yes]")
    wait(driver, lambda d: d.find_elements(CSS, ".note-success"))
    assert "28" in driver.find_element(CSS, ".note-success").text


def test_a_department_is_searched_by_name_and_named_in_the_chip(driver):
    click(driver, "[data-builder] ~ *, .dropdown:has([data-builder]) > button")
    form = driver.find_element(CSS, "[data-builder]")
    form.find_element(CSS, "[name=field] option[value=department_id]").click()
    wait(driver, lambda d: form.find_elements(CSS, ".builder-options input"))
    label = form.find_element(CSS, ".builder-options label")
    name = label.text
    label.click()
    form.find_element(CSS, ".btn-primary").click()
    wait(driver, lambda d: d.find_elements(CSS, ".chip"))
    assert name in driver.find_element(CSS, ".chip").text


def test_ctrl_k_leads_to_a_record_by_keyboard_alone(driver):
    control_k(driver)
    box = driver.find_element(CSS, "#palette input")
    wait(driver, lambda d: d.find_elements(CSS, "#palette [aria-selected=true]"))
    box.send_keys("nsyq")
    wait(driver, lambda d: "南山仪器" in d.find_element(CSS, "#palette-list").text)
    box.send_keys(Keys.ENTER)
    wait(driver, lambda d: "/customers/show/" in d.current_url)
    control_k(driver)
    wait(driver, lambda d: "南山仪器" in d.find_element(CSS, "#palette-list").text)
    driver.find_element(CSS, "#palette input").send_keys("qqqqqq")
    wait(driver, lambda d: d.find_element(CSS, ".palette-empty").is_displayed())
    press(driver, Keys.ESCAPE)
    wait(driver, lambda d: not d.find_element(CSS, "#palette").is_displayed())


def test_rows_are_walked_chosen_and_opened_by_key(driver):
    press(driver, "j", "j", "k", "j", "x")
    second = driver.find_elements(CSS, "tbody tr")[1]
    assert driver.execute_script("return document.activeElement.closest('tr')") == second
    assert second.find_element(CSS, "[name=rowid]").is_selected()
    address = second.find_element(CSS, "td:not(.pick) a").get_attribute("href")
    press(driver, Keys.ENTER)
    wait(driver, lambda d: d.current_url == address)
