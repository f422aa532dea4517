"""How a sent file is read, for who sent it to choose: a text's encoding, a workbook's sheet."""

from typing import Any

from flask import abort, url_for

from app.core.encodings import ENCODINGS
from app.core.sheets import is_text
from app.core.words import RuleError
from app.exchange.models import ImportBatch, sheet_names
from app.exchange.rules import BatchStatus
from app.exchange.uploads import path_of

REREAD = (BatchStatus.read, BatchStatus.failed, BatchStatus.checked)


def how_read(batch: ImportBatch) -> dict[str, Any] | None:
    """What ``kedang/_import_reading.html`` offers; None where there is nothing to choose."""
    sheets = sheet_names(batch)
    asks_encoding = not sheets and _is_kept_text(batch)
    if not asks_encoding and len(sheets) < 2:  # noqa: PLR2004 - one sheet is no choice
        return None
    return {
        "url": url_for("ImportView.reread", pk=batch.id),
        "is_open": batch.status is BatchStatus.failed,
        "sheets": [(place, name, place == batch.sheet) for place, name in enumerate(sheets)],
        "sheet": None if batch.sheet is None else sheets[batch.sheet],
        "others": [name for place, name in enumerate(sheets) if place != batch.sheet],
        "encodings": [(code, str(word), code == batch.encoding)
                      for code, word in ENCODINGS.items()] if asks_encoding else [],
    }  # fmt: skip


def _is_kept_text(batch: ImportBatch) -> bool:
    try:
        return is_text(path_of(batch))
    except RuleError:
        return False


def encoding_told(told: str | None) -> str | None:
    """The encoding a form names; None lets the file be judged."""
    return told if told in ENCODINGS else abort(400) if told else None


def sheet_told(batch: ImportBatch, told: str | None) -> int | None:
    """The place of the sheet a form names; it offers no other."""
    places = {str(place): place for place in range(len(sheet_names(batch)))}
    return places[told] if told in places else abort(400) if told else None
