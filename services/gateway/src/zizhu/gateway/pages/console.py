"""The built console: what Vite wrote into a folder, read once at the start and served from memory.

Files under `/assets/` carry a digest in their name and are kept by browsers for good; everything
else is revalidated. Addresses inside the application are answered with its entry page.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from starlette.responses import Response

from zizhu.gateway.answers import CONSOLE_POLICY, DEVICES_POLICY
from zizhu.gateway.pages.serving import Kept, Page
from zizhu.gateway.visits import Visit

MEDIA_TYPES: Mapping[str, str] = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".txt": "text/plain",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
PACKED = {".br": "br", ".gz": "gzip"}
# First segments that are never addresses inside the application: a typing error there is a 404.
RESERVED = frozenset({"api", "assets", "health", "internal", "metrics"})
OFFICERS, PHONE = "index.html", "phone.html"
PHONE_PREFIX = "m"
ASSETS = "/assets/"
# A console is a few megabytes; another folder, named by mistake, must not fill the memory.
LARGEST_BYTES = 64 * 1_048_576

FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}
REVALIDATED = {"Cache-Control": "no-cache"}
ENTRY = {
    **REVALIDATED,
    "Content-Security-Policy": CONSOLE_POLICY,
    "Permissions-Policy": DEVICES_POLICY,
}


class NoConsole(ValueError):
    """The folder that the settings name holds no built console."""


class Console:
    """Both entries and their files, by address."""

    def __init__(self, entries: Mapping[str, Kept], files: Mapping[str, Kept]) -> None:
        self._officers = _page(entries[OFFICERS], ENTRY)
        self._phone = _page(entries[PHONE], ENTRY)
        self._files = {
            address: _page(kept, FOR_GOOD if address.startswith(ASSETS) else REVALIDATED)
            for address, kept in files.items()
        }

    @classmethod
    def read(cls, folder: Path) -> "Console":
        """Read a build. Raises NoConsole where there is none, or too much."""
        found: dict[str, Kept] = {}
        size = 0
        for address, path in _served(folder):
            found[address] = _kept(path)
            size += found[address].size
            if size > LARGEST_BYTES:
                raise NoConsole(f"{folder}: more than {LARGEST_BYTES} bytes is no console")
        entries = {name: found.pop(f"/{name}", None) for name in (OFFICERS, PHONE)}
        present = {name: kept for name, kept in entries.items() if kept is not None}
        if len(present) < len(entries):
            raise NoConsole(f"{folder}: no {OFFICERS} and {PHONE}; `make web` builds them")
        return cls(present, found)

    def at(self, path: str) -> tuple[str, Page] | None:
        """Return what answers at a path, with a name for it that strangers cannot make up."""
        if path in self._files:
            return (ASSETS if path.startswith(ASSETS) else "console"), self._files[path]
        first, last = path[1:].partition("/")[0], path.rpartition("/")[2]
        if first in RESERVED or "." in first or "." in last:
            return None
        return "console", self._phone if first == PHONE_PREFIX else self._officers


def _served(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        relative = PurePosixPath(path.relative_to(folder))
        is_hidden = any(part.startswith(".") for part in relative.parts)
        if path.suffix in MEDIA_TYPES and not is_hidden and path.is_file():
            yield f"/{relative}", path


def _kept(path: Path) -> Kept:
    packed = {
        coding: other.read_bytes()
        for suffix, coding in PACKED.items()
        if (other := path.with_name(path.name + suffix)).is_file()
    }
    return Kept.of(path.read_bytes(), MEDIA_TYPES[path.suffix], packed)


def _page(kept: Kept, headers: Mapping[str, str]) -> Page:
    async def serve(visit: Visit) -> Response:
        return kept.answer(visit, headers)

    return serve
