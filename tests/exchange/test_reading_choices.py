"""How a file is read is its sender's to choose: the encoding of a text, the sheet of a workbook."""

import io

import pytest
from openpyxl import Workbook
from sqlalchemy import Text, select, type_coerce

from app.cli import department_of
from app.core.words import RuleError
from app.customers.models import Customer
from app.exchange.importing import Options, import_file
from app.exchange.models import ImportBatch, ImportRow
from app.exchange.rules import BatchStatus
from app.exchange.uploads import folder
from tests.exchange.screens import batch, customers, match, send, step, work

pytestmark = pytest.mark.clause("S5.3.2.1")
WESTERN = "Customer name,Credit code,Phone\r\nKöniglich Essen,,1\r\nBöge & Söhne,,2\r\n"


def workbook():
    made = Workbook()
    made.active.title = "说明"
    made.active.append(["填表说明"])
    made.active.append(["名称", "写营业执照上的全称"])
    for title, name in (("华东", "甲仪器有限公司"), ("华南", "乙仪器有限公司")):
        sheet = made.create_sheet(title)
        sheet.append(["客户名称", "统一社会信用代码", "联系电话"])
        sheet.append([name, None, "0755-1"])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def sent(site, browser, content, name="名单.csv"):
    pk = int(send(browser, content, name).rsplit("/", 1)[-1])
    work(site)
    return pk


def reread(browser, pk, **form):
    return browser.post(f"/imports/reread/{pk}", data=form, follow_redirects=True)


def rows_of(machine, pk):
    with machine() as session:
        table = ImportRow.__table__
        return session.execute(table.select().where(table.c.batch_id == pk)).all()


def stored_sheets(machine, pk):
    """As the database holds them."""
    column = ImportBatch.__table__.c.sheets
    with machine() as session:
        return session.scalar(select(type_coerce(column, Text)).where(ImportBatch.id == pk))


def test_a_sheet_is_found_the_others_are_told_and_another_is_chosen(site, machine, sign_in):
    browser, _ = sign_in("Archivist")
    pk = sent(site, browser, workbook(), "客户.xlsx")
    shown = browser.get(f"/imports/show/{pk}").get_data(as_text=True)
    assert "甲仪器有限公司" in shown
    assert "未读取：说明 · 华南" in shown
    reread(browser, pk, sheet="2")
    assert batch(machine, pk).status is BatchStatus.reading
    work(site)
    assert (batch(machine, pk).sheet, len(rows_of(machine, pk))) == (2, 1)
    assert match(browser, pk).status_code == 302
    work(site)
    step(browser, "apply", pk)
    work(site)
    assert [row.name for row in customers(machine)] == ["乙仪器有限公司"]
    assert "读取方式" not in browser.get(f"/imports/show/{pk}").get_data(as_text=True)
    assert "华东" not in stored_sheets(machine, pk)  # Sealed, like the header.


def test_an_encoding_is_chosen_even_after_the_rows_were_checked(site, machine, sign_in):
    browser, _ = sign_in("Archivist")
    pk = sent(site, browser, WESTERN.encode("cp1252"))
    assert "Königlich" not in browser.get(f"/imports/show/{pk}").get_data(as_text=True)
    match(browser, pk)
    work(site)
    assert batch(machine, pk).status is BatchStatus.checked
    reread(browser, pk, encoding="cp1252")
    work(site)
    shown = browser.get(f"/imports/show/{pk}").get_data(as_text=True)
    assert "Königlich Essen" in shown
    assert '<option value="cp1252" selected>' in shown
    assert (batch(machine, pk).encoding, len(rows_of(machine, pk))) == ("cp1252", 2)


def test_a_file_no_encoding_reads_tells_the_row_and_is_read_in_a_chosen_one(site, machine, sign_in):
    browser, _ = sign_in("Archivist")
    lines = ["Customer name,Credit code,Phone", *(f"Firm {n},,{n}" for n in range(9)), "Caf\xff"]
    pk = sent(site, browser, "\n".join(lines).encode("latin-1"))
    assert batch(machine, pk).status is BatchStatus.failed
    shown = browser.get(f"/imports/show/{pk}").get_data(as_text=True)
    assert "第 11 行" in shown.split('role="alert"')[1].split("</div>")[0]
    reread(browser, pk, encoding="cp1252")
    work(site)
    assert batch(machine, pk).status is BatchStatus.read
    assert batch(machine, pk).rows_in == 10


