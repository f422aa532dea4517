"""A text's encoding is judged over the whole file; what none reads is told by its row."""

import pytest

from app.core import sheets
from app.core.encodings import ENCODINGS, encoding_of
from app.core.sheets import open_table
from app.core.words import RuleError

pytestmark = pytest.mark.clause("S5.3.2.1")
ROWS = [
    "公司名稱,電話,地址",
    *(f"臺灣第{n}精密儀器股份有限公司,02-2719,臺北市一段" for n in range(60)),
]
TEXT = "\r\n".join(ROWS) + "\r\n"
LATE = 300 * 1024  # Plain ASCII to begin with, more than any sample of the head.


def written(path, text, encoding, *, late=False):
    plain = "a,b,c\n" * (LATE // 6) if late else ""
    path.write_bytes((plain + text).encode(encoding))
    return path


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be"])
def test_an_encoding_is_known_without_a_mark_wherever_it_shows(tmp_path, encoding, late):
    path = written(tmp_path / "a.csv", TEXT, encoding, late=late)
    table = open_table(path)
    assert table.encoding == {"big5": "big5hkscs"}.get(encoding, encoding)
    assert [",".join(row) for row in table.rows][-len(ROWS) :] == ROWS


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_mark_is_believed_and_is_no_part_of_the_first_header(tmp_path, encoding):
    table = open_table(written(tmp_path / "a.csv", TEXT, encoding))
    assert next(table.rows)[0] == "公司名稱"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_short_list_in_english_is_utf_16_too(tmp_path, encoding):
    path = written(tmp_path / "a.csv", "Name,Phone\nÅkesson AB,1\n", encoding)
    assert list(open_table(path).rows) == [["Name", "Phone"], ["Åkesson AB", "1"]]


def test_a_nul_in_a_cell_makes_no_utf_16(tmp_path):
    path = written(tmp_path / "a.csv", "客户名称,备注\n甲公司,a\0b\n", "gbk")
    assert list(open_table(path).rows)[1] == ["甲公司", "ab"]


#: encoding → a byte that is no part of its text.
BROKEN = {"utf-8": b"\xe5\x85", "gb18030": b"\xff", "big5": b"\xff"}


@pytest.mark.parametrize("encoding", BROKEN)
def test_a_byte_that_no_encoding_reads_is_told_by_its_row(tmp_path, encoding):
    """A cell of two lines stands above: the row is a record, as in the report of an import."""
    rows = ["名稱,地址", '甲公司,"臺北市\n一段"', *ROWS * 200]
    whole = "\n".join(rows).encode(encoding) + b"\n"
    path = tmp_path / "a.csv"
    path.write_bytes(whole + b"x" + BROKEN[encoding] + b",y\n" + "末,末\n".encode(encoding))
    with pytest.raises(RuleError) as refusal:
        open_table(path)
    assert refusal.value.values["row"] == len(rows) + 1
    judged = encoding_of(path)
    assert (judged.name[:4], judged.is_whole) == (encoding[:4], False)


def test_few_broken_bytes_turn_no_utf_8_into_other_words(tmp_path):
    """Cut in the midst of a character, such a file is sometimes GB18030 to its last byte."""
    text = "名称\n" + "中文公司\n" * 20
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode() + b"\xe4\xb8\n")
    with pytest.raises(RuleError, match="UTF-8"):
        open_table(path)


def test_a_chosen_encoding_is_taken_and_tells_the_row_it_cannot_read(tmp_path):
    path = written(tmp_path / "a.csv", "Name,City\nKöniglich Essen,Brandenburg\n", "cp1252")
    assert list(open_table(path, "cp1252").rows)[1][0] == "Königlich Essen"
    rows = open_table(path, "utf-8").rows
    assert next(rows) == ["Name", "City"]
    with pytest.raises(RuleError) as refusal:
        next(rows)
    assert refusal.value.values["row"] == 2


def test_every_encoding_that_is_offered_reads_what_it_writes(tmp_path):
    for encoding in ENCODINGS:
        path = written(tmp_path / "a.csv", "Name,No\nABC,1\n", encoding)
        assert list(open_table(path, encoding).rows) == [["Name", "No"], ["ABC", "1"]]


def test_a_file_of_too_many_rows_is_refused_behind_the_last_it_may_have(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    path = written(tmp_path / "a.csv", "a\n1\n2\n", "utf-8")
    assert len(list(open_table(path).rows)) == 3
    path.write_bytes(b"a\n1\n2\n3\n")
    with pytest.raises(RuleError, match="more than"):
        list(open_table(path).rows)


def test_an_open_quotation_mark_is_told(tmp_path):
    path = written(tmp_path / "a.csv", 'a,b\n1,"' + "x" * 1_000_001, "utf-8")
    with pytest.raises(RuleError, match="quotation"):
        list(open_table(path).rows)
