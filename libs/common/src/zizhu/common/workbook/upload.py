"""Workbooks coming in over HTTP: bounded in size, and in memory only."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from pathlib import PurePosixPath
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from zizhu.common.errors import Malformed
from zizhu.common.workbook.errors import FileMissing, WorkbookTooLarge
from zizhu.common.workbook.table import Limits

_MOST = Limits().bytes


class _InMemory(MultiPartParser):
    """Keeps an upload in memory: people's data must not touch the disk in plain."""

    spool_max_size = _MOST + 1


@dataclass(frozen=True, slots=True)
class Received:
    """An uploaded workbook, with the other fields of its form."""

    filename: str
    content: bytes = dataclass_field(repr=False)
    fields: Mapping[str, str]


async def receive_sheet(request: Request) -> Received:
    """Read a form with one `file`.

    Raises:
        Malformed: it is no such form.
        FileMissing, WorkbookTooLarge.
    """
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise Malformed("请以表单方式（multipart/form-data）上传文件。")
    parser = _InMemory(request.headers, _bounded(request.stream()), max_files=1, max_fields=5)
    try:
        form = await parser.parse()
    except _TooLong as long:
        raise WorkbookTooLarge("文件超过 20 MB，请分成几个文件上传") from long
    except (MultiPartException, KeyError, ValueError) as error:
        raise Malformed("上传的表单无法读取，请重新选择文件。") from error
    try:
        file = form.get("file")
        content = await file.read() if isinstance(file, UploadFile) else b""
        if not isinstance(file, UploadFile) or not content:
            raise FileMissing("没有收到文件内容，请重新选择文件。")
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        return Received(_bare(file.filename or ""), content, fields)
    finally:
        await form.close()


class _TooLong(MultiPartException):
    """Raised inside the parser, which closes what it holds only for an error of its own kind."""


async def _bounded(chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > _MOST:
            raise _TooLong("more than a workbook may have")
        yield chunk


def _bare(name: str) -> str:
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(char for char in last if char.isprintable())[:120] or "表格"


Sheet = Annotated[Received, Depends(receive_sheet)]


def form_body(**fields: Mapping[str, object]) -> dict[str, object]:
    """Describe the form in OpenAPI: `file`, and other fields by their schemas."""
    schema = {
        "type": "object",
        "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary"}, **fields},
    }
    content = {"multipart/form-data": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}}
