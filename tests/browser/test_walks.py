"""Whole walks: an archive officer's first hour in Chinese, a manager's in English, a new role."""

from urllib.parse import quote

import pytest
from openpyxl import Workbook, load_workbook
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.customers.models import Customer
from app.customers.rules import EntryStatus
from app.security.models import Person
from tests.browser.conftest import CSS
from tests.factories import make_customer, make_user

pytestmark = pytest.mark.browser
GOOD_CODE = "91440300708461136T"


@pytest.fixture
def people(machine):
    with machine():
        for name, role in (
            ("li", "ChiefArchivist"), ("wang", "ChiefArchivist"), ("chen", "Leader"),
            ("root_admin", "SystemAdmin"), ("guard", "SecurityAdmin"), ("zhou", "Staff"),
        ):  # fmt: skip
            make_user(role=role, username=name)
        make_customer("星辰科技股份有限公司", city="深圳市", entry_status=EntryStatus.filed)
        make_customer("远方重工有限公司", city="广州市")


def sheet(folder):
    """A workbook as a department sends it: a title above the header, one row in three wrong."""
    book = Workbook()
    for row in (
        ["客户名单"],
        ["客户名称", "统一社会信用代码", "省份"],
        ["东海仪器有限公司", "", "广东省"],
        ["北岭光学有限公司", "123", "广东省"],
        ["西湖软件有限公司", "", "浙江省"],
    ):
        book.active.append(row)
    path = folder / "名单.xlsx"
    book.save(path)
    return path


@pytest.mark.clause("S5.3.1.2", "S5.3.2.2", "S6.五.1")
def test_an_archive_officers_first_hour_in_chinese(walk, people, machine, tmp_path):
    with walk.task("log in"):
        walk.log_in("li")
    _enter(walk)
    _file(walk)
    _find(walk)
    _import_and_undo(walk, sheet(tmp_path), machine)
    with walk.task("filter by a facet and a condition, export"):
        walk.open("/customers/list/")
        _pick(walk, "entry_status", "filed")
        _ask(walk, "name", "星辰")
        assert _names(walk) == ["星辰科技股份有限公司"]
        walk.click(".page-acts .dropdown > button")
        walk.click('form[action*="/export/xlsx"] button')
        walk.wait(lambda _d: _exported(machine) == 1)


def _enter(walk):
    with walk.task("enter a customer, be refused, correct"):
        walk.open("/customers/add")
        walk.fill("name", "南山仪器有限公司")
        walk.fill("phone", "0755-25317099")
        walk.fill("address", "深圳市南山区科技路 1 号")
        walk.fill("business_scope", "仪器仪表")
        walk.fill("uscc", "91440300708461136X")
        walk.type("form [name=uscc]", Keys.CONTROL + "s")
        walk.wait(lambda d: d.find_elements(CSS, ".fld.bad [name=uscc]"))
        assert walk.find("[name=name]").get_attribute("value") == "南山仪器有限公司"
        walk.fill("uscc", GOOD_CODE)
        walk.type("form [name=uscc]", Keys.CONTROL + "s")
        walk.wait(lambda d: "/customers/show/" in d.current_url)


def _file(walk):
    """Whoever entered it cannot file it; somebody else looks at each field, passes, files."""
    mine = walk.driver.current_url.removeprefix(walk.site)
    with walk.task("be told what is missing, add the contact, submit"):
        walk.step("submit")
        walk.sees("还缺")
        walk.open(f"/contacts/add?for={mine.rsplit('/', 1)[1]}")
        walk.fill("name", "钱进")
        walk.choose("basis", "contract")
        walk.send("[data-save]")
        walk.open(mine)
        walk.step("submit")
        walk.sees("待审核")
    assert walk.driver.find_elements(CSS, 'a[href*="/reviews/show/"]') == []
    with walk.task("review each field and file as another"):
        walk.log_in("wang")
        walk.open(f"/reviews/show/{mine.rsplit('/', 1)[1]}")
        rows = len(walk.driver.find_elements(CSS, "[data-row]"))
        walk.press("j", *"y" * rows)
        walk.send("[data-pass]")
        walk.open(mine)
        walk.step("file")
        walk.sees("已归档")


def _find(walk):
    with walk.task("find by two characters, initials, number"):
        walk.open("/customers/list/")
        for words in ("南山", "nsyq", "KH20"):
            walk.find("#q").clear()
            walk.type("#q", words)
            walk.wait(lambda d, w=words: f"q={quote(w)}" in d.current_url)
            walk.sees("南山仪器有限公司")


def _import_and_undo(walk, path, machine):
    with walk.task("import a workbook, read its errors"):
        walk.open("/imports/add")
        walk.find("#file").send_keys(str(path))
        walk.click("button[type=submit].btn-primary")
        walk.wait(lambda d: "/imports/show/" in d.current_url)
        batch = walk.driver.current_url.removeprefix(walk.site)
        walk.work()
        walk.open(batch)
        if walk.find("[name=stops]").is_selected():
            walk.click("[name=stops]")
        walk.send("details form.fs-body > .btn-primary")
        walk.work()
        walk.open(batch)
        walk.sees("北岭光学有限公司")
        walk.sees("18 位")
    with walk.task("download the rows not taken, read why"):
        told = _read_report(walk, path.parent)
        assert "北岭光学有限公司" in told
        assert "18 位" in told
        assert "东海仪器有限公司" not in told
    with walk.task("take the others in"):
        walk.step("apply")
        walk.work()
        walk.open(batch)
    with machine() as session:
        assert session.scalar(select(func.count(Customer.id))) == 5
    with walk.task("undo the import"):
        walk.step("undo")
        walk.work()
    with machine() as session:
        assert session.scalar(select(func.count(Customer.id))) == 3


