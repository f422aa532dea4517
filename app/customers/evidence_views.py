"""佐证材料 and 核验 on a customer's page: send, look at, fetch, take back; check who they are."""

from flask import render_template, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_login import current_user
from wtforms.validators import Optional

from app.core.asking import Plan
from app.core.children import Child
from app.core.db import db
from app.core.fields import LineField
from app.core.file_types import ACCEPT, LARGEST
from app.core.once import new_key
from app.core.screens import Interface
from app.core.storage import store
from app.core.stored import enter
from app.core.upload_fields import UploadField
from app.core.uploads import TAKERS, plain_name
from app.core.words import N_
from app.customers import passage
from app.customers.completeness import EvidenceKind, proof_word
from app.customers.evidence import Evidence
from app.customers.file_views import Sending
from app.customers.models import Customer
from app.customers.part_views import taking_back
from app.security.models import Person

TAKERS["EvidenceView.add"] = LARGEST


def proof_of(customer: Customer, kind: EvidenceKind) -> str:
    """What a kind of evidence is called for this customer."""
    return str(proof_word(kind, is_domestic=customer.is_domestic))


def take_back(evidence: Evidence, by: Person, reason: str) -> None:
    """Void a piece of evidence; the file loses what it proved."""
    customer = evidence.customer
    evidence.void(by, reason)
    passage.part_changed(db.session(), customer, by.id, evidence.kind)


class EvidenceView(Sending, Child):
    """佐证材料: files that prove what the record says."""

    datamodel = Interface(Evidence)
    route_base = "/evidence"
    class_permission_name = "Evidence"
    base_permissions = ["can_list", "can_show", "can_add", "can_void", "can_download", "can_export"]
    menu_name, record_word = N_("Evidence"), N_("Piece of evidence")
    parent = Customer
    labels = {
        "kind": N_("Kind of evidence"),
        "title": N_("Title of the document"),
        "upload": N_("Evidence file"),
        "file_name": N_("File name"),
        "size": N_("Bytes"),
        "media_type": N_("Media type"),
        "pages": N_("Number of pages"),
        "sha256": N_("Fingerprint (SHA-256)"),
        "created_at": N_("Sent at"),
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
    }
    help_texts = {
        "upload": N_("PDF, JPEG, PNG, TIFF, OFD, XLSX or DOCX, up to 50 MB."),
        "title": N_("Left empty, the file's name is its title."),
    }
    lines = ("title", "kind", "pages", "created_at")
    plan = Plan(
        entity=Evidence,
        columns=("customer_id", *lines),
        filters=("customer_id",),
        orders=("id",),
        search=(),
        labels={"customer_id": (Customer, lambda: Customer.name)},
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
        customer = db.session.get_one(Customer, record.customer_id)
        passage.part_changed(db.session(), customer, current_user.id, record.kind)

    @expose("/of/<pk>")
    @has_access
    @permission_name("list")
    def of(self, pk):
        """The tab: what is there, and where to drop more."""
        parent = self.fetch_parent(pk)
        rows = list(db.session.scalars(self.lines_of(parent)))
        return render_template(
            "kedang/evidence.html",
            rows=[self._card(row, parent) for row in rows],
            exits=self.exits_of(parent) if rows else [],
            kinds=[(kind.name, proof_of(parent, kind)) for kind in EvidenceKind],
            accept=ACCEPT,
            most=LARGEST,
            form_key=new_key(),
            add_url=url_for("EvidenceView.add", **{"for": parent.id})
            if self.may("can_add")
            else None,
        )

    def _card(self, row, parent):
        look, fetch = self.file_urls(row)
        return {
            "row": row,
            "kind": proof_of(parent, row.kind),
            "url": url_for("EvidenceView.show", pk=row.id) if self.may("can_show") else None,
            "file_url": fetch,
            "preview_url": look,
        }

    def links(self, record):
        return self.file_links(record)

    def value(self, record, name):
        told = super().value(record, name)
        return proof_of(record.customer, told) if name == "kind" else told

    def form_page(self, form, title, what, variant="", record=None, **more):
        """Each kind as it is called for this customer."""
        parent = self.fetch_parent(request.args.get("for", ""))
        form.kind.names = lambda: [(kind.name, proof_of(parent, kind)) for kind in EvidenceKind]
        return super().form_page(form, title, what, variant, record, **more)

    def notice(self, record):
        return self.file_notice(record)
