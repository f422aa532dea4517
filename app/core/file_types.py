"""Which files are taken: a short list, and the bytes must be what the name says."""

import zipfile
from collections.abc import Callable
from typing import IO

from app.core.words import N_, RuleError

LARGEST = 50 * 1024 * 1024
MOST_MEMBERS = 2_000
OFFICE = "application/vnd.openxmlformats-officedocument"
#: Extension → media type. SVG and HTML can carry scripts and are never taken.
TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "ofd": "application/ofd",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "docx": f"{OFFICE}.wordprocessingml.document",
}
#: What a browser may show in its own sandbox.
SHOWN = {"application/pdf", "image/jpeg", "image/png"}
ACCEPT = ",".join(f".{extension}" for extension in TYPES)

BEGINS = {
    "application/pdf": (b"%PDF-",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/tiff": (b"II*\0", b"MM\0*"),
}
#: Inside a zip, the part that only this format has.
PART = {
    TYPES["ofd"]: "OFD.xml",
    TYPES["xlsx"]: "xl/workbook.xml",
    TYPES["docx"]: "word/document.xml",
}


def check_type(name: str, source: IO[bytes]) -> str:
    """The media type of a sent file; RuleError when it is not taken or not what it says."""
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension not in TYPES:
        raise RuleError(N_("Files of this kind are not taken. Send PDF, JPEG, PNG, TIFF, OFD,"
                           " XLSX or DOCX."))  # fmt: skip
    media_type = TYPES[extension]
    source.seek(0)
    matches: Callable[[str, IO[bytes]], bool] = _begins if media_type in BEGINS else _holds
    if not matches(media_type, source):
        raise RuleError(N_("The content of this file is not what its name says."))
    return media_type


def _begins(media_type: str, source: IO[bytes]) -> bool:
    return source.read(16).startswith(BEGINS[media_type])


def _holds(media_type: str, source: IO[bytes]) -> bool:
    """Only the directory of the zip is read; nothing is unpacked."""
    try:
        with zipfile.ZipFile(source) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError):
        return False
    return len(names) <= MOST_MEMBERS and PART[media_type] in names
