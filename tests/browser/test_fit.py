"""Pages fit their screens: no column leaves a desk's, nothing but the lead crowds a phone's."""

import pytest
from selenium.webdriver.common.keys import Keys

from app.core.db import db
from app.customers.rules import EntryStatus
from app.customers.verification import Standing
from app.security.models import Department
from tests.browser.conftest import CSS
from tests.factories import make_customer, make_user

pytestmark = pytest.mark.browser
SIDEWAYS = """
const box = document.querySelector('.tbl-wrap');
return box.scrollWidth - box.clientWidth;
"""
#: Headings of a record's parts that reach into the tabs beside them.
COVERING = """
return [...document.querySelectorAll('.tab-head')].filter((head) => {
  const words = document.createRange();
  words.selectNodeContents(head);
  const tab = head.nextElementSibling.getBoundingClientRect();
  const { right, bottom } = words.getBoundingClientRect();
  return right > tab.left && bottom > tab.top;
}).map((head) => head.textContent);
"""
SCROLLBAR = 15  # Headless Chromium draws none; an office browser does.


@pytest.fixture
def keeper(machine):
    with machine():
        user = make_user(role="ChiefArchivist", username="keeper")
        department = db.session.get(Department, user.department_id)
        department.name_zh, department.name_en = "档案管理部", "Archive administration"
        for name in (
            "广东省建筑科学研究院集团股份有限公司深圳前海分公司",
            "深圳能源集团股份有限公司",
        ):
            make_customer(name, verification=Standing.failed, account_manager_id=user.id)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_s_own_columns_fit_a_desk(walk, keeper, language):
    walk.driver.set_window_size(1440 - SCROLLBAR, 900)
    walk.log_in("keeper")
    if language == "en":
        walk.send('form[action$="/language/en"] button')
    walk.open("/customers/list/")
    assert walk.driver.execute_script(SIDEWAYS) == 0


def shown(walk, selector):
    return [e.text for e in walk.driver.find_elements(CSS, selector) if e.is_displayed()]


@pytest.fixture
def waiting_file(machine):
    """A file somebody else submitted: besides passing it there are nine ways on."""
    with machine():
        make_user(role="ChiefArchivist", username="keeper")
        return make_customer("南山仪器有限公司", entry_status=EntryStatus.submitted).id


def open_file(walk, pk):
    """With the parts that come after the page: one left in the middle is an error in the log."""
    walk.open(f"/customers/show/{pk}")
    walk.find(".gaps")
    walk.find(".timeline > li")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_part_s_heading_leaves_its_tabs_free(walk, waiting_file, language):
    walk.log_in("keeper")
    if language == "en":
        walk.send('form[action$="/language/en"] button')
    for width in (1440, 500):
        walk.driver.set_window_size(width, 900)
        open_file(walk, waiting_file)
        assert len(shown(walk, ".tab-head")) > 1
        assert walk.driver.execute_script(COVERING) == []


def test_on_a_phone_the_leading_step_stands_alone_and_the_rest_unfolds_by_key(walk, waiting_file):
    walk.driver.set_window_size(500, 900)
    walk.log_in("keeper")
    open_file(walk, waiting_file)
    assert shown(walk, ".hero-acts .btn") == ["审核通过", "更多"]
    walk.find(".hero-more").send_keys(Keys.ENTER)
    walk.wait(lambda d: len(shown(walk, ".hero-acts #more.show .btn")) == 10)
    assert "作废" in shown(walk, ".hero-acts .btn")


def test_on_a_desk_every_step_is_in_sight(walk, waiting_file):
    walk.log_in("keeper")
    open_file(walk, waiting_file)
    assert "更多" not in shown(walk, ".hero-acts .btn")
    assert {"审核通过", "退回", "作废", "编辑"} <= set(shown(walk, ".hero-acts .btn"))


def test_a_file_is_chosen_in_the_page_s_own_words(walk, keeper, tmp_path):
    """By label and name; without one the page itself says what is missing."""
    sheet = tmp_path / "客户名单.csv"
    sheet.write_text("客户名称\n甲公司\n", encoding="utf-8")
    walk.log_in("keeper")
    walk.open("/imports/add")
    assert shown(walk, ".file-name") == ["未选择文件"]
    walk.click("form .btn-primary")
    assert shown(walk, ".fld-error") == ["该字段是必填字段。"]
    walk.press(Keys.ESCAPE)
    walk.find("#file").send_keys(str(sheet))
    assert shown(walk, ".file-name") == ["客户名单.csv"]
    assert walk.find("#file").accessible_name == "CSV 或 Excel 文件 客户名单.csv"
    walk.send("form .btn-primary")
    walk.sees("客户名单.csv")
    walk.open("/")  # The import's page goes on asking how far it is.


def test_a_banner_is_as_wide_as_the_form_below_it(walk, keeper):
    walk.driver.set_window_size(1920, 900)
    walk.log_in("keeper")
    walk.open("/imports/add")
    walk.driver.execute_script("document.querySelector('main form').submit()")
    walk.sees("请先选择文件")
    edges = "const b = document.querySelector(arguments[0]).getBoundingClientRect();"
    edges += " return [b.left, b.right]"
    banner = walk.driver.execute_script(edges, ".flashes")
    assert banner == walk.driver.execute_script(edges, ".page")
