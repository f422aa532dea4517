"""In which encoding a text file was written: judged over the whole file, or as its reader says.

The ladder is BOM, UTF-16 without one, UTF-8, then GB18030 or Big5. A later byte that one of them
cannot read takes it out; where none is left, the one that comes furthest tells the row.
"""

import codecs
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from struct import unpack
from typing import BinaryIO, NamedTuple

from charset_normalizer import from_bytes

from app.core.words import N_

#: What a person may choose; the names are Python's.
ENCODINGS: Mapping[str, str] = {
    "utf-8": N_("UTF-8"),
    "gb18030": N_("GB18030 (GBK, GB2312)"),
    "big5hkscs": N_("Big5"),
    "utf-16-le": N_("UTF-16, low byte first"),
    "utf-16-be": N_("UTF-16, high byte first"),
    "cp1252": N_("Western (Windows-1252)"),
    "shift_jis": N_("Japanese (Shift JIS)"),
    "euc_kr": N_("Korean (EUC-KR)"),
}
#: Stands where a byte could not be read; no text has it, for it is no character.
UNREAD = "\U0010ffff"
SAMPLE = 16_384
CHUNK = 1024 * 1024
#: So many characters of UTF-8 beside each broken one are no accident: the file is UTF-8, damaged.
PLAIN_CASE = 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

codecs.register_error("kedang.unread", lambda wrong: (UNREAD, wrong.end))  # type: ignore[attr-defined]


class Judged(NamedTuple):
    """One of ``ENCODINGS``, and whether it reads every byte of the file."""

    name: str
    is_whole: bool


def encoding_of(path: Path) -> Judged:
    """The encoding that reads the file to its end, else the one that comes furthest."""
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return Judged(name, _reads(path, name) is None)
    wide = _wide(head)
    if wide and _reads(path, wide) is None:
        return Judged(wide, True)
    broken = _reads(path, "utf-8")
    if broken is None or _is_damaged_utf8(path):
        return Judged("utf-8", broken is None)
    return _chinese(path, broken)


def _chinese(path: Path, broken: int) -> Judged:
    """One of the two older Chinese encodings, unless UTF-8 comes further (to ``broken``)."""
    names = ("big5hkscs", "gb18030") if _looks_big5(path) else ("gb18030", "big5hkscs")
    reach = {name: _reads(path, name) for name in names}
    whole = next((name for name, end in reach.items() if end is None), None)
    if whole:
        return Judged(whole, True)
    furthest = {"utf-8": broken, **{name: end or 0 for name, end in reach.items()}}
    return Judged(max(furthest, key=lambda name: furthest[name]), False)


def _wide(head: bytes) -> str | None:
    """UTF-16 by its line ends and delimiters, of which every second byte is NUL.

    Read with its bytes swapped, only few characters (such as 一, U+4E00) look like ASCII.
    """
    even = head[: len(head) // 2 * 2]
    if b"\0" not in even:
        return None
    count = len(even) // 2
    plain = {name: sum(0 < unit < 0x80 for unit in unpack(f"{order}{count}H", even))  # noqa: PLR2004
             for name, order in (("utf-16-le", "<"), ("utf-16-be", ">"))}  # fmt: skip
    name, other = sorted(plain, key=lambda one: -plain[one])
    ends = _ends(even, name)
    return name if ends and plain[name] > 3 * plain[other] and plain[name] * 100 > count else None


def _ends(even: bytes, name: str) -> bool:
    """Whether a line ends in it, or the sample holds one short line."""
    text = even.decode(name, "replace")
    return "\n" in text or "\r" in text


def _reads(path: Path, name: str) -> int | None:
    """Up to which byte the encoding reads the file; None when to its end."""
    decoder, done = codecs.getincrementaldecoder(name)(), 0
    with path.open("rb") as file:
        for chunk in _chunks(file):
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as wrong:
                return done + wrong.start
            done += len(chunk)
    return None


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    """The file in pieces, and an empty one at its end."""
    while chunk := file.read(CHUNK):
        yield chunk
    yield b""


def _is_damaged_utf8(path: Path) -> bool:
    """Whether nearly all that is not ASCII is UTF-8: then its few broken bytes are damage.

    GB18030 reads most of such a file too, as other words than were written.
    """
    decoder, good, bad = codecs.getincrementaldecoder("utf-8")("kedang.unread"), 0, 0
    with path.open("rb") as file:
        for chunk in _chunks(file):
            text = decoder.decode(chunk, final=not chunk)
            bad += text.count(UNREAD)
            good += len(text) - len(text.encode("ascii", "ignore"))
    return good - bad >= PLAIN_CASE * bad


def _looks_big5(path: Path) -> bool:
    """Which of the two Chinese encodings the file's own words speak for."""
    with path.open("rb") as file:
        words = _first(line for line in file if not line.isascii())
    guess = from_bytes(words, cp_isolation=["gb18030", "gbk", "big5"]).best()
    return guess is not None and guess.encoding == "big5"


def _first(lines: Iterable[bytes]) -> bytes:
    found = bytearray()
    for line in lines:
        found += line[:SAMPLE]
        if len(found) >= SAMPLE:
            break
    return bytes(found)
