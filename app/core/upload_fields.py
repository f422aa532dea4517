"""A form's file: received into the store while the form is checked, before any transaction."""

from flask_babel import gettext
from wtforms.fields import FileField
from wtforms.validators import ValidationError
from wtforms.widgets import FileInput

from app.core.db import db
from app.core.file_types import ACCEPT, LARGEST
from app.core.storage import store
from app.core.stored import receive
from app.core.uploads import plain_name
from app.core.words import RuleError


class UploadField(FileField):
    """Its data becomes the StoredFile to enter; the sent name stands beside it."""

    widget = FileInput()
    accept, most = ACCEPT, LARGEST
    file_name = ""

    def __init__(self, *args, is_needed=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_needed = is_needed

    def __call__(self, **kwargs):
        return super().__call__(accept=ACCEPT, **kwargs)

    def process_formdata(self, valuelist):
        self.data = next((sent for sent in valuelist if getattr(sent, "filename", "")), None)

    def pre_validate(self, form):
        if self.data is None and not self.is_needed:
            return
        if self.data is None:
            raise ValidationError(gettext("This field is required."))
        db.session.rollback()  # Writing and syncing a file holds no lock on the database.
        self.file_name = plain_name(self.data.filename)
        try:
            self.data = receive(store(), self.data.stream, self.file_name)
        except RuleError as refusal:
            self.data = None
            raise ValidationError(str(refusal)) from refusal
