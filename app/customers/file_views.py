"""The files that records name, given out through the gate: each reading is remembered."""

from typing import Any

from flask import flash, redirect, send_file, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name

from app.audit.chain import Event
from app.audit.listener import note
from app.core.db import db, writing
from app.core.storage import store
from app.core.upload_fields import UploadField
from app.core.words import N_

ATTACHED = "sandbox"
SHOWN = (
    "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline';"
    " object-src 'self'; frame-ancestors 'self'"
)


LOST = N_("The file is not where it was kept. Tell the administrator.")


def remember(event: str, subject: str, pk: int) -> None:
    """Note a reading in a short transaction of its own: a page by GET holds no write lock."""
    db.session.rollback()
    token = writing.set(True)
    try:
        note(db.session(), Event(event, subject, pk))
        db.session.commit()
    finally:
        writing.reset(token)


class Sending:
    """Mixed into a screen whose records name a file; its right is ``can_download``."""

    plan: Any

    def file_urls(self, record):
        """(where it is looked at, where it is fetched); None where it cannot be."""
        reads = record.sha256 is not None and self.may("can_download")
        told = {"pk": record.id}
        shown = reads and record.can_be_shown
        return (
            url_for(f"{self.endpoint}.preview", **told) if shown else None,
            url_for(f"{self.endpoint}.file", **told) if reads else None,
        )

    def file_links(self, record):
        """The buttons on the record's page."""
        look, fetch = self.file_urls(record)
        found = ((look, N_("Look at it"), "eye"), (fetch, N_("Download"), "download"))
        return [{"url": url, "label": str(word), "icon": icon} for url, word, icon in found if url]

    def file_notice(self, record):
        fault = record.file and record.file.fault
        return {"tone": "red", "text": str(fault)} if fault else None

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
            return redirect(self._page_of(record.id))
        return self._send(record, "preview", as_attachment=False)

    def _page_of(self, pk):
        return url_for(f"{self.endpoint}.show", pk=pk)

    def _send(self, record, event, as_attachment):
        pk = record.id
        if record.sha256 is None:
            return redirect(self._page_of(pk))
        try:
            return self.give(record, event, as_attachment=as_attachment)
        except FileNotFoundError:
            flash(str(LOST), "danger")
            return redirect(self._page_of(pk))

    def give(self, record, event, *, as_attachment):
        """The bytes of a record's file, the reading remembered; FileNotFoundError without them."""
        pk, name, kind = record.id, record.file_name, record.media_type
        file = store().open(record.sha256)
        remember(event, self.plan.entity.__tablename__, pk)
        response = send_file(file, kind, as_attachment=as_attachment, download_name=name)
        response.headers["Content-Security-Policy"] = ATTACHED if as_attachment else SHOWN
        if not as_attachment:
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response


class Attaching(Sending):
    """The same with a form that takes the record's one file in, as its field ``upload``."""

    def field(self, name):
        if name == "upload":
            told = {"label": self.labels[name], "description": self.help_texts.get(name, "")}
            return UploadField(validators=[], is_needed=False, **told)
        return super().field(name)  # type: ignore[misc]

    def fill(self, form, record):
        """The file first: holding it asks the database, before a number is missing."""
        if form.upload.data is not None:
            record.attach(db.session(), form.upload.data, form.upload.file_name)
        super().fill(form, record)  # type: ignore[misc]

    def links(self, record):
        return [*super().links(record), *self.file_links(record)]  # type: ignore[misc]

    def notice(self, record):
        return self.file_notice(record)
