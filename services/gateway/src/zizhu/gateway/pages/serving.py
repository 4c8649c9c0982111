"""Serving files of ours from memory: compressed ahead of time, revalidated by ETag.

What is served is decided when it is read; no path of a request ever reaches a file system.
"""

import gzip
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Self

from starlette.responses import Response

from zizhu.gateway.answers import PAGE_POLICY
from zizhu.gateway.visits import Visit

Page = Callable[[Visit], Awaitable[Response]]

# Best first. What is compressed already, and what is small, gains nothing.
CODINGS = ("br", "gzip")
COMPRESSIBLE = ("text/", "application/json", "application/manifest+json", "image/svg+xml")
WORTH_COMPRESSING = 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """One file in every coding we have, the plain one under the empty name."""

    codings: Mapping[str, bytes]
    media_type: str
    digest: str

    @classmethod
    def of(cls, body: bytes, media_type: str, packed: Mapping[str, bytes] | None = None) -> Self:
        """Keep a file; compress it here where nobody has (`packed`: coding → bytes)."""
        codings = {"": body, **(packed or {})}
        if media_type.startswith(COMPRESSIBLE) and len(body) >= WORTH_COMPRESSING:
            codings.setdefault("gzip", gzip.compress(body, 6, mtime=0))
        small = {coding: data for coding, data in codings.items() if len(data) <= len(body)}
        return cls(small, media_type, hashlib.sha256(body).hexdigest()[:20])

    @property
    def size(self) -> int:
        return sum(map(len, self.codings.values()))

    def answer(self, visit: Visit, headers: Mapping[str, str]) -> Response:
        """Answer in the best coding that the visitor takes, or 304 when they have it."""
        coding = chosen(visit.header(b"accept-encoding") or "", self.codings)
        etag = f'"{self.digest}-{coding}"' if coding else f'"{self.digest}"'
        named = {**headers, "ETag": etag}
        if len(self.codings) > 1:
            named["Vary"] = "Accept-Encoding"
        if has_it(visit.header(b"if-none-match"), etag):
            return Response(status_code=304, headers=named)
        if coding:
            named["Content-Encoding"] = coding
        return Response(self.codings[coding], media_type=self.media_type, headers=named)


def chosen(accepted: str, codings: Mapping[str, bytes]) -> str:
    """Return the best coding that an Accept-Encoding allows, or the empty name for none."""
    wanted: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, parameter = part.partition(";")
        wanted[name.strip()] = _quality(parameter.strip())
    return next(
        (one for one in CODINGS if one in codings and wanted.get(one, wanted.get("*", 0.0)) > 0), ""
    )


def _quality(parameter: str) -> float:
    try:
        return float(parameter.removeprefix("q=")) if parameter.startswith("q=") else 1.0
    except ValueError:
        return 0.0


def has_it(if_none_match: str | None, etag: str) -> bool:
    """Tell whether a visitor's If-None-Match names this answer; proxies may have weakened it."""
    if if_none_match is None:
        return False
    named = (part.strip().removeprefix("W/") for part in if_none_match.split(","))
    return any(part in (etag, "*") for part in named)


def asset(source: Callable[[], bytes] | Traversable, media_type: str) -> Page:
    """Return a page that serves a file, or what a function makes, always the same.

    It is read and compressed when first asked for.
    """
    kept: list[Kept] = []
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": PAGE_POLICY}

    async def serve(visit: Visit) -> Response:
        if not kept:
            body = source() if callable(source) else source.read_bytes()
            kept.append(Kept.of(body, media_type))
        return kept[0].answer(visit, headers)

    return serve
