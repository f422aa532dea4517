"""Sheets as people handle them: taken from a page, filled in by hand, sent back, saved."""

import io
from html.parser import HTMLParser

import openpyxl
from openpyxl.cell import MergedCell


class Reader(HTMLParser):
    """What a page's form would send, where it would go, and what stands above it."""

    def __init__(self, page):
        super().__init__()
        self.fields, self.action, self.notes, self._open = {}, None, [], []
        self._note = None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "form" and "frm" in told.get("class", ""):
            self.action = told.get("action")
        elif "note-warning" in told.get("class", ""):
            self._note = []
        elif tag == "input" and "name" in told and told.get("type") != "file":
            self.fields[told["name"]] = told.get("value", "")
        elif tag in {"textarea", "select"} and "name" in told:
            self._open = [told["name"]]
            self.fields[told["name"]] = ""
        elif tag == "option" and "selected" in told and self._open:
            self.fields[self._open[0]] = told["value"]

    def handle_data(self, data):
        if self._note is not None:
            self._note.append(data.strip())
        elif self._open and self.lasttag == "textarea":
            self.fields[self._open[0]] += data.removeprefix("\r\n").removeprefix("\n")

    def handle_endtag(self, tag):
        if tag in {"textarea", "select"}:
            self._open = []
        elif tag == "div" and self._note is not None:
            self.notes.append("".join(self._note))
            self._note = None


def speak(browser, language):
    browser.post(f"/language/{language}")


def empty_sheet(browser, kind):
    return browser.get(f"/sheets/workbook?kind={kind}").data


def filled_sheet(browser, customer):
    answer = browser.post(f"/sheets/workbook/{customer}")
    assert answer.status_code == 200
    return answer.data


def cells(data):
    """Label → value, as a spreadsheet shows them."""
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}


def changed(data, told):
    """The workbook with other values beside these labels; a new label becomes a new line."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet, left = book.worksheets[0], dict(told)
    for row in sheet.iter_rows():
        if row[0].value in left and not isinstance(row[1], MergedCell):
            row[1].value = left.pop(row[0].value)
    for label, value in left.items():
        sheet.append([label, value])
    return saved(book)


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def send(browser, data, name="sheet.xlsx", **args):
    """The page a sent file leads to."""
    answer = browser.post(
        "/sheets/read",
        query_string=args,
        data={"file": (io.BytesIO(data), name)},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 200
    return answer.get_data(as_text=True)
