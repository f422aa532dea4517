"""Workbooks that leave the house, as a stream of bytes in flat memory.

Written by string formatting into a zip that is never seeked: the first byte leaves at once, and
a hundred thousand rows need no more memory than a thousand.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, cast

from app.core.clock import local
from app.core.sheet_writing import CONTROL, Blocks, Head, is_number, neutral

LONGEST_CELL = 32_767
EPOCH = date(1899, 12, 30)
FIRST_DAY = date(1900, 3, 1)  # Before it Excel counts a day that never was.
SECONDS = 86_400
NS = "http://schemas.openxmlformats.org/"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHEET = "xl/worksheets/sheet1.xml"
BOLD, DAY, MOMENT, AMOUNT, MARK = 1, 2, 3, 4, 5
PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{NS}package/2006/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{OFFICE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{OFFICE}.styles+xml"/>'
        f'<Override PartName="/{SHEET}" ContentType="{OFFICE}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{NS}package/2006/relationships"><Relationship Id="rId1" Type='
        f'"{NS}officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>"
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{NS}package/2006/relationships"><Relationship Id="rId1" Type='
        f'"{NS}officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{NS}officeDocument/2006/relationships/styles" '
        'Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{NS}spreadsheetml/2006/main"><numFmts count="2">'
        '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
        '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
        '<fonts count="3"><font><sz val="11"/></font><font><b/><sz val="11"/></font>'
        '<font><sz val="9"/><color rgb="FF666666"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/>'
        '</borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="6"><xf/>'
        '<xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/>'
        '<xf numFmtId="165" applyNumberFormat="1"/><xf numFmtId="4" applyNumberFormat="1"/>'
        '<xf fontId="2" applyFont="1"/></cellXfs><cellStyles count="1">'
        '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}
BOOK = (
    f'<workbook xmlns="{NS}spreadsheetml/2006/main" xmlns:r="{NS}officeDocument/2006/relationships"'
    '><sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
TOP = (
    f'<worksheet xmlns="{NS}spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="2" topLeftCell="A3" activePane="bottomLeft" state="frozen"/></sheetView>'
    '</sheetViews><cols><col min="1" max="{columns}" width="20" customWidth="1"/></cols><sheetData>'
)
END = (
    '</sheetData><autoFilter ref="A2:{corner}"/><headerFooter><oddFooter>&amp;C{footer}</oddFooter>'
    "</headerFooter></worksheet>"
)
XML_SPECIAL = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
#: Excel reads ``_x0041_`` inside a text as an escaped character; escape its underscore.
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class Pipe:
    """What zipfile writes to; ``take`` hands over what has come so far."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        found = b"".join(self._parts)
        self._parts.clear()
        return found


def write_xlsx(head: Head, blocks: Blocks) -> Iterator[bytes]:
    """A workbook of one sheet: watermark, bold frozen header with filter, real dates, numbers."""
    pipe, rows = Pipe(), 2
    with _archive(pipe) as book:
        for name, text in PARTS.items():
            book.writestr(name, XML + text)
        book.writestr("xl/workbook.xml", XML + BOOK.format(name=sheet_name(head.title)))
        with book.open(SHEET, "w", force_zip64=True) as sheet:
            sheet.write((XML + TOP.format(columns=len(head.labels)) + _head_rows(head)).encode())
            yield pipe.take()
            for block in blocks:
                lines = ["<row>" + "".join(map(_cell, row)) + "</row>" for row in block]
                sheet.write("".join(lines).encode())
                rows += len(lines)
                yield pipe.take()
            corner = f"{letters(len(head.labels))}{rows}"
            sheet.write(END.format(corner=corner, footer=footer(head.mark)).encode())
    yield pipe.take()


def _archive(pipe: Pipe) -> zipfile.ZipFile:
    """A zip over something that cannot be seeked: sizes follow their data."""
    return zipfile.ZipFile(cast("IO[bytes]", pipe), "w", zipfile.ZIP_DEFLATED, compresslevel=1)


def _head_rows(head: Head) -> str:
    labels = "".join(text_cell(label, BOLD) for label in head.labels)
    return f"<row>{text_cell(head.mark, MARK)}</row><row>{labels}</row>"


def sheet_name(title: str) -> str:
    clean = re.sub(r"[\[\]:*?/\\']", " ", CONTROL.sub("", title)).strip()[:31]
    return _escape(clean or "Sheet1")


def footer(mark: str) -> str:
    """The watermark again, at the foot of each printed page (``&`` begins a code there)."""
    return _escape(CONTROL.sub("", mark).replace("&", "&&")[:200])


def letters(column: int) -> str:
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def _escape(text: str) -> str:
    return text.translate(XML_SPECIAL)


def text_cell(text: str, style: int = 0) -> str:
    clean = neutral(text)[:LONGEST_CELL]
    if not clean.isalnum():
        clean = _escape(ESCAPED.sub("_x005F_", clean))
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{clean}</t></is></c>'


def _cell(value: Any) -> str:
    return _CELLS.get(type(value), _other)(value)


def _other(value: Any) -> str:
    return text_cell(str(value))


def _number(value: Any) -> str:
    if not is_number(value):
        return text_cell(str(value))
    style = AMOUNT if isinstance(value, Decimal) else 0
    return f'<c s="{style}"><v>{value}</v></c>'


def _day(value: date) -> str:
    if value < FIRST_DAY:
        return text_cell(value.isoformat())
    return f'<c s="{DAY}"><v>{(value - EPOCH).days}</v></c>'


def _moment(value: datetime) -> str:
    wall = local(value)
    if wall.date() < FIRST_DAY:
        return text_cell(wall.strftime("%Y-%m-%d %H:%M:%S"))
    seconds = wall.hour * 3600 + wall.minute * 60 + wall.second
    return f'<c s="{MOMENT}"><v>{(wall.date() - EPOCH).days + seconds / SECONDS:.9f}</v></c>'


_CELLS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _nothing: "<c/>",
    str: text_cell,
    int: _number,
    float: _number,
    Decimal: _number,
    date: _day,
    datetime: _moment,
}