def _read_report(walk, folder):
    """All that stands in the workbook of the rows that were not taken."""
    to = {"behavior": "allow", "downloadPath": str(folder / "reports")}
    walk.driver.execute_cdp_cmd("Browser.setDownloadBehavior", to)
    walk.click('a[href*="/imports/report/"]')
    path = walk.wait(lambda _d: next((folder / "reports").glob("*.xlsx"), None))
    rows = [row for page in load_workbook(path) for row in page.iter_rows(values_only=True)]
    return " ".join(str(cell) for row in rows for cell in row)


def _pick(walk, facet, value):
    """One value of a facet, by clicking."""
    walk.click(f".dropdown:has([data-facet={facet}]) > button")
    walk.click(f"[data-facet={facet}] [value={value}]")
    walk.click(f"[data-facet={facet}] .btn-primary")
    walk.wait(lambda d: f"{facet}={value}" in d.current_url and d.find_elements(CSS, ".chip"))


def _ask(walk, field, text):
    """One condition of the filter builder: that a field contains a text."""
    walk.click(".dropdown:has([data-builder]) > button")
    walk.choose("field", field)
    walk.type("[data-builder] [name=low]", text)
    walk.click("[data-builder] .btn-primary")
    walk.wait(lambda d: quote(text) in d.current_url and text in d.find_element(CSS, ".chips").text)


def _names(walk):
    """The customers a list shows, each the lead to its page."""
    return walk.wait(lambda d: [e.text for e in d.find_elements(CSS, "tbody td:nth-child(2)")])


def _exported(machine):
    with machine() as session:
        ended = select(func.count(AuditEntry.id)).where(AuditEntry.event == "export ended")
        return session.scalar(ended)


def test_a_managers_first_hour_in_english(walk, people, machine):
    with walk.task("log in, in English"):
        walk.log_in("chen")
        walk.click('form[action$="/language/en"] button')
        walk.wait(lambda d: d.find_element(By.TAG_NAME, "html").get_attribute("lang") == "en")
    with walk.task("find and open a customer, in English"):
        walk.open("/customers/list/?q=xckj")
        walk.sees("Customer number")
        walk.click("tbody a")
        walk.wait(lambda d: "/customers/show/" in d.current_url)
        walk.sees("How far the file has come")
    with walk.task("filter and export, in English"):
        walk.open("/customers/list/")
        _pick(walk, "entry_status", "filed")
        assert len(_names(walk)) == 1
        walk.sees("Filed")
        walk.click(".page-acts .dropdown > button")
        walk.click('form[action*="/export/csv"] button')
        walk.wait(lambda _d: _exported(machine) == 1)
    shown = walk.find("main").text + walk.find("#side").text
    with machine() as session:
        data = "".join(session.scalars(select(Customer.name))) + "深圳市广州市公司"
    stray = {char for char in shown if "\u4e00" <= char <= "\u9fff"} - set(data)
    assert stray <= set("客档中文"), stray


def test_an_administrator_copies_a_role_and_two_people_give_it(walk, people, machine):
    walk.log_in("root_admin")
    with walk.task("copy a role and change its cells"):
        walk.open("/roles/list/")
        walk.driver.find_element(By.PARTIAL_LINK_TEXT, "业务人员").click()
        walk.wait(lambda d: "/roles/show/" in d.current_url)
        walk.click('a[href*="/roles/add"]')
        walk.fill("key", "Reader")
        walk.fill("label_zh", "查阅员")
        walk.fill("label_en", "Reader")
        walk.type("form [name=label_en]", Keys.CONTROL + "s")
        walk.wait(lambda d: "/roles/add" not in d.current_url)
        walk.sees("查阅员")
        if "/edit/" not in walk.driver.current_url:
            walk.click('a[href*="/roles/edit/"]')
        walk.click('input[name=right][value*="can_add"][value*="Customers"]')
        walk.click("[data-save]")
        walk.wait(lambda d: "/roles/show/" in d.current_url)
    with machine() as session:
        zhou = session.scalars(select(Person).where(Person.username == "zhou")).one().id
    with walk.task("propose it for a user"):
        walk.open(f"/people/edit/{zhou}")
        walk.fill("reason", "新岗位只需查阅")
        role = (
            walk.find("form [name=give_role]")
            if walk.driver.find_elements(CSS, "form [name=give_role]")
            else None
        )
        if role is None:
            walk.open(f"/grants/add?user={zhou}")
            walk.fill("reason", "新岗位只需查阅")
        values = walk.driver.execute_script(
            "return [...document.querySelectorAll('[name=give_role] option')]"
            ".map(o => [o.value, o.text])"
        )
        value = next(v for v, text in values if "查阅员" in text)
        walk.choose("give_role", value)
        walk.click("[data-save]")
        walk.wait(lambda d: "/add" not in d.current_url and "/edit/" not in d.current_url)
    with walk.task("confirm it as another"):
        walk.log_in("guard")
        walk.open("/grants/show/1")
        walk.step("confirm")
        walk.sees("已确认")
    with machine() as session:
        roles = session.get_one(Person, zhou).roles
        assert "Reader" in {role.name for role in roles}
