"""A form to fill in on a computer, as a workbook: a label, a cell to type in, what helps.

Every cell to type in holds text, so that no spreadsheet rounds a long number or reformats a day;
what is chosen from a list comes from a hidden sheet, what else belongs to the form has its own.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.core.form_pages import Page, Styles, rows_of
from app.core.workbook_writing import (
    NS,
    OFFICE,
    PARTS,
    SHEET,
    XML,
    footer,
    letters,
    sheet_name,
    text_cell,
)

LISTS, PAGE = "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"
TITLE, HEAD, LABEL, VALUE, SMALL = 1, 2, 3, 4, 5
#: A page's columns: what it is, more about it, its day, a last word.
WIDTHS = (24, 42, 18, 26)
_LINE = '<color rgb="FF999999"/>'
_BOX = "".join(f'<{side} style="thin">{_LINE}</{side}>' for side in ("left", "right"))
_BOX += "".join(f'<{side} style="thin">{_LINE}</{side}>' for side in ("top", "bottom"))
_TOP_LEFT = '<alignment vertical="top" wrapText="1"/>'
STYLES = (
    f'<styleSheet xmlns="{NS}spreadsheetml/2006/main">'
    '<fonts count="4"><font><sz val="11"/></font><font><b/><sz val="16"/></font>'
    '<font><b/><sz val="11"/></font><font><sz val="9"/><color rgb="FF666666"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid">'
    '<fgColor rgb="FFEFF2F6"/></patternFill></fill></fills>'
    f'<borders count="2"><border/><border>{_BOX}</border></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="6"><xf/>'
    '<xf fontId="1" applyFont="1" applyAlignment="1"><alignment horizontal="center"/></xf>'
    '<xf fontId="2" applyFont="1"/>'
    f'<xf fillId="2" borderId="1" applyFill="1" applyBorder="1" applyAlignment="1">{_TOP_LEFT}</xf>'
    f'<xf numFmtId="49" borderId="1" applyNumberFormat="1" applyBorder="1" applyAlignment="1">'
    f"{_TOP_LEFT}</xf>"
    f'<xf fontId="3" applyFont="1" applyAlignment="1">{_TOP_LEFT}</xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
#: An export's parts, with two more sheets and the form's own styles.
FRAME = PARTS | {
    "[Content_Types].xml": PARTS["[Content_Types].xml"].replace(
        "</Types>",
        f'<Override PartName="/{LISTS}" ContentType="{OFFICE}.worksheet+xml"/>'
        f'<Override PartName="/{PAGE}" ContentType="{OFFICE}.worksheet+xml"/></Types>',
    ),
    "xl/_rels/workbook.xml.rels": PARTS["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        f'<Relationship Id="rId3" Type="{NS}officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet2.xml"/>'
        f'<Relationship Id="rId4" Type="{NS}officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet3.xml"/></Relationships>',
    ),
    "xl/styles.xml": STYLES,
}
BOOK = (
    f'<workbook xmlns="{NS}spreadsheetml/2006/main" xmlns:r="{NS}officeDocument/2006/relationships"'
    '><sheets><sheet name="{name}" sheetId="1" r:id="rId1"/>'
    '<sheet name="{page}" sheetId="3" r:id="rId4"/>'
    '<sheet name="Lists" sheetId="2" state="hidden" r:id="rId3"/></sheets></workbook>'
)
OPEN = (
    f'<worksheet xmlns="{NS}spreadsheetml/2006/main"><sheetPr><pageSetUpPr fitToPage="1"/>'
    "</sheetPr><cols>{columns}</cols><sheetData>"
)
END = '<pageSetup paperSize="9" fitToHeight="0"/>{foot}</worksheet>'
FOOT = "<headerFooter><oddFooter>&amp;C{mark}</oddFooter></headerFooter>"


class Line(NamedTuple):
    """One thing to fill in: where ``choices`` are given, the cell takes nothing else."""

    label: str
    value: str = ""
    choices: tuple[str, ...] = ()
    hint: str = ""


class Form(NamedTuple):
    """A form: ``above`` is small print below the title, ``mark`` the watermark, if any.

    ``page`` is what else belongs to it and is not read back from it.
    """

    title: str
    mark: str
    above: Sequence[str]
    sections: Sequence[tuple[str, Sequence[Line]]]
    page: Page


def write_form(form: Form) -> bytes:
    """The workbook; no text in it is a formula, no number loses a digit."""
    lists = list(dict.fromkeys(line.choices for line in _lines(form) if line.choices))
    parts = FRAME | {
        "xl/workbook.xml": BOOK.format(
            name=sheet_name(form.title), page=sheet_name(form.page.title)
        ),
        SHEET: _sheet(form, lists),
        PAGE: _page(form.page, form.mark),
        LISTS: _lists(lists),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, XML + text)
    return file.getvalue()


def _lines(form: Form) -> Iterator[Line]:
    return (line for _, lines in form.sections for line in lines)


def _sheet(form: Form, lists: Sequence[tuple[str, ...]]) -> str:
    """Row by row; what spans the columns and what is chosen from a list follows the rows."""
    rows, spans, checks = [_row((form.title, TITLE))], [1], []
    for text in filter(None, (form.mark, *form.above)):
        rows.append(_row((text, SMALL)))
        spans.append(len(rows))
    for title, lines in form.sections:
        rows.append(_row((title, HEAD)))
        spans.append(len(rows))
        for line in lines:
            rows.append(_row((line.label, LABEL), (line.value, VALUE), (line.hint, SMALL)))
            if line.choices:
                checks.append(_check(len(rows), lists.index(line.choices) + 1, len(line.choices)))
    more = f'<dataValidations count="{len(checks)}">{"".join(checks)}</dataValidations>'
    return _drawn((26, 46, 40), rows, spans, more if checks else "", form.mark)


def _page(page: Page, mark: str) -> str:
    """What else belongs to the form, drawn in its styles."""
    drawn = list(rows_of(page, Styles(TITLE, HEAD, LABEL, VALUE, SMALL)))
    spans = [place for place, (_, is_spanning) in enumerate(drawn, 1) if is_spanning]
    return _drawn(WIDTHS, [_row(*cells) for cells, _ in drawn], spans, "", mark)


def _drawn(
    widths: Sequence[int], rows: Sequence[str], spans: Sequence[int], more: str, mark: str
) -> str:
    """A sheet of rows, some of which are one cell from side to side."""
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(widths, 1)
    )
    last = letters(len(widths))
    merged = "".join(f'<mergeCell ref="A{row}:{last}{row}"/>' for row in spans)
    body = f'</sheetData><mergeCells count="{len(spans)}">{merged}</mergeCells>{more}'
    foot = FOOT.format(mark=footer(mark)) if mark else ""
    return OPEN.format(columns=columns) + "".join(rows) + body + END.format(foot=foot)


def _row(*cells: tuple[str, int]) -> str:
    """Cells without text are truly empty: a spreadsheet then counts them as not filled in."""
    told = (text_cell(text, style) if text else f'<c s="{style}"/>' for text, style in cells)
    return "<row>" + "".join(told) + "</row>"


def _check(row: int, column: int, length: int) -> str:
    """The value cell of a row takes what one column of the hidden sheet holds, or nothing."""
    name = letters(column)
    return (
        f'<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="B{row}">'
        f"<formula1>Lists!${name}$1:${name}${length}</formula1></dataValidation>"
    )


def _lists(lists: Sequence[tuple[str, ...]]) -> str:
    depth = max(map(len, lists), default=0)
    rows = (
        _row(*((choices[place] if place < len(choices) else "", 0) for choices in lists))
        for place in range(depth)
    )
    data = "".join(rows)
    main = f"{NS}spreadsheetml/2006/main"
    return f'<worksheet xmlns="{main}"><sheetData>{data}</sheetData></worksheet>'
