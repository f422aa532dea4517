"""Workbooks: which sheet is read, what is refused unpacked, and how long it may take."""

import zipfile

import pytest
from openpyxl import Workbook

from app.core import workbook_reading
from app.core.sheets import open_table
from app.core.words import RuleError

pytestmark = pytest.mark.clause("S5.3.2.1")


@pytest.fixture
def book(tmp_path):
    """A cover, a hidden sheet, two lists; of the first list more rows than one block."""
    made = Workbook()
    made.active.title = "封面"
    made.active.append(["客户登记表"])
    made.create_sheet("底稿").sheet_state = "hidden"
    for title, count in (("客户", 2_500), ("联系人", 2)):
        sheet = made.create_sheet(title)
        for number in range(count):
            sheet.append([title, number])
    made.create_chartsheet("图")
    made.save(tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


def test_the_first_sheet_that_is_recognised_is_read_and_all_are_told(book):
    table = open_table(book, recognise=lambda rows: rows[0][0] == "客户")
    assert (table.sheet, table.sheets) == ("客户", ["封面", "客户", "联系人"])
    assert list(table.rows) == [["客户", str(number)] for number in range(2_500)]


def test_where_none_is_recognised_it_is_the_first(book):
    table = open_table(book, recognise=lambda rows: False)
    assert (table.sheet, list(table.rows)) == ("封面", [["客户登记表"]])


def test_a_sheet_is_read_by_its_name_and_a_hidden_one_is_not(book):
    assert list(open_table(book, sheet="联系人").rows) == [["联系人", "0"], ["联系人", "1"]]
    with pytest.raises(RuleError) as refusal:
        open_table(book, sheet="底稿")
    assert "客户" in str(refusal.value)


def test_a_text_has_no_sheets(tmp_path):
    (tmp_path / "a.csv").write_text("a\n")
    with pytest.raises(RuleError, match="text"):
        open_table(tmp_path / "a.csv", sheet="客户")


def test_the_time_for_the_whole_workbook_is_limited(book, monkeypatch):
    monkeypatch.setattr(workbook_reading, "SECONDS", 0)
    with pytest.raises(RuleError, match="seconds"):
        open_table(book)


def packed(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"xl/{name}", content)
    return path


def test_what_unpacks_to_a_hundred_times_its_size_is_refused(tmp_path):
    bomb = packed(tmp_path / "a.xlsx", workbook=b"0" * 2_000_000)
    with pytest.raises(RuleError, match="unpack"):
        open_table(bomb)


@pytest.mark.parametrize(("limit", "most"), [("LARGEST_UNPACKED", 50), ("MOST_MEMBERS", 1)])
def test_so_is_what_has_too_many_or_too_large_parts(tmp_path, monkeypatch, limit, most):
    monkeypatch.setattr(workbook_reading, limit, most)
    with pytest.raises(RuleError, match="unpack"):
        open_table(packed(tmp_path / "a.xlsx", one=b"a" * 40, two=b"b" * 40))


ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="客户"><table:table-row><table:table-cell office:value-type="string">
<text:p>甲公司</text:p></table:table-cell></table:table-row></table:table>
</office:spreadsheet></office:body></office:document-content>"""
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?><manifest:manifest
 xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"></manifest:manifest>"""


def test_an_open_document_is_a_workbook_too(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", ODS)
    table = open_table(tmp_path / "a.ods")
    assert (table.sheet, [row[0].strip() for row in table.rows]) == ("客户", ["甲公司"])
