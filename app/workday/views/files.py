"""On a follow-up's page: its files, sent, looked at, fetched, taken back by who sent them."""

from flask import g, request, url_for
from markupsafe import Markup
from sqlalchemy import select

from app.core.asking import Plan
from app.core.children import Child
from app.core.db import db
from app.core.file_types import LARGEST
from app.core.screens import Interface
from app.core.upload_fields import UploadField
from app.core.uploads import TAKERS
from app.core.words import N_
from app.customers.file_views import Sending
from app.customers.part_views import taking_back
from app.workday.files import FollowUpFile
from app.workday.models import FollowUp
from app.workday.rules import check_author

TAKERS["FollowUpFileView.add"] = LARGEST
FILE_HELP = N_("PDF, JPEG, PNG, TIFF, OFD, XLSX or DOCX, up to 50 MB.")
LINK = Markup('<a class="file-link" href="{}"{}>{}</a>')
APART = Markup(' target="_blank" rel="noopener"')


def attach(follow_up_id, field):
    """Keep what a form's file field received, if anything."""
    if field.data is None:
        return
    file = FollowUpFile(follow_up_id=follow_up_id)
    file.attach(db.session(), field.data, field.file_name)
    db.session.add(file)


def take_back(file, by, reason):
    check_author(by.id, file.created_by_id)
    file.void(by, reason)


class FollowUpFileView(Sending, Child):
    """跟进附件."""

    datamodel = Interface(FollowUpFile)
    route_base = "/follow-up-files"
    class_permission_name = "FollowUpFiles"
    base_permissions = ["can_list", "can_show", "can_add", "can_void", "can_download", "can_export"]
    parent, parent_key, parent_screen = FollowUp, "follow_up_id", "FollowUpView"
    menu_name, record_word = N_("Files"), N_("Attachment")
    labels = {
        "upload": N_("Attachment"),
        "file_name": N_("File name"),
        "size": N_("Bytes"),
        "media_type": N_("Media type"),
        "sha256": N_("Fingerprint (SHA-256)"),
        "created_at": N_("Sent at"),
        "follow_up": N_("Follow-up"),
        "follow_up_id": N_("Follow-up"),
    }
    lines = ("file_name", "size", "created_at")
    plan = Plan(
        entity=FollowUpFile,
        columns=("follow_up_id", *lines),
        filters=("follow_up_id",),
        orders=("id",),
        search=(),
    )
    form_sections = ((N_("Attachment"), ("upload",)),)
    sections = ((N_("Attachment"), ("file_name", "size", "media_type", "sha256", "created_at")),)
    steps = (taking_back(take_back, N_("Take this file back? The bytes themselves are kept.")),)

    def field(self, name):
        return UploadField(self.labels[name], validators=[], description=FILE_HELP)

    def new_record(self, variant):
        return FollowUpFile(follow_up_id=self.fetch_parent(request.args.get("for", "")).id)

    def fill(self, form, record):
        record.attach(db.session(), form.upload.data, form.upload.file_name)

    def links(self, record):
        return self.file_links(record)

    def notice(self, record):
        return self.file_notice(record)


class WithFiles:
    """Mixed into a list of follow-ups: each with the way to its files, asked once for all."""

    def prepare(self, rows):
        found: dict = {}
        view = FollowUpFileView
        if self.appbuilder.sm.has_access("can_download", view.class_permission_name):
            asked = select(FollowUpFile).where(
                FollowUpFile.follow_up_id.in_([row.id for row in rows])
            )
            for file in db.session.scalars(asked.order_by(FollowUpFile.id)):
                found.setdefault(file.follow_up_id, []).append(file)
        g.files_of = found


def files_cell(row):
    """The names of a follow-up's files; those a browser can show open beside the page."""
    links = []
    for file in g.get("files_of", {}).get(row.id, ()):
        door = "preview" if file.can_be_shown else "file"
        url = url_for(f"FollowUpFileView.{door}", pk=file.id)
        links.append(LINK.format(url, APART if file.can_be_shown else "", file.file_name))
    return Markup(" ").join(links)
