"""What leaves as a table opens everywhere, keeps its types, and never runs."""

import csv
import io
import shutil
import subprocess
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from app.core.sheet_writing import BOM, Head, neutral, write_csv
from app.core.workbook_writing import write_xlsx

HEAD = Head(
    "客户 [1]", "客档 · 李档 · 2026-11-25", ("客户名称", "注册资本", "成立", "更新", "备注")
)
MOMENT = datetime(2026, 11, 25, 4, 30, tzinfo=UTC)  # 12:30 in the company's time zone
WALL = "2026-11-25T12:30:00"
ROW = ("星辰 <科技> & 子公司", Decimal("1234.50"), date(2024, 2, 29), MOMENT, None)
PAYLOADS = (
    "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1+1)", "\t=1+1", "\r=1+1", "\n=1+1",
    "＝1+1", "＋1+1", "－1+1", "＠SUM(1)", " =1+1", "  +1+1", "\x00=1+1", "\x1b=1+1", "\x7f=1+1",
    "=HYPERLINK(\"http://evil.test\",\"x\")", "=DDE(\"cmd\",\"/C calc\",\"x\")", "@=1", "-@=1",
    "=IMPORTXML(\"http://evil.test\",\"//a\")", "=WEBSERVICE(\"http://evil.test\")", "+cmd|'x'!A1",
    "-2+3+cmd|'x'!A1", "%0A=1+1\r\n=1+1", "=1+1\x00", "\u3000=1+1", "\ufeff=1+1", "_x003D_1+1",
)  # fmt: skip
STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def made(write, *rows, head=HEAD):
    return b"".join(write(head, [rows]))


def book(*rows):
    return openpyxl.load_workbook(io.BytesIO(made(write_xlsx, *rows)))


def lines(*rows):
    return list(csv.reader(io.StringIO(made(write_csv, *rows).decode("utf-8-sig"), newline="")))


def test_openpyxl_reads_types_as_they_were_meant():
    sheet = book(ROW).active
    name, capital, founded, updated, remark = (cell.value for cell in sheet[3])
    assert (name, capital, remark) == (ROW[0], 1234.5, None)
    assert (founded.isoformat(), updated.isoformat()) == ("2024-02-29T00:00:00", WALL)
    assert sheet.title == "客户  1"
    assert sheet["A1"].value == HEAD.mark
    assert [cell.value for cell in sheet[2]] == list(HEAD.labels)
    assert sheet["A2"].font.b
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == "A2:E3"
    assert HEAD.mark in sheet.oddFooter.center.text


def test_calamine_reads_types_as_they_were_meant():
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(made(write_xlsx, ROW))).get_sheet_by_index(0)
    name, capital, founded, updated, _ = sheet.to_python()[2]
    assert (name, capital, founded) == (ROW[0], 1234.5, date(2024, 2, 29))
    assert updated.isoformat() == WALL


def test_csv_begins_with_the_mark_excel_needs_and_reads_back():
    assert made(write_csv, ROW).startswith(BOM)
    assert lines(ROW)[2] == [ROW[0], "1234.50", "2024-02-29", "2026-11-25 12:30:00", ""]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_leaves_as_a_formula(payload):
    cell = book((payload,)).active["A3"]
    assert cell.data_type == "s"
    assert not str(cell.value).startswith(STARTS)
    assert not lines((payload,))[2][0].startswith(STARTS)
    assert neutral(payload).lstrip().startswith(("'", "%", "_", "\ufeff"))


@pytest.mark.parametrize("text", ["91310000600000001X"[:17] + "1", "000001", "6222021234567890123"])
def test_long_digits_stay_text(text):
    cell = book((text,)).active["A3"]
    assert (cell.data_type, cell.value) == ("s", text)
    assert lines((text,))[2][0] == f"{text}\t"


@pytest.mark.parametrize(
    ("value", "kept"),
    [(10**16, str(10**16)), (date(1899, 1, 1), "1899-01-01"), (Decimal("NaN"), "NaN"),
     (float("inf"), "inf"), (True, "True"), ("a\x01b\ud800c", "abc"), ("a\nb", "a\nb"),
     ("_x0041_", "_x0041_"), ("x" * 40_000, "x" * 32_767)],
)  # fmt: skip
def test_what_a_cell_cannot_hold_becomes_text_it_can(value, kept):
    (cell,) = (
        CalamineWorkbook.from_filelike(
            io.BytesIO(made(write_xlsx, (value,), head=Head("t", "m", ("a",))))
        )
        .get_sheet_by_index(0)
        .to_python()[2]
    )
    assert cell == kept


def test_the_first_bytes_leave_before_any_row_is_asked_for():
    def rows():
        raise AssertionError("too early")
        yield

    for write in (write_csv, write_xlsx):
        assert len(next(write(HEAD, rows()))) > 0


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_memory_stays_flat_however_many_rows(write):
    def peak(blocks):
        tracemalloc.start()
        for _ in write(HEAD, ([ROW] * 500 for _ in range(blocks))):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(2)
    assert peak(40) < peak(4) + 200_000


def test_libreoffice_opens_it(tmp_path):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed here")
    (tmp_path / "out.xlsx").write_bytes(made(write_xlsx, ROW, *((p,) for p in PAYLOADS)))
    command = [office, "--headless", "--convert-to", "csv", "--outdir", tmp_path]
    subprocess.run([*command, tmp_path / "out.xlsx"], check=True, timeout=120)
    text = (tmp_path / "out.csv").read_text()
    assert "星辰 <科技> & 子公司" in text
    assert "2024-02-29" in text
