"""Serving small files of ours: read once when first asked for, revalidated by ETag."""

import hashlib
from collections.abc import Awaitable, Callable
from importlib.resources.abc import Traversable

from starlette.responses import Response

from zizhu.gateway.answers import PAGE_POLICY
from zizhu.gateway.visits import Visit

Page = Callable[[Visit], Awaitable[Response]]


def asset(source: Callable[[], bytes] | Traversable, media_type: str) -> Page:
    """Return a page that serves a file, or what a function makes, always the same."""
    kept: list[tuple[bytes, str]] = []

    async def serve(visit: Visit) -> Response:
        if not kept:
            body = source() if callable(source) else source.read_bytes()
            kept.append((body, f'"{hashlib.sha256(body).hexdigest()[:20]}"'))
        body, etag = kept[0]
        headers = {
            "ETag": etag,
            "Cache-Control": "no-cache",
            "Content-Security-Policy": PAGE_POLICY,
        }
        if visit.header(b"if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        return Response(body, media_type=media_type, headers=headers)

    return serve