def test_nobody_else_reads_a_file_again_and_no_form_invents_a_way(site, machine, sign_in):
    browser, _ = sign_in("Archivist")
    pk = sent(site, browser, workbook(), "客户.xlsx")
    assert reread(browser, pk, sheet="3").status_code == 400
    assert reread(browser, pk, encoding="rot13").status_code == 400
    other, _ = sign_in("Archivist")
    assert "只有" in reread(other, pk, sheet="2").get_data(as_text=True)
    assert batch(machine, pk).status is BatchStatus.read
    assert "读取方式" not in other.get(f"/imports/show/{pk}").get_data(as_text=True)


def test_a_locked_workbook_is_offered_no_encoding(site, sign_in):
    browser, _ = sign_in("Archivist")
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    pk = sent(site, browser, locked, "客户.xls")
    assert "读取方式" not in browser.get(f"/imports/show/{pk}").get_data(as_text=True)


@pytest.fixture
def bring(session, tmp_path):
    def _bring(name, content, **told):
        (tmp_path / name).write_bytes(content)
        return import_file(tmp_path / name, department_of("", None), Options(**told))

    return _bring


def names(session):
    return set(session.scalars(Customer.__table__.select().with_only_columns(Customer.name)))


def test_a_command_names_sheet_and_encoding(session, bring):
    report = bring("a.xlsx", workbook())
    assert (report.sheet, report.other_sheets) == ("华东", ["说明", "华南"])
    bring("a.xlsx", workbook(), sheet="华南")
    bring("b.csv", WESTERN.encode("cp1252"), encoding="cp1252")
    assert names(session) == {
        "甲仪器有限公司", "乙仪器有限公司", "Königlich Essen", "Böge & Söhne",
    }  # fmt: skip
    with pytest.raises(RuleError, match="华北"):
        bring("a.xlsx", workbook(), sheet="华北")


def test_the_command_line_knows_them_and_service_by_its_short_name(app, session, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(workbook())
    run = app.test_cli_runner().invoke
    done = run(args=["import", str(tmp_path / "a.xlsx"), "--sheet", "华南", "--dry-run"])
    assert done.output.splitlines() == [
        "sheet 华南; not read: 说明, 华东",
        "rows 1: created 1, updated 0, unchanged 0, duplicate 0, refused 0",
    ]
    (tmp_path / "b.csv").write_bytes("客户名称,服务日期,内容\n谁,2026-01-05,换泵\n".encode("gbk"))
    done = run(args=["import", str(tmp_path / "b.csv"), "--as", "service", "--encoding", "gb18030"])
    assert done.exit_code == 1
    assert "谁" in done.output


class Endless(io.RawIOBase):
    """A body of 300 MB in chunks: made while it is read, of a length nobody told."""

    def __init__(self, size):
        self.left, self.taken = size, 0
        self._head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'

    def readinto(self, buffer):
        wanted = min(len(buffer), self.left)
        block = self._head or b"x" * wanted
        self._head = b""
        block = block[:wanted]
        buffer[: len(block)] = block
        self.left -= len(block)
        self.taken += len(block)
        return len(block)

    def readable(self):
        return True


def kept_files(site):
    with site.app_context():
        return set(folder().glob("*"))


def test_300_mb_in_chunks_are_refused_too_and_leave_nothing(site, sign_in):
    browser, _ = sign_in("Archivist")
    before = kept_files(site)
    body = Endless(300 * 1024 * 1024)
    told = {"wsgi.input": body, "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    answer = browser.post(
        "/imports/add", environ_overrides=told, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 413
    assert "超过" in answer.get_data(as_text=True)
    assert body.taken < 202 * 1024 * 1024
    assert kept_files(site) == before
