"""What is no sheet, or says what nobody can read: one clear sentence, and the rest stays."""

import io
import zipfile

import openpyxl
import pytest

from app.customers.models import Customer
from app.customers.rules import EntryStatus
from app.customers.sheet_reading import LARGEST_SHEET
from app.security.models import Department, Person
from tests.customers.sheets import Reader, changed, empty_sheet, filled_sheet, saved, send
from tests.factories import make_customer, make_department, make_person


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def archive(name, content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WRONG = {
    "nothing": (b"", "文件是空的"),
    "bomb": (archive("xl/workbook.xml", b"0" * 20_000_000), "解压"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"0" * 100, "图片"),
    "locked": (OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
    "broken": (archive("xl/workbook.xml", b"<no"), "损坏"),
    "plain zip": (archive("readme.txt", b"no"), "工作簿"),
    "no rows": (workbook(), "没有任何行"),
    "another table": (workbook(["货号", "数量"], ["A1", 3]), "这不是客户基本信息表"),
    "list": (
        workbook(["客户名称", "客户编号", "客户类别", "电话"], ["星辰", "KH1", "企业", "1"]),
        "这是客户清单",
    ),
    "no kind": (workbook(["客户类别", "什么"], ["客户名称", "星辰"]), "没有写明客户类别"),
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.clause("S5.3.1.1b")
def test_a_wrong_file_is_told_in_one_sentence(unguarded, sign_in, wrong):
    browser, _ = sign_in("Archivist")
    content, word = WRONG[wrong]
    page = send(browser, content)
    assert word in page
    assert 'name="file"' in page  # The way to send another one is still there.
    assert page.count("note-danger") == 1


def test_no_file_and_too_large_a_file_are_refused(unguarded, sign_in):
    browser, _ = sign_in("Archivist")
    assert "请先选择" in browser.post("/sheets/read").get_data(as_text=True)
    large = b"0" * (LARGEST_SHEET + 100_000)
    kind = "multipart/form-data; boundary=x"
    assert browser.post("/sheets/read", data=large, content_type=kind).status_code == 413


def test_a_sheet_of_another_kind_or_customer_is_refused(unguarded, sign_in, machine):
    browser, _ = sign_in("Archivist")
    with machine():
        company, other = make_customer("星辰科技有限公司"), make_customer("晨星科技有限公司")
        number, pk, other_pk = company.number, company.id, other.id
    person = changed(empty_sheet(browser, "individual"), {"客户编号": number})
    assert "本表适用于“个人”，而该客户的类别是“企业”" in send(browser, person)
    sheet = filled_sheet(browser, pk)
    assert "表中的编号属于另一位客户" in send(browser, sheet, customer=other_pk)
    blank = changed(empty_sheet(browser, "enterprise"), {"传真": "0755-1"})
    form = Reader(send(browser, blank, customer=other_pk))
    assert (form.action, form.fields["fax"]) == (f"/customers/edit/{other_pk}", "0755-1")


def test_what_cannot_be_read_is_said_by_its_field_and_all_else_stays(unguarded, sign_in, machine):
    browser, _ = sign_in("Archivist")
    with machine():
        pk = make_customer("星辰科技有限公司").id
    wrong = {
        "成立日期": "去年春天",
        "注册资本": "很多",
        "密级": "绝密",
        "企业规模": "巨型",
        "行政区划": "鼓楼区",
        "上级/集团客户": "没有这家公司",
        "最喜欢的颜色": "蓝",
        "传真": "0755-1",
    }
    page = send(browser, changed(filled_sheet(browser, pk), wrong))
    form = Reader(page)
    for sentence in (
        "日期无法识别",
        "金额无法识别",
        "“绝密”不在可选项中。",
        "“巨型”不在可选项中。",
        "“鼓楼区”对应不止一项；请在此选择。",
        "没有“没有这家公司”，或您无权选用；请在此选择。",
    ):
        assert sentence in page, sentence
    assert "未读入：最喜欢的颜色。" in form.notes[1]
    assert (form.fields["fax"], form.fields["founded_on"]) == ("0755-1", "去年春天")
    assert (form.fields["security"], form.fields["registered_capital"]) == ("internal", "很多")


def test_references_are_told_by_name_within_the_readers_reach(unguarded, sign_in, machine):
    with machine() as session:
        here, there = make_department(), make_department()
        inside = make_customer("集团控股有限公司", department_id=here.id)
        make_customer("远方控股有限公司", department_id=there.id)
        names = here.name_zh, there.name_zh
        here_id, inside_id = here.id, inside.id
        assert session.get(Department, here_id)
    browser, user = sign_in("Archivist", department=here_id)
    with machine() as session:
        manager = session.get(Person, user).username
    sheet = empty_sheet(browser, "enterprise")
    told = {"上级/集团客户": "集团控股有限公司", "客户经理": manager, "客户来源": "展会"}
    form = Reader(send(browser, changed(sheet, told | {"部门": names[0]})))
    assert form.fields["parent"] == str(inside_id)
    assert (form.fields["account_manager"], form.fields["department"]) == (str(user), str(here_id))
    assert form.fields["source"]
    told = {"上级/集团客户": "远方控股有限公司", "部门": names[1]}
    page = send(browser, changed(sheet, told))
    assert page.count("，或您无权选用；请在此选择。") == 4  # Above the form and beside each field.
    assert Reader(page).fields["department"] == str(here_id)


def test_what_is_locked_stays_locked_when_the_form_is_saved(unguarded, sign_in, machine):
    browser, _ = sign_in("Archivist")
    with machine():
        person = make_person("赵六", "11010519491231002X", "13912345678")
        person.entry_status, pk = EntryStatus.filed, person.id
    form = Reader(send(browser, changed(filled_sheet(browser, pk), {"姓名": "赵七"})))
    assert form.fields["name"] == "赵七"
    answer = browser.post(form.action, data=form.fields)
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert "档案已归档，身份字段" in page
    assert Reader(page).fields["name"] == "赵七"


def test_who_may_only_read_files_gets_no_further(unguarded, sign_in):
    for role in ("Leader", "DepartmentHead", "Auditor"):
        browser, _ = sign_in(role)
        assert browser.get("/sheets/read").status_code == 403
        assert browser.post("/sheets/read").status_code == 403


def test_staff_read_a_sheet_into_a_customer_of_their_own(unguarded, sign_in, machine):
    browser, user = sign_in("Staff")
    sheet = changed(empty_sheet(browser, "enterprise"), {"客户名称": "长风仪器有限公司"})
    form = Reader(send(browser, sheet))
    assert browser.post(form.action, data=form.fields).status_code == 302
    with machine() as session:
        assert session.query(Customer).one().account_manager_id == user
