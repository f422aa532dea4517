"""Imports on screen: send a file, match its columns, look, confirm, review, undo."""

import json
from tempfile import TemporaryFile

from flask import Response, current_app, flash, redirect, request, send_file, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_login import current_user

from app.core.asking import Plan
from app.core.db import db
from app.core.exporting import MIME
from app.core.forms import SENT_BEFORE
from app.core.once import OnceSent, new_key
from app.core.saving import save
from app.core.screens import Interface, Screen
from app.core.sheets import LARGEST_FILE, check_name
from app.core.steps import Step
from app.core.uploads import plain_name
from app.core.values import id_told
from app.core.words import N_, RuleError
from app.customers.rules import Basis
from app.exchange.choosing import (
    check_officers,
    check_subject,
    department,
    is_sender,
    may_add,
    member,
    stops_by_itself,
)
from app.exchange.mappings import check_mapping, keep_mapping, remove_mapping
from app.exchange.models import ImportBatch
from app.exchange.pages import batch_page, progress_of
from app.exchange.reading_page import encoding_told, sheet_told
from app.exchange.report import error_sheet
from app.exchange.rules import JOBS, BatchStatus, BatchStep, Key, Mode, fits
from app.exchange.subjects import OF_CUSTOMERS, SUBJECTS, subject_of
from app.exchange.telling import told_of
from app.exchange.uploads import Kept
from app.security.models import Department
from app.security.names import department_name
from app.security.reading import note_reading


def import_way(name):
    """How a file fills an empty list of this subject, for who may import such records."""
    sm = current_app.appbuilder.sm
    may_import = sm.has_access("can_add", ImportView.class_permission_name)
    if not may_import or not may_add(SUBJECTS[name]):
        return None
    address = url_for("ImportView.add", subject=name)
    return {"url": address, "label": str(N_("Import a file")), "icon": "inbox"}


def _can(step):
    return lambda batch: fits(batch.subject, batch.status, step)


