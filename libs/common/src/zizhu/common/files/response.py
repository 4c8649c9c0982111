"""Files over HTTP: names from and into headers, and answers that a browser cannot be led to run."""

from email.message import Message
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import StreamingResponse

from zizhu.common.files import OpenFile
from zizhu.common.files.check import PICTURES

# The address of a file, opened by itself, is a page that may neither run nor load anything.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def upload_name(request: Request) -> str:
    """Return the name in `Content-Disposition` of a raw upload: names in an address get logged."""
    message = Message()
    message["content-disposition"] = request.headers.get("content-disposition", "")
    return message.get_filename("")


def file_response(opened: OpenFile, *, as_attachment: bool = False) -> StreamingResponse:
    """Stream an opened file. Only pictures may show in the page; the rest is an attachment."""
    stored = opened.file
    is_shown = stored.media_type in PICTURES and not as_attachment
    return StreamingResponse(
        opened.chunks,
        media_type=stored.media_type,
        headers={
            "Content-Disposition": _disposition(stored.display_name, is_shown=is_shown),
            "Content-Length": str(stored.size),
            "Content-Security-Policy": POLICY,
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def _disposition(name: str, *, is_shown: bool) -> str:
    """RFC 6266: an ASCII name for whoever reads no other, and the true one by RFC 5987."""
    _, dot, ending = name.rpartition(".")
    how = "inline" if is_shown else "attachment"
    plain = f"file.{ending}" if dot and ending.isascii() and ending.isalnum() else "file"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
