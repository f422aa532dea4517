"""佐证材料 and 核验 on a customer's page: send, look at, fetch, take back; check who they are."""

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from wtforms.validators import Optional

from app.audit.chain import Event
from app.audit.listener import note
from app.core.asking import Plan
from app.core.children import Child
from app.core.db import db, writing
from app.core.fields import LineField
from app.core.file_types import ACCEPT, LARGEST
from app.core.screens import Interface
from app.core.storage import store
from app.core.stored import enter
from app.core.upload_fields import UploadField
from app.core.uploads import TAKERS, plain_name
from app.core.words import N_
from app.customers import passage
from app.customers.completeness import EvidenceKind, proof_word
from app.customers.evidence import Evidence
from app.customers.models import Customer
from app.customers.part_views import taking_back
from app.security.models import Person

TAKERS["EvidenceView.add"] = LARGEST


def remember(event: str, subject: str, pk: int) -> None:
    """Note a reading in a short transaction of its own: a page by GET holds no write lock."""
    db.session.rollback()
    token = writing.set(True)
    try:
        note(db.session(), Event(event, subject, pk))
        db.session.commit()
    finally:
        writing.reset(token)


def proof_of(customer: Customer, kind: EvidenceKind) -> str:
    """What a kind of evidence is called for this customer."""
    return str(proof_word(kind, is_domestic=customer.is_domestic))


def take_back(evidence: Evidence, by: Person, reason: str) -> None:
    """Void a piece of evidence; the file loses what it proved."""
    customer = evidence.customer
    evidence.void(by, reason)
    passage.assess(db.session(), customer)


class EvidenceView(Child):
    """佐证材料: files that prove what the record says."""

    datamodel = Interface(Evidence)
    route_base = "/evidence"
    class_permission_name = "Evidence"
    base_permissions = ["can_list", "can_show", "can_add", "can_void", "can_download"]
    menu_name, record_word = N_("Evidence"), N_("Piece of evidence")
    parent = Customer
    labels = {
        "kind": N_("Kind of evidence"),
        "title": N_("Title of the document"),
        "upload": N_("File"),
        "file_name": N_("File name"),
        "size": N_("Bytes"),
        "media_type": N_("Media type"),
        "pages": N_("Number of pages"),
        "sha256": N_("Fingerprint (SHA-256)"),
        "created_at": N_("Sent at"),
        "customer": N_("Customer"),
    }
    help_texts = {
        "upload": N_("PDF, JPEG, PNG, TIFF, OFD, XLSX or DOCX, up to 50 MB."),
        "title": N_("Left empty, the file's name is its title."),
    }
    lines = ("title", "kind", "pages", "created_at")
    plan = Plan(
        entity=Evidence,
        columns=lines,
        filters=(),
        orders=("id",),
        search=(),
    )
    sections = (
        (
            N_("Evidence"),
            ("title", "kind", "file_name", "size", "media_type", "pages", "sha256", "created_at"),
        ),
    )
    form_sections = ((N_("Evidence"), ("kind", "title", "upload", "pages")),)
    steps = (taking_back(take_back, N_("Take this evidence back? The file itself is kept.")),)

    def field(self, name):
        told = {"label": self.labels[name], "description": self.help_texts.get(name, "")}
        if name == "upload":
            return UploadField(validators=[], **told)
        if name == "title":
            return LineField(validators=[Optional()], **told)
        return super().field(name)

    def fill(self, form, record):
        sent = form.upload.data
        enter(db.session(), store(), sent)
        name = plain_name(form.upload.file_name)
        record.kind, record.pages = form.kind.data, form.pages.data
        record.title, record.file_name = (form.title.data or name)[:200], name
        record.sha256, record.size, record.media_type = sent.sha256, sent.size, sent.media_type

    def write_new(self, form, record):
        super().write_new(form, record)
        passage.assess(db.session(), db.session.get_one(Customer, record.customer_id))

    @expose("/of/<pk>")
    @has_access
    @permission_name("list")
    def of(self, pk):
        """The tab: what is there, and where to drop more."""
        parent = self.fetch_parent(pk)
        return render_template(
            "kedang/evidence.html",
            rows=[self._card(row, parent) for row in db.session.scalars(self.lines_of(parent))],
            kinds=[(kind.name, proof_of(parent, kind)) for kind in EvidenceKind],
            accept=ACCEPT,
            add_url=url_for("EvidenceView.add", **{"for": parent.id})
            if self.may("can_add")
            else None,
        )

    def _card(self, row, parent):
        reads = self.may("can_download")
        shown = reads and row.can_be_shown
        return {
            "row": row,
            "kind": proof_of(parent, row.kind),
            "url": url_for("EvidenceView.show", pk=row.id) if self.may("can_show") else None,
            "file_url": url_for("EvidenceView.file", pk=row.id) if reads else None,
            "preview_url": url_for("EvidenceView.preview", pk=row.id) if shown else None,
        }

    def links(self, record):
        card = self._card(record, record.customer)
        found = (
            (card["preview_url"], N_("Look at it"), "eye"),
            (card["file_url"], N_("Download"), "download"),
        )
        return [{"url": url, "label": str(word), "icon": icon} for url, word, icon in found if url]

    def value(self, record, name):
        told = super().value(record, name)
        return proof_of(record.customer, told) if name == "kind" else told

    def form_page(self, form, title, what, variant="", record=None, **more):
        """Each kind as it is called for this customer."""
        parent = self.fetch_parent(request.args.get("for", ""))
        form.kind.names = lambda: [(kind.name, proof_of(parent, kind)) for kind in EvidenceKind]
        return super().form_page(form, title, what, variant, record, **more)

    def notice(self, record):
        fault = record.file.fault
        return {"tone": "red", "text": str(fault)} if fault else None

    # ── the bytes ─────────────────────────────────────────────────
    @expose("/file/<pk>")
    @has_access
    @permission_name("download")
    def file(self, pk):
        """The file itself, to keep: never shown in a page of ours."""
        return self._send(self.fetch(pk), "download", as_attachment=True)

    @expose("/preview/<pk>")
    @has_access
    @permission_name("download")
    def preview(self, pk):
        """A picture or PDF, shown in a sandbox that can run nothing."""
        record = self.fetch(pk)
        if not record.can_be_shown:
            return redirect(url_for("EvidenceView.show", pk=record.id))
        return self._send(record, "preview", as_attachment=False)

    def _send(self, record, event, as_attachment):
        pk, sha256, name, kind = record.id, record.sha256, record.file_name, record.media_type
        try:
            file = store().open(sha256)
        except FileNotFoundError:
            flash(str(N_("The file is not where it was kept. Tell the administrator.")), "danger")
            return redirect(url_for("EvidenceView.show", pk=pk))
        remember(event, "evidence", pk)
        response = send_file(file, kind, as_attachment=as_attachment, download_name=name)
        response.headers["Content-Security-Policy"] = (
            "sandbox"
            if as_attachment
            else "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline';"
            " object-src 'self'; frame-ancestors 'self'"
        )
        if not as_attachment:
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response
