"""Where files lie: opaque bytes by opaque names, behind one port.

A name appears whole or not at all. The store knows neither types nor owners nor keys; what it
holds is ciphertext.
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from zizhu.common import crash

READ_BYTES = 256 * 1024
_UNFINISHED = ".part"
_NAME = re.compile(r"[0-9a-f]{32}")


class FileStore(Protocol):
    """A place for bytes by name. Names are 32 lower-case hexadecimal digits."""

    async def put(self, name: str, chunks: AsyncIterator[bytes]) -> None:
        """Write an object durably; it is there under its name once this returns, not before."""
        ...

    async def exists(self, name: str) -> bool: ...

    def get(self, name: str) -> AsyncIterator[bytes]:
        """Stream an object. Raises FileNotFoundError at the first chunk when there is none."""
        ...

    async def delete(self, name: str) -> None:
        """Remove an object; one that is not there is no fault."""
        ...

    def names(self) -> AsyncIterator[str]:
        """Every name in the store, also of objects whose writing never ended."""
        ...


class LocalFolder:
    """A folder of one service, readable by nobody else. Its shards keep directories small."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put(self, name: str, chunks: AsyncIterator[bytes]) -> None:
        path = self._path(name)
        unfinished = path.with_name(path.name + _UNFINISHED)
        file = await asyncio.to_thread(_create, self._root, unfinished)
        try:
            async for chunk in chunks:
                await asyncio.to_thread(file.write, chunk)
            await asyncio.to_thread(_sync, file)
            crash.point("file.before_move")
            await asyncio.to_thread(_move, unfinished, path)
            crash.point("file.after_move")
        except BaseException:
            with suppress(OSError):
                unfinished.unlink()
            raise
        finally:
            file.close()

    async def exists(self, name: str) -> bool:
        return await asyncio.to_thread(self._path(name).is_file)

    async def get(self, name: str) -> AsyncIterator[bytes]:
        file = await asyncio.to_thread(self._path(name).open, "rb")
        try:
            while chunk := await asyncio.to_thread(file.read, READ_BYTES):
                yield chunk
        finally:
            file.close()

    async def delete(self, name: str) -> None:
        path = self._path(name)
        for gone in (path, path.with_name(path.name + _UNFINISHED)):
            await asyncio.to_thread(gone.unlink, missing_ok=True)

    async def names(self) -> AsyncIterator[str]:
        for shard in await asyncio.to_thread(_folders, self._root):
            for name in await asyncio.to_thread(_names, shard):
                yield name

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("a name in the store is 32 hexadecimal digits")
        # The end of a time-ordered id is its random part: shards fill evenly.
        return self._root / name[-2:] / name[-4:-2] / name


def _create(root: Path, path: Path) -> BinaryIO:
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    return os.fdopen(descriptor, "wb")


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _move(unfinished: Path, path: Path) -> None:
    unfinished.replace(path)
    # The new name survives a power cut only once its folder is on disk too.
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _folders(root: Path) -> list[Path]:
    return sorted(folder for folder in root.glob("??/??") if folder.is_dir())


def _names(folder: Path) -> list[str]:
    found = {path.name.removesuffix(_UNFINISHED) for path in folder.iterdir()}
    return sorted(name for name in found if _NAME.fullmatch(name))
