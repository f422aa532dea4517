"""The sheet's other three parts: empty to write in, filled as the reader may see, not read back."""

import io

import openpyxl
import pytest

from app.care.sheet_parts import BLANK, PARTS
from app.security.pairs import lock_rights
from tests.care.factories import (
    answer,
    invite,
    make_entitlement,
    make_event,
    make_interaction,
    make_survey,
    make_visit,
)
from tests.customers.sheets import empty_sheet, filled_sheet, send, speak
from tests.factories import make_customer, make_user
from tests.service.factories import make_complaint
from tests.test_weight import counting

pytestmark = pytest.mark.clause("S3.定义.2", "S3.收集.1", "S5.3.2.2")


@pytest.fixture
def customer(machine):
    """One of each kind, and a customer whose rows are not its own."""
    with machine():
        employee = make_user("Staff", username="zhao")
        mine, other = make_customer("星辰科技有限公司"), make_customer("远方重工有限公司")
        make_entitlement(mine, what="九五折", basis="=框架合同第三条")
        make_entitlement(other, what="八折")
        make_interaction(mine, employee)
        make_visit(mine, content="送年历")
        answer(make_survey(mine))
        invite(make_event(name="客户答谢会"), mine)
        make_complaint(mine, description="第三批轴承有异响")
        return mine.id


def page_of(data):
    """The rows of the second page, without its empty cells."""
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[1]
    assert sheet.sheet_state == "visible"
    return sheet.title, [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_empty_sheet_has_rows_to_write_in_below_each_head(unguarded, sign_in, language):
    browser, _ = sign_in("Archivist")
    speak(browser, language)
    title, rows = page_of(empty_sheet(browser, "enterprise"))
    assert title == {
        "zh": "业务受理、权益与交流", "en": "Acceptance, entitlement, commun",
    }[language]  # fmt: skip
    kinds = sum(map(len, PARTS.values()))
    assert sum(not any(row) for row in rows) == kinds * BLANK
    assert len([row for row in rows if all(row)]) == kinds
    heads = {"zh": ["权益内容", "依据", "起始日期", "截止日期"],
             "en": ["What they may claim", "Basis", "From", "Until"]}  # fmt: skip
    assert heads[language] in rows


def test_a_filled_sheet_tells_what_is_there_and_no_formula(unguarded, sign_in, customer):
    browser, _ = sign_in("Archivist")
    _, rows = page_of(filled_sheet(browser, customer))
    told = " ".join(cell for row in rows for cell in row)
    for text in ("九五折", "'=框架合同第三条", "zhao", "送年历", "80.00", "客户答谢会", "有异响"):
        assert text in told
    assert "八折" not in told
    assert "—" in told  # No contract, no follow-up: said, not left to be guessed.
    assert rows[-1]


def test_what_a_role_may_not_list_is_in_no_sheet_of_theirs(unguarded, sign_in, customer, machine):
    with machine() as session:
        lock_rights(session).version += 1
        role = unguarded.appbuilder.sm.find_role("Archivist")
        role.permissions = [p for p in role.permissions if p.view_menu.name != "Complaints"]
    browser, _ = sign_in("Archivist")
    _, rows = page_of(filled_sheet(browser, customer))
    told = " ".join(cell for row in rows for cell in row)
    printed = browser.get(f"/sheets/filled/{customer}").get_data(as_text=True)
    for sheet in (told, printed):
        assert "九五折" in sheet
        assert "有异响" not in sheet


def test_the_sheet_reads_back_as_before_whatever_its_second_page_holds(
    unguarded, sign_in, customer
):
    browser, _ = sign_in("Archivist")
    book = openpyxl.load_workbook(io.BytesIO(filled_sheet(browser, customer)))
    book.worksheets[1].append(["备注", "写在第二页的话", "客户名称", "别的公司"])
    file = io.BytesIO()
    book.save(file)
    page = send(browser, file.getvalue())
    assert "已按信息表填入的栏：无。" in page
    assert "写在第二页的话" not in page


def test_more_rows_cost_no_more_statements(unguarded, sign_in, customer, machine):
    browser, _ = sign_in("Archivist")
    filled_sheet(browser, customer)
    with counting() as few:
        filled_sheet(browser, customer)
    with machine() as session:
        mine = session.get(type(make_customer()), customer)
        for number in range(5):
            invite(make_event(name=f"活动{number}"), mine)
            make_interaction(mine, make_user("Staff"))
    with counting() as many:
        filled_sheet(browser, customer)
    assert len(many) == len(few)
