"""What an upload really is, told by its content and never by its name; names fit to be shown."""

import re
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import filetype  # type: ignore[import-untyped]  # it ships no types

from zizhu.common.files.refusals import FileKindRefused, PdfBroken

HEAD_BYTES = 8192  # what signatures need
TAIL_BYTES = 1024  # where readers look for a PDF's end


class FileKind(StrEnum):
    """Kinds that a place for files may accept."""

    IMAGE = "image"
    PDF = "pdf"
    WORKBOOK = "workbook"

    @property
    def label(self) -> str:
        return {"image": "图片（JPG、PNG、WebP）", "pdf": "PDF 文件", "workbook": "表格文件"}[self]


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
CSV = "text/csv"
PDF = "application/pdf"

# Media type -> kind, and the endings a name of it may have; the first is the one we add.
_KINDS = {
    "image/jpeg": FileKind.IMAGE,
    "image/png": FileKind.IMAGE,
    "image/webp": FileKind.IMAGE,
    PDF: FileKind.PDF,
    XLSX: FileKind.WORKBOOK,
    XLS: FileKind.WORKBOOK,
    CSV: FileKind.WORKBOOK,
}
PICTURES = frozenset(name for name, kind in _KINDS.items() if kind is FileKind.IMAGE)
_ENDINGS = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    PDF: (".pdf",),
    XLSX: (".xlsx",),
    XLS: (".xls",),
    CSV: (".csv", ".txt"),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a place accepts: kinds, bytes a file, and files that one account may have waiting."""

    kinds: frozenset[FileKind] = field(
        default_factory=lambda: frozenset({FileKind.IMAGE, FileKind.PDF})
    )
    most_bytes: int = 20 * 2**20
    most_staged: int = 50


class Scanner(Protocol):
    """A virus scanner that an installation may plug in."""

    async def threat(self, chunks: AsyncIterator[bytes]) -> str | None:
        """Return the name of what was found, or None. Raises Unavailable when it cannot tell."""
        ...


def kind_of(media_type: str) -> FileKind:
    """Return the kind of a media type that `recognise` returned."""
    return _KINDS[media_type]


def recognise(head: bytes, kinds: frozenset[FileKind]) -> str:
    """Return the media type of content that begins with `head`.

    A workbook is only recognised here; whoever reads it checks it in a process of its own.

    Raises:
        FileKindRefused: it is of none of `kinds`.
    """
    found = filetype.guess_mime(head)
    if found not in _KINDS and FileKind.WORKBOOK in kinds:
        found = _workbook(head, found)
    if found is None or _KINDS.get(found) not in kinds:
        raise FileKindRefused("、".join(kind.label for kind in sorted(kinds)))
    return str(found)


def _workbook(head: bytes, found: str | None) -> str | None:
    """Tell the workbook that a signature alone does not: order in a zip and csv have none."""
    if head.startswith(b"PK\x03\x04"):
        return XLSX if found == "application/zip" else None
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return XLS if found is None else None
    return CSV if found is None and b"\0" not in head and not head.startswith(b"<") else None


def check_pdf(tail: bytes) -> None:
    """Refuse a PDF whose last kilobyte holds no end mark. Raises PdfBroken."""
    if b"%%EOF" not in tail[-TAIL_BYTES:]:
        raise PdfBroken


_LONGEST_NAME = 100
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def shown_name(name: str, media_type: str) -> str:
    """Return a name safe to show and to save under: no path, nothing invisible, a true ending.

    Direction marks go too: they make `gpj.exe` read as a picture.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(char for char in last if not unicodedata.category(char).startswith("C"))
    plain = " ".join(_NOT_IN_NAMES.sub("_", seen).split()).rstrip(". ")
    endings = _ENDINGS.get(media_type, ("",))
    stem, ending = plain, endings[0]
    for known in endings:
        if known and plain.lower().endswith(known):
            stem, ending = plain[: -len(known)], plain[-len(known) :].lower()
            break
    stem = stem[: _LONGEST_NAME - len(ending)].strip(". ") or "附件"
    return f"{'_' if _DEVICES.fullmatch(stem) else ''}{stem}{ending}"
