"""客户基本信息表 on screen: printed, taken away as a workbook, and read back into the form."""

from contextlib import contextmanager
from urllib.parse import quote

from flask import Response, abort, flash, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access, permission_name
from sqlalchemy import select

from app.core.db import db, writing
from app.core.exporting import MIME
from app.core.uploads import TAKERS, plain_name
from app.core.values import id_told
from app.core.words import N_, RuleError
from app.customers.models import Customer
from app.customers.sheet import TITLE, blank_sheet, kind_asked, kinds_of, sheet_of
from app.customers.sheet_files import blank_workbook, check_may_leave, filled_workbook
from app.customers.sheet_filling import form_from
from app.customers.sheet_reading import LARGEST_SHEET, read_sheet, rows_of
from app.security.reading import note_reading

TAKERS["SheetView.read"] = LARGEST_SHEET


def _customer(pk):
    number = id_told(pk) or abort(404)
    return db.session.scalar(select(Customer).where(Customer.id == number)) or abort(404)


class SheetView(BaseView):
    """客户基本信息表."""

    route_base = "/sheets"
    class_permission_name = "Sheets"
    menu_name = N_("Information sheet")
    base_permissions = ["can_show", "can_read"]

    # ── on paper ──────────────────────────────────────────────────
    @expose("/filled/<pk>")
    @has_access
    @permission_name("show")
    def filled(self, pk):
        customer = _customer(pk)
        sheet = sheet_of(db.session(), self._screen(), customer)
        if self.appbuilder.sm.has_access("can_read", "Sheets"):
            sheet["read_url"] = url_for("SheetView.read", customer=customer.id)
        return self._page(sheet)

    @expose("/printed/<pk>", methods=["POST"])
    @has_access
    @permission_name("show")
    def printed(self, pk):
        """Remember who prints what (S5.3.2.2); the page prints itself once this has answered."""
        note_reading("print", "customer", _customer(pk).id)
        return "", 204

    @expose("/blank")
    @has_access
    @permission_name("show")
    def blank(self):
        return self._page(blank_sheet())

    def _page(self, sheet):
        return self.render_template("kedang/sheet.html", title=sheet["title"], sheet=sheet)

    # ── as a workbook ─────────────────────────────────────────────
    @expose("/workbook")
    @has_access
    @permission_name("show")
    def empty(self):
        """The empty sheet of the kind asked for; it holds nobody's data, so it leaves no trace."""
        kind = kind_asked()
        return _sent(blank_workbook(self._screen(), kind), kind)

    @expose("/workbook/<pk>", methods=["POST"])
    @has_access
    @permission_name("show")
    def workbook(self, pk):
        """The filled sheet. It leaves a trace, so it is asked for by a form."""
        customer = _customer(pk)
        if not self._screen().may("can_export"):
            abort(403)  # What may be printed does not for that leave as a file.
        try:
            check_may_leave(customer)
        except RuleError as refusal:
            flash(str(refusal), "warning")
            return redirect(url_for("SheetView.filled", pk=pk))
        file, number = filled_workbook(self._screen(), customer), customer.number
        note_reading("export", "customer", customer.id)
        return _sent(file, number)

    # ── read back ─────────────────────────────────────────────────
    @expose("/read", methods=["GET", "POST"])
    @has_access
    def read(self):
        """The form a sent sheet belongs into; saving it is the form's own business."""
        with _only_reading():
            told = request.args.get("customer", "")
            customer = _customer(told) if told else None
            if request.method == "POST":
                try:
                    return form_from(self._screen(), read_sheet(_sent_rows()), customer)
                except RuleError as refusal:
                    flash(str(refusal), "danger")
            return self.render_template(
                "kedang/sheet_upload.html",
                title=str(N_("Read a filled sheet")),
                customer=customer,
                most=LARGEST_SHEET,
                kinds=kinds_of(""),
                back_url=url_for("SheetView.filled", pk=customer.id)
                if customer
                else url_for("CustomerView.list"),
            )

    def _screen(self):
        return next(v for v in self.appbuilder.baseviews if v.endpoint == "CustomerView")


@contextmanager
def _only_reading():
    """A sheet is sent by POST and yet writes nothing: no lock is held while it is read."""
    db.session.rollback()
    token = writing.set(False)
    try:
        yield
    finally:
        writing.reset(token)


def _sent_rows():
    file = request.files.get("file")
    if not file or not plain_name(file.filename):
        raise RuleError(N_("Choose a file first."))
    return rows_of(file.stream)


def _sent(file, name):
    """A name for every browser: plain letters, and the real one beside."""
    real = quote(f"{TITLE}-{name}.xlsx", safe="")
    told = f"attachment; filename=\"sheet-{name}.xlsx\"; filename*=UTF-8''{real}"
    return Response(file, content_type=MIME["xlsx"], headers={"Content-Disposition": told})
