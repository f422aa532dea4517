"""Bad input: one clear sentence each, and nothing that was there is lost."""

import csv
import io
import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from app.core.sheets import BEGINS
from app.exchange.models import ImportBatch
from app.exchange.rules import BatchStatus
from app.exchange.uploads import folder
from tests.exchange.screens import (
    HEADER,
    batch,
    checked,
    csv_file,
    customers,
    imported,
    send,
    work,
)


def workbook(*rows, merged=()):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def archive(name, content):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UNREADABLE = {
    "bomb": (archive("xl/workbook.xml", b"0" * 20_000_000), "解压"),
    "locked": (OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
    "broken": (archive("xl/workbook.xml", b"<no"), "损坏"),
    "plain zip": (archive("readme.txt", b"no"), "工作簿"),
    "blank": (b"\r\n" * 20, "没有任何行"),
    "too wide": (",".join(map(str, range(300))).encode() + b"\r\n", "250"),
}


TEXTS = ("blank", "too wide")
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100
TEXT = csv_file(HEADER, ("甲仪器有限公司", "", ""))
#: name → content that is not what it says, or of a kind that is not taken at all.
DISGUISED = {
    "客户.exe": TEXT, "客户.html": TEXT, "客户": TEXT, "客户.csv.svg": TEXT, "客户.xlsx": TEXT,
    "客户.xls": archive("xl/workbook.xml", b"<no"), "客户.ods": TEXT, "客户.csv": PNG,
    "客户.txt": OLE, "客户.tsv": archive("readme.txt", b"no"),
}  # fmt: skip


@pytest.mark.clause("S5.3.2.1")
@pytest.mark.parametrize("name", DISGUISED)
def test_a_name_and_a_content_that_do_not_agree_are_refused_at_the_door(
    site, machine, sign_in, tmp_path, name
):
    browser, _ = sign_in("Archivist")
    before = kept_files(site)
    page = send(browser, DISGUISED[name], name)
    told = "文件内容与扩展名不符" if name.rpartition(".")[2] in BEGINS else "这类文件不是表格"
    assert told in page
    assert kept_files(site) == before
    (tmp_path / name).write_bytes(DISGUISED[name])
    with site.app_context():
        done = site.test_cli_runner().invoke(args=["import", str(tmp_path / name)])
    assert done.exit_code == 2
    assert len(done.output.strip().splitlines()) == 1
    with machine() as session:
        assert session.scalars(select(ImportBatch.id)).all() == []


def kept_files(site):
    with site.app_context():
        return sorted(folder().glob("*"))


@pytest.mark.parametrize("name", ["客户.CSV", "客户.txt", "客户.tsv"])
def test_a_text_goes_by_any_name_of_a_text(site, machine, sign_in, name):
    browser, _ = sign_in("Archivist")
    pk = int(send(browser, TEXT, name).rsplit("/", 1)[-1])
    work(site)
    assert batch(machine, pk).rows_in == 1


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_file_that_is_no_table_is_told_in_one_sentence(site, machine, sign_in, kind):
    content, word = UNREADABLE[kind]
    browser, _ = sign_in("Archivist")
    page = send(browser, content, "客户.csv" if kind in TEXTS else "客户.xlsx")
    work(site)
    pk = int(page.rsplit("/", 1)[-1])
    assert batch(machine, pk).status is BatchStatus.failed
    shown = browser.get(page).get_data(as_text=True)
    assert word in shown.split('role="alert"')[1].split("</div>")[0]
    assert customers(machine) == []


def test_an_empty_file_and_none_at_all_are_refused_at_once(site, sign_in):
    browser, _ = sign_in("Archivist")
    assert "文件是空的" in send(browser, b"")
    assert "请先选择文件" in browser.post("/imports/add", data={}).get_data(as_text=True)


def send_large(browser, address, size):
    """A body that says how long it is; what refuses it reads none of it."""
    told = {"CONTENT_LENGTH": str(size), "wsgi.input": BytesIO()}
    kind = "multipart/form-data; boundary=x"
    return browser.post(address, environ_overrides=told, content_type=kind)


def test_a_file_of_300_mb_is_refused_before_it_is_read(site, sign_in):
    browser, _ = sign_in("Archivist")
    answer = send_large(browser, "/imports/add", 300 * 1024 * 1024)
    assert answer.status_code == 413
    assert "超过" in answer.get_data(as_text=True)


def test_a_large_file_is_refused_where_none_is_expected(site, sign_in):
    browser, _ = sign_in("Archivist")
    assert send_large(browser, "/customers/add", 3_000_000).status_code == 413


def test_a_stranger_sends_no_large_file(app):
    assert send_large(app.test_client(), "/imports/add", 3_000_000).status_code == 413


def test_a_large_file_is_kept_whole_and_hashed_on_its_way(site, machine, sign_in):
    browser, _ = sign_in("Archivist")
    content = csv_file(HEADER, *((f"第{n}公司", "", "x" * 2_000) for n in range(150)))
    page = send(browser, content)
    kept = batch(machine, int(page.rsplit("/", 1)[-1]))
    with site.app_context():
        assert (folder() / kept.kept_as).read_bytes() == content
        assert (folder() / kept.kept_as).stat().st_mode & 0o077 == 0


ODD = {
    "formula": ("=1+1", "=1+1"),
    "NUL": ("a\0b", "ab"),
    "beyond 64 bits": ("9" * 40, "9" * 40),
    "reference": ("&#20870;", "円"),
    "mark-up": ("<script>x</script>", "<script>x</script>"),
}


@pytest.mark.parametrize("kind", ODD)
def test_odd_cells_arrive_as_text(site, machine, sign_in, kind):
    sent, kept = ODD[kind]
    browser, _ = sign_in("Archivist")
    content = csv_file(("客户名称", "x", "备注"), ("甲公司", "", sent))
    pk = imported(site, browser, content, **{"field-1": "", "field-2": "remark"})
    assert customers(machine)[0].remark == kept
    assert "<script>x" not in browser.get(f"/imports/show/{pk}").get_data(as_text=True)


def test_a_cell_of_more_than_10000_characters_refuses_its_row_alone(site, machine, sign_in):
    browser, _ = sign_in("Archivist")
    content = csv_file(HEADER, ("甲公司", "", "x" * 10_001), ("乙公司", "", ""))
    pk = imported(site, browser, content)
    assert [row.name for row in customers(machine)] == ["乙公司"]
    assert batch(machine, pk).refused == 1


@pytest.mark.parametrize("encoding", ["big5", "utf-16", "gb18030", "utf-8-sig"])
def test_any_encoding_reads_the_same(site, machine, sign_in, encoding):
    browser, _ = sign_in("Archivist")
    rows = [("公司名稱", "營利事業統一編號", "電話")]
    rows += [(f"臺灣第{n}精密儀器股份有限公司", "", "02-2719") for n in "甲乙丙丁"]
    imported(site, browser, csv_file(*rows, encoding=encoding))
    assert customers(machine)[0].name == "臺灣第甲精密儀器股份有限公司"


TWO_HEADERS = {
    "groups above": (["基本信息", None, "联系"], ["客户名称", "统一社会信用代码", "电话"]),
    "split": (["客户名称", "统一社会信用代码", "联系方式"], [None, None, "电话"]),
    "two languages": (["客户名称", "信用代码", "电话"], ["Customer name", "USCC", "Phone"]),
}


@pytest.mark.parametrize("kind", TWO_HEADERS)
def test_titles_and_two_header_rows_are_understood(site, machine, sign_in, kind):
    first, second = TWO_HEADERS[kind]
    content = workbook(["客户登记表"], first, second, ["甲公司", None, "0755"], merged=["A1:C1"])
    browser, _ = sign_in("Archivist")
    pk = imported(site, browser, content)
    assert [(row.name, row.phone) for row in customers(machine)] == [("甲公司", "0755")]
    assert batch(machine, pk).rows_in == 1


def report(browser, pk):
    with browser.get(f"/imports/report/{pk}?kind=csv") as answer:
        return answer.get_data(as_text=True)


def test_the_error_sheet_holds_the_columns_sent_and_a_reason_and_no_formula(site, sign_in):
    browser, _ = sign_in("Archivist")
    content = csv_file(HEADER, ("=cmd|' /C calc'!A0", "123", "-12"), ("好公司", "", ""))
    pk = checked(site, browser, content)
    lines = list(csv.reader(report(browser, pk).removeprefix("\ufeff").splitlines()))
    assert lines[1] == ["客户名称", "统一社会信用代码", "联系电话", "行号", "结果", "原因"]
    assert lines[2][:4] == ["'=cmd|' /C calc'!A0", "123", "'-12", "2"]
    assert "18 位" in lines[2][5]
    assert len(lines) == 3
    browser.post("/language/en")
    assert "18 characters" in report(browser, pk)


def test_the_error_workbook_opens_with_the_reason_in_its_last_column(site, sign_in):
    browser, _ = sign_in("Archivist")
    pk = checked(site, browser, csv_file(HEADER, ("甲公司", "123", "")))
    with browser.get(f"/imports/report/{pk}") as answer:
        book = load_workbook(io.BytesIO(answer.data)).active
    rows = list(book.iter_rows(values_only=True))
    assert rows[-1][0] == "甲公司"
    assert "18 位" in rows[-1][-1]


@pytest.mark.parametrize("pk", ["0", "-1", "abc", "9" * 30, str(2**63)])
def test_an_impossible_batch_is_simply_not_there(site, sign_in, pk):
    browser, _ = sign_in("Archivist")
    for door in ("show", "report", "progress"):
        assert browser.get(f"/imports/{door}/{pk}").status_code == 404


def test_a_batch_that_is_read_shows_its_columns_whatever_they_are_called(site, machine, sign_in):
    browser, _ = sign_in("Archivist")
    page = send(browser, csv_file(("甲", "乙"), ("星辰公司", "1")))
    work(site)
    assert "星辰公司" in browser.get(page).get_data(as_text=True)
    pk = int(page.rsplit("/", 1)[-1])
    form = {"mode": "create", "key": "number", "field-0": "", "field-1": "phone"}
    refused = browser.post(f"/imports/match/{pk}", data=form).get_data(as_text=True)
    assert "没有找到客户名称列" in refused
    assert '<option value="phone" selected>' in refused
