"""The basic information sheet as a workbook: empty, filled, masked, never a formula, noted."""

import io
from datetime import date

import openpyxl
import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.customers.labels import LABELS
from app.customers.layout import FORMS
from app.customers.models import Customer
from app.customers.rules import CustomerKind
from app.security.models import Person
from app.security.roles import ROLES
from app.security.rules import Security
from tests.customers.sheets import cells, empty_sheet, filled_sheet, send, speak
from tests.factories import make_customer, make_department, make_person
from tests.test_weight import counting

KINDS = [kind.name for kind in CustomerKind]
ID_NO = "11010519491231002X"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.clause("S5.3.1.1b", "S6.四.1")
def test_an_empty_sheet_has_a_line_for_each_field_of_its_kind(unguarded, sign_in, kind, language):
    browser, _ = sign_in("Archivist")
    speak(browser, language)
    answer = browser.get(f"/sheets/workbook?kind={kind}")
    assert f'filename="sheet-{kind}.xlsx"' in answer.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    told = [row[0] for row in sheet.iter_rows(values_only=True)]
    labels = {str.__str__(LABELS[n]) for _, names in FORMS[kind] for n in names} - {"Customer name"}
    title = {"zh": "客户基本信息表", "en": "Customer basic information sheet"}[language]
    assert told[0] == title
    assert ("Telephone" in labels) == (kind != "individual")
    if language == "en":
        assert labels <= set(told)
        assert ("Full name" in told) == (kind == "individual")
    else:
        assert not any(text.isascii() for text in told)
        assert ("姓名" in told) == (kind == "individual")


@pytest.mark.clause("S5.3.2.2")
def test_what_is_chosen_from_a_list_is_offered_as_one_and_all_cells_hold_text(unguarded, sign_in):
    browser, _ = sign_in("Archivist")
    book = openpyxl.load_workbook(io.BytesIO(empty_sheet(browser, "individual")))
    sheet, _, lists = book.worksheets
    assert lists.sheet_state == "hidden"
    label = {row[0].value: row[1] for row in sheet.iter_rows() if row[0].value}
    offered = {}
    for check in sheet.data_validations.dataValidation:
        first, last = check.formula1.removeprefix("Lists!").split(":")
        column = lists[f"{first}:{last}".replace("$", "")]
        offered[str(check.sqref)] = [cell.value for (cell,) in column]
    assert offered[label["性别"].coordinate] == ["男", "女", "未说明"]
    assert "公务员" in offered[label["职业"].coordinate]
    assert label["手机"].number_format == "@"
    assert label["手机"].value is None


@pytest.mark.clause("S6.五.1", "S9.4(一)")
def test_a_filled_sheet_masks_what_the_screen_masks_and_says_who_took_it(
    unguarded, sign_in, machine
):
    browser, reader = sign_in("Archivist")
    with machine() as session:
        person = make_person(
            "赵六", ID_NO, "13912345678", wechat="zhaoliu", birthday=date(1949, 12, 31)
        )
        number, pk, name = person.number, person.id, session.get(Person, reader).username
    data = filled_sheet(browser, pk)
    told = cells(data)
    assert (told["客户编号"], told["档案版本"], told["客户类别"]) == (number, "1", "个人")
    assert (told["姓名"], told["手机"], told["微信"]) == ("赵六", "139****5678", "z****")
    assert (told["证件号码"], told["出生日期"]) == (
        "110***********002X"[:14] + "002X",
        "1949-**-**",
    )
    assert any(f"（{name}）下载于" in text for text in told if text)
    book = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert name in book.oddFooter.center.text
    with machine() as session:
        asked = select(AuditEntry).where(AuditEntry.event == "export")
        kept = [(e.subject, e.subject_id, e.user_id) for e in session.scalars(asked)]
        assert kept == [("customer", pk, reader)]


@pytest.mark.parametrize("payload", ["=1+1", "+1+1", "@SUM(1)", "\t=1", "＝1+1", "-1"])
def test_no_text_leaves_as_a_formula_and_all_comes_back_as_it_was(
    unguarded, sign_in, machine, payload
):
    browser, _ = sign_in("Archivist")
    with machine():
        pk = make_customer("星辰科技有限公司", remark=payload, fax="0012345678901234567").id
    data = filled_sheet(browser, pk)
    told = cells(data)
    assert told["备注"].startswith("'")
    assert told["传真"] == "0012345678901234567"
    assert "已按信息表填入的栏：无。" in send(browser, data)


@pytest.mark.clause("S5.4.2.3")
def test_a_file_above_internal_leaves_as_no_sheet(unguarded, sign_in, machine):
    browser, _ = sign_in("Archivist", clearance=Security.confidential)
    with machine():
        pk = make_customer(security=Security.restricted).id
    answer = browser.post(f"/sheets/workbook/{pk}", follow_redirects=True)
    assert "须经批准的复制申请" in answer.get_data(as_text=True)
    with machine() as session:
        assert not session.scalars(select(AuditEntry).where(AuditEntry.event == "export")).all()


@pytest.mark.clause("S6.五.2")
def test_a_foreign_customers_sheet_is_not_there(unguarded, sign_in, machine):
    with machine():
        here, there = make_department(), make_department()
        pk, department = make_customer(department_id=there.id).id, here.id
    browser, _ = sign_in("Archivist", department=department)
    assert browser.post(f"/sheets/workbook/{pk}").status_code == 404
    assert browser.get(f"/sheets/read?customer={pk}").status_code == 404
    for wrong in ("abc", "0", "9" * 30):
        assert browser.get(f"/sheets/read?customer={wrong}").status_code == 404


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.clause("S4.10")
def test_a_role_is_offered_exactly_what_it_may(unguarded, sign_in, machine, role):
    browser, _ = sign_in(role)
    with machine():
        pk = make_customer().id
    rights = ROLES[role].screens
    page = browser.get(f"/sheets/filled/{pk}")
    if "Sheets" not in rights:
        assert page.status_code == 403
        return
    if page.status_code == 200:  # Staff see their own customers only.
        text = page.get_data(as_text=True)
        assert ("/sheets/read" in text) == ("can_read" in rights["Sheets"])
        may_leave = "can_export" in rights["Customers"]
        assert (f"/sheets/workbook/{pk}" in text) == may_leave
        sent = browser.post(f"/sheets/workbook/{pk}").status_code
        assert sent == (200 if may_leave else 403)
    offered = "/sheets/read" in browser.get("/customers/list/").get_data(as_text=True)
    assert offered == ("can_read" in rights["Sheets"]) == ("can_add" in rights["Customers"])


def test_a_sheet_costs_few_statements_and_reading_it_writes_none(unguarded, sign_in, machine):
    browser, _ = sign_in("Archivist")
    with machine():
        pk = make_customer("星辰科技有限公司").id
    data = filled_sheet(browser, pk)
    with counting() as seen:
        filled_sheet(browser, pk)
    assert len(seen) <= 18, "\n".join(seen)
    with counting() as seen:
        send(browser, data)
    assert len(seen) <= 12, "\n".join(seen)
    visit = "UPDATE user_session"  # When somebody was last seen: kept by the shell, not by us.
    assert not [s for s in seen if s.startswith(("INSERT", "UPDATE")) and not s.startswith(visit)]
    with machine() as session:
        assert session.get(Customer, pk).version == 1
