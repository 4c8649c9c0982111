"""Uploads of every kind, made here, and who uploads them."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from PIL import Image

from zizhu.common.audit import Actor
from zizhu.common.database import Transaction
from zizhu.common.errors import Invalid
from zizhu.common.files import Files, Received, StoredFile
from zizhu.common.files.check import FileKind, Limits
from zizhu.common.ids import new_id

ANY = Limits(frozenset(FileKind), most_bytes=1_000_000, most_staged=3)
PDF = b"%PDF-1.4\n" + b"1 0 obj <<>> endobj\n" * 500 + b"trailer <<>>\n%%EOF\n"


async def stream(content: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 40), **extra: object) -> bytes:
    image = Image.new("RGB", size, (200, 30, 30))
    out = io.BytesIO()
    image.save(out, form, **extra)
    return out.getvalue()


class Desk:
    """Does what a service's routes do: receive, then stage in a transaction of the student."""

    def __init__(self, files: Files, database, school_id, root: Path) -> None:
        self.files = files
        self.database = database
        self.school_id = school_id
        self.student = new_id()
        self.root = root

    def transaction(self, account_id=None):
        return self.database.transaction(
            self.school_id, actor=Actor(account_id=account_id or self.student)
        )

    @asynccontextmanager
    async def failing_transaction(self):
        """A transaction that is refused at its end."""
        with suppress(Invalid):
            async with self.transaction() as tx:
                yield tx
                raise Invalid("后来发现表格填错，请改正。")

    async def receive(self, content: bytes = PDF, name: str = "证明.pdf", **options) -> Received:
        limits = options.pop("limits", ANY)
        return await self.files.receive(stream(content), display_name=name, limits=limits)

    async def stage(self, content: bytes = PDF, name: str = "证明.pdf") -> StoredFile:
        received = await self.receive(content, name)
        async with self.transaction() as tx:
            return await self.files.stage(tx, received, limits=ANY)

    async def attach(self, tx: Transaction, file_id, owner_id, **options) -> StoredFile:
        return await self.files.attach(
            tx, file_id, "application", owner_id, options.pop("account_id", self.student), **options
        )

    async def attached(self, owner_id, content: bytes = PDF, name: str = "证明.pdf") -> StoredFile:
        staged = await self.stage(content, name)
        async with self.transaction() as tx:
            return await self.attach(tx, staged.id, owner_id)

    async def open(self, tx: Transaction, file_id, owner_id):
        return await self.files.open_file(tx, file_id, owner_type="application", owner_id=owner_id)

    def on_disk(self) -> list[str]:
        return sorted(path.name for path in self.root.rglob("*") if path.is_file())


@pytest.fixture
def desk(files, database, school_id, tmp_path) -> Desk:
    return Desk(files, database, school_id, tmp_path / "files")


@pytest.fixture
def owner_id():
    return new_id()


@pytest.fixture
def pdf() -> bytes:
    return PDF


@pytest.fixture(name="picture")
def make_picture():
    return picture


@pytest.fixture(name="stream")
def make_stream():
    return stream
