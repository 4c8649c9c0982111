"""Looking through an .xlsx before anybody parses it: is it one, how large does it unpack, which
parts hold the sheets, and what do the sheets hold that the parser would hide.

Everything is read as a stream, counted as it unpacks; sizes that the file claims are not believed.
"""

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import IO
from xml.etree import ElementTree as ET

from zizhu.common.workbook.errors import (
    EncryptedWorkbook,
    MacroWorkbook,
    NotAWorkbook,
    WorkbookUnreadable,
    WorkbookUnsafe,
    ZipBomb,
)
from zizhu.common.workbook.marks import Marks, SheetWatch, XmlWatch
from zizhu.common.workbook.table import Limits

Entries = dict[str, zipfile.ZipInfo]

_CHUNK = 256 * 1024
_ENTRIES = 2_000
# The most repetitive sheets tried (one word in each of 600,000 cells) pack 1:20; deflate itself
# ends near 1:1000.
_RATIO = 200
_RATIO_FROM = 8 * 1024 * 1024
_WORKBOOK = "xl/workbook.xml"
_DAMAGED = "文件已损坏，请用 Excel 或 WPS 打开后另存为 .xlsx"


@dataclass(slots=True)
class Archive:
    """What the look brought: marks by part, and the part of each sheet by its name."""

    marks: dict[str, Marks] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)

    def marks_of(self, sheet: str) -> Marks:
        """Return the marks of a sheet; of all sheets together where its part is not known."""
        part = self.parts.get(sheet, "")
        if part in self.marks:
            return self.marks[part]
        return Marks({}, {m for s in self.marks.values() for m in (*s.cells.values(), *s.unplaced)})


def look_through(data: bytes, limits: Limits) -> Archive:
    """Return what an .xlsx holds, or refuse it.

    Raises:
        NotAWorkbook: another kind of archive.
        EncryptedWorkbook, MacroWorkbook, WorkbookUnsafe, ZipBomb: what they say.
        CellsOutOfRange: a cell with content far from the others.
        WorkbookUnreadable: a damaged archive.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = _check_entries(archive.infolist())
            return _look(archive, entries, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ET.ParseError) as damage:
        raise WorkbookUnreadable(_DAMAGED) from damage


def _check_entries(infos: list[zipfile.ZipInfo]) -> Entries:
    if len(infos) > _ENTRIES:
        raise ZipBomb("表格内部文件过多，请把数据复制到模板后重新上传")
    entries = {plain_name(info.filename): info for info in infos if not info.is_dir()}
    if len(entries) != sum(not info.is_dir() for info in infos):
        raise WorkbookUnsafe("表格内部有重名文件，请用 Excel 或 WPS 打开后另存为 .xlsx")
    if any(".." in name.split("/") for name in entries):
        raise WorkbookUnsafe("表格内部文件名不正常，请用 Excel 或 WPS 打开后另存为 .xlsx")
    if any(info.flag_bits & 0x1 for info in infos):
        raise EncryptedWorkbook("文件有密码，请取消密码后重新上传")
    return entries


def _check_kind(entries: set[str], workbook: str) -> None:
    if any(name.endswith("vbaproject.bin") for name in entries):
        raise MacroWorkbook("文件含有宏，请另存为不带宏的 .xlsx 后重新上传")
    if "word/document.xml" in entries:
        raise NotAWorkbook("这是 Word 文档，请上传 .xlsx、.xls 或 csv 表格")
    if "xl/workbook.bin" in entries or "mimetype" in entries:
        raise NotAWorkbook("不支持这种表格格式，请另存为 .xlsx 后重新上传")
    if workbook not in entries:
        raise NotAWorkbook("这是压缩包，不是表格，请上传 .xlsx、.xls 或 csv 表格")


def _look(archive: zipfile.ZipFile, entries: Entries, limits: Limits) -> Archive:
    seen = Archive()
    left = limits.unpacked
    for name, info in entries.items():
        with archive.open(info) as part:
            size, marks = _stream(part, info, left, limits)
        left -= size
        if marks is not None:
            seen.marks[name] = marks
    workbook = _links(archive, entries, "").get("officeDocument", _WORKBOOK)
    _check_kind(set(entries), workbook)
    seen.parts = _sheet_parts(archive, entries, workbook)
    return seen


def _stream(
    part: IO[bytes], info: zipfile.ZipInfo, left: int, limits: Limits
) -> tuple[int, Marks | None]:
    """Read one part to its end, counted and watched; return its true size, and a sheet's marks."""
    xml = XmlWatch() if info.filename.lower().endswith((".xml", ".rels")) else None
    most = min(left, max(_RATIO_FROM, info.compress_size * _RATIO))
    size = 0
    sheet: SheetWatch | None = None
    while chunk := part.read(_CHUNK):
        if xml:
            xml.feed(chunk)
        if size == 0:
            sheet = SheetWatch.beginning(chunk, limits.rows * 2)
        size += len(chunk)
        if size > most:
            raise ZipBomb("文件解压后过大，请把数据复制到模板后重新上传")
        if sheet:
            sheet.feed(chunk)
    return size, sheet.finish() if sheet else None


def _sheet_parts(archive: zipfile.ZipFile, entries: Entries, workbook: str) -> dict[str, str]:
    targets = _links(archive, entries, workbook)
    return {
        sheet.get("name", ""): targets.get(_link_id(sheet), "")
        for sheet in _tree(archive, entries[workbook]).iter()
        if sheet.tag.rpartition("}")[2] == "sheet"
    }


def _links(archive: zipfile.ZipFile, entries: Entries, part: str) -> dict[str, str]:
    """Map the ids and the kinds of a part's links to their targets.

    Targets may be absolute, in other case than the part, or with backslashes.
    """
    folder, name = posixpath.split(part)
    links = entries.get(plain_name(f"{folder}/_rels/{name}.rels"))
    targets: dict[str, str] = {}
    for link in _tree(archive, links) if links else ():
        target = plain_name(posixpath.join(folder, link.get("Target", "").replace("\\", "/")))
        targets[link.get("Id", "")] = target
        targets[link.get("Type", "").rpartition("/")[2]] = target
    return targets


def _link_id(sheet: ET.Element) -> str:
    return next((value for name, value in sheet.items() if name.endswith("}id")), "")


def _tree(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> ET.Element:
    return ET.fromstring(archive.read(info))  # noqa: S314 - XmlWatch let no entity through


def plain_name(name: str) -> str:
    """Return a part's name as programs compare them: slashes, lower case, from the root."""
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").lower()