class ImportView(Screen):
    """登记 › 导入."""

    datamodel = Interface(ImportBatch)
    route_base = "/imports"
    class_permission_name = "Imports"
    base_permissions = [
        "can_list", "can_show", "can_add", "can_undo", "can_review", "can_file", "can_export",
    ]  # fmt: skip
    menu_name, menu_icon, record_word = N_("Imports"), "inbox", N_("Import")
    labels = {
        "file_name": N_("File name"),
        "subject": N_("What it lists"),
        "status": N_("Import status"),
        "department_id": N_("Department"),
        "rows_in": N_("Rows"),
        "created": N_("Created"),
        "updated": N_("Updated"),
        "duplicate": N_("Duplicate"),
        "refused": N_("Refused"),
        "created_at": N_("Sent at"),
    }
    plan = Plan(
        entity=ImportBatch,
        columns=(
            "file_name", "subject", "status", "department_id", "rows_in", "created", "updated",
            "duplicate", "refused", "created_at",
        ),
        filters=("status", "file_name", "created_at"),
        orders=("id",),
        search=("file_name",),
        labels={"department_id": (Department, department_name)},
    )  # fmt: skip
    facets = badges = ("status",)
    tones = {
        **dict.fromkeys(JOBS, "blue"),
        BatchStatus.read: "amber",
        BatchStatus.checked: "amber",
        BatchStatus.stopped: "amber",
        BatchStatus.applied: "teal",
        BatchStatus.passed: "teal",
        BatchStatus.filed: "green",
        BatchStatus.returned: "red",
        BatchStatus.failed: "red",
    }
    cells = file_cells = {"subject": lambda batch: str(SUBJECTS[batch.subject].word)}
    search_hint = N_("File name")
    steps = (
        Step("apply", N_("Import these rows"), "check", "can_add",
             lambda b, by, why: b.apply(db.session(), by), _can(BatchStep.apply),
             OF_CUSTOMERS["apply"], in_bulk=False, tone="primary"),
        Step("stop", N_("Stop"), "x", "can_add", lambda b, by, why: b.stop(db.session(), by),
             _can(BatchStep.stop), N_("Stop at the next block? What is done stays."),
             in_bulk=False),
        Step("drop", N_("Throw away"), "trash", "can_add",
             lambda b, by, why: b.drop(db.session(), by.id), _can(BatchStep.drop),
             N_("Throw this file and its checked rows away?"), in_bulk=False, tone="danger"),
        Step("review", N_("Pass review"), "check", "can_review",
             lambda b, by, why: b.review(db.session(), by), _can(BatchStep.review),
             OF_CUSTOMERS["review"], in_bulk=False, tone="primary"),
        Step("send_back", N_("Send back"), "arrow-back-up", "can_review",
             lambda b, by, why: b.send_back(db.session(), by, why), _can(BatchStep.send_back),
             OF_CUSTOMERS["send_back"], asks_reason=True, in_bulk=False),
        Step("file", N_("File"), "archive", "can_file",
             lambda b, by, why: b.file(db.session(), by), _can(BatchStep.file),
             OF_CUSTOMERS["file"], in_bulk=False, tone="primary"),
        Step("undo", N_("Undo import"), "history", "can_undo",
             lambda b, by, why: b.undo(db.session(), by), _can(BatchStep.undo),
             OF_CUSTOMERS["undo"], in_bulk=False, tone="danger"),
    )  # fmt: skip

    # ── sending a file ────────────────────────────────────────────
    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self):
        if request.method == "POST" and (number := self._sent()):
            return redirect(url_for("ImportView.show", pk=number))
        return self.render_template(
            "kedang/import_upload.html", title=str(N_("Import a file")), form_key=new_key(),
            back_url=url_for("ImportView.list"), subjects=self._subjects(), most=LARGEST_FILE,
        )  # fmt: skip

    def _sent(self):
        """The batch of the file sent, now or when its form was sent before; None if refused."""
        once, batch = OnceSent(), ImportBatch()
        refusal = save(
            db.session, lambda: self._receive(batch, request.files.get("file"), once), {}
        )
        if refusal is None:
            return batch.id
        number = once.made(db.session())
        told = (str(refusal), "danger") if number is None else (str(SENT_BEFORE), "info")
        flash(*told)
        return number

    def _subjects(self):
        """What a file may list for this reader; the one asked for is chosen."""
        asked = request.values.get("subject")
        may = [name for name, subject in SUBJECTS.items() if may_add(subject)]
        chosen = asked if asked in may else next(iter(may), None)
        return [(name, str(SUBJECTS[name].word), name == chosen) for name in may]

    def _subject(self, told):
        name = told or "customer"
        if name not in SUBJECTS or not may_add(SUBJECTS[name]):
            raise RuleError(N_("You may not add records of this kind."))
        return name

    def _receive(self, batch, file, once):
        """Keep the file and ask for its reading; the file is ours once this is committed."""
        name = plain_name(file.filename if file else "")
        if not name or not isinstance(file.stream, Kept):
            raise RuleError(N_("Choose a file first."))
        stream = file.stream
        stream.seek(0)
        head = stream.read(16)
        if not head:
            raise RuleError(N_("The file is empty."))
        check_name(name, head)
        batch.file_name, batch.subject = name, self._subject(request.form.get("subject"))
        batch.sha256, batch.department_id = stream.hash.hexdigest(), current_user.department_id
        batch.stops_on_error = stops_by_itself()
        if batch.department_id is None:
            raise RuleError(N_("You belong to no department yet; ask an administrator."))
        batch.status = BatchStatus.reading
        db.session.add(batch)
        db.session.flush()
        once.keep(db.session(), batch.id)
        db.session.flush()  # A form that was sent before ends here, and its file is not kept.
        batch.kept_as = stream.claim()
        batch.ask(db.session(), current_user.id)

    # ── the batch's page, by where it stands ──────────────────────
    @expose("/show/<pk>", methods=["GET"])
    @has_access
    def show(self, pk):
        return self._page(self.fetch(pk))

    def _page(self, batch):
        return self.render_template(
            "kedang/import.html", title=str(batch), page=batch_page(self, batch)
        )

    @expose("/progress/<pk>")
    @has_access
    @permission_name("show")
    def progress(self, pk):
        """The bar alone, asked again by the page; a change of status renews the whole page."""
        batch = self.fetch(pk)
        answer = self.render_template("kedang/_import_progress.html", bar=progress_of(batch))
        is_over = not batch.is_busy
        return Response(answer, headers={"HX-Refresh": "true"} if is_over else {})

    @expose("/reread/<pk>", methods=["POST"])
    @has_access
    @permission_name("add")
    def reread(self, pk):
        """Another encoding or another sheet: the file is read again from its first row."""
        batch = self.fetch(pk)
        encoding = encoding_told(request.form.get("encoding"))
        sheet = sheet_told(batch, request.form.get("sheet"))
        refusal = save(
            db.session, lambda: batch.reread(db.session(), current_user, encoding, sheet), {}
        )
        if refusal:
            flash(str(refusal), "danger")
        return redirect(url_for("ImportView.show", pk=pk))

    @expose("/match/<pk>", methods=["POST"])
    @has_access
    @permission_name("add")
    def match(self, pk):
        """The columns, the department and the mode; then the rows are checked."""
        batch = self.fetch(pk)
        refusal = save(db.session, lambda: self._match(batch), {})
        if refusal:
            flash(told_of(refusal), "danger")
            return self._page(self.fetch(pk))
        return redirect(url_for("ImportView.show", pk=batch.id))

    def _match(self, batch):
        form = request.form
        places = range(len(json.loads(batch.header)))
        chosen = check_mapping(batch, {place: form.get(f"field-{place}", "") for place in places})
        batch.mapping = json.dumps(chosen)
        batch.mode = member(Mode, form.get("mode"))
        batch.key = member(Key, form.get("key"))
        check_subject(subject_of(batch), batch.mode)
        check_officers(chosen.values())
        batch.department_id = department(form.get("department"), batch.department_id)
        batch.basis = member(Basis, form["basis"]) if form.get("basis") else None
        batch.stops_on_error = form.get("stops") == "yes"
        name = form.get("keep_as", "").strip()
        if name:
            keep_mapping(db.session(), batch, name, current_user.id, form.get("share") == "yes")
        batch.match(db.session(), current_user)

    @expose("/forget/<pk>", methods=["POST"])
    @has_access
    @permission_name("add")
    def forget(self, pk):
        """Remove a kept mapping of one's own; the page that offered it comes back."""
        number = id_told(pk) or 0
        refusal = save(
            db.session, lambda: remove_mapping(db.session(), number, current_user.id), {}
        )
        flash(str(refusal or N_("The mapping is removed.")), "danger" if refusal else "success")
        batch = id_told(request.form.get("batch"))
        show = url_for("ImportView.show", pk=batch) if batch else url_for("ImportView.list")
        return redirect(show)

    @expose("/report/<pk>")
    @has_access
    @permission_name("show")
    def report(self, pk):
        """The rows that were not taken, for a spreadsheet."""
        batch_id = self.fetch(pk).id
        note_reading("export", "import_batch", batch_id)
        kind = "csv" if request.args.get("kind") == "csv" else "xlsx"
        sheet = TemporaryFile()  # noqa: SIM115 - closed by the answer that carries it
        batch = self.fetch(pk)
        sheet.writelines(error_sheet(db.session(), batch, kind, for_sender=is_sender(batch)))
        sheet.seek(0)
        name = f"import-{batch_id}-errors.{kind}"
        return send_file(sheet, MIME[kind], as_attachment=True, download_name=name)
