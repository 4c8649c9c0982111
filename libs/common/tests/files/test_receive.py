import asyncio
import hashlib

import pytest

from zizhu.common import crash
from zizhu.common.errors import Unavailable
from zizhu.common.files import Files, LocalFolder
from zizhu.common.files.check import FileKind, Limits
from zizhu.common.files.refusals import (
    FileEmpty,
    FileInfected,
    FileKindRefused,
    FileTooLarge,
    ImageUnreadable,
    PdfBroken,
)


class Died(BaseException):
    """Stands for the process being gone."""


def _die():
    raise Died


class TestReceive:
    async def test_keeps_a_pdf_as_it_is_and_its_digest(self, desk, pdf):
        received = await desk.receive(pdf, name="收入证明.pdf")
        assert (received.media_type, received.size) == ("application/pdf", len(pdf))
        assert received.sha256 == hashlib.sha256(pdf).digest()
        assert received.display_name == "收入证明.pdf"

    async def test_writes_no_plain_byte_to_disk(self, desk, pdf):
        received = await desk.receive(pdf)
        [name] = desk.on_disk()
        assert name == received.id.hex
        [path] = list(desk.root.rglob(name))
        assert b"endobj" not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0

    async def test_draws_a_picture_anew_and_digests_it_as_it_came(self, desk, picture):
        taken = picture(comment=b"at home")
        received = await desk.receive(taken, name="C:\\照片\\户口.png")
        assert received.media_type == "image/jpeg"
        assert received.display_name == "户口.png.jpg"
        assert received.sha256 == hashlib.sha256(taken).digest()
        assert received.size != len(taken)

    async def test_takes_a_workbook_where_it_is_wanted(self, desk):
        received = await desk.receive("学号,姓名\n".encode(), name="名单.csv")
        assert received.media_type == "text/csv"

    async def test_refuses_an_empty_upload(self, desk):
        with pytest.raises(FileEmpty):
            await desk.receive(b"")

    async def test_refuses_the_first_byte_over_the_limit_and_leaves_nothing(self, desk, pdf):
        exact = Limits(frozenset({FileKind.PDF}), most_bytes=len(pdf))
        await desk.receive(pdf, limits=exact)
        before = desk.on_disk()
        short = Limits(frozenset({FileKind.PDF}), most_bytes=len(pdf) - 1)
        with pytest.raises(FileTooLarge):
            await desk.receive(pdf, limits=short)
        assert desk.on_disk() == before

    async def test_stops_reading_an_endless_upload(self, desk, files):
        async def endless():
            yield b"%PDF-1.4\n"
            while True:
                yield b"x" * 100_000

        limits = Limits(frozenset({FileKind.PDF}), most_bytes=1_000_000)
        with pytest.raises(FileTooLarge, match="1000000 字节"):
            await files.receive(endless(), display_name="x.pdf", limits=limits)

    async def test_refuses_a_pdf_without_its_end(self, desk, pdf):
        with pytest.raises(PdfBroken):
            await desk.receive(pdf[:-10])
        assert desk.on_disk() == []

    async def test_refuses_a_broken_picture_and_another_kind(self, desk, picture):
        with pytest.raises(ImageUnreadable):
            await desk.receive(picture(size=(600, 400))[:-300])
        with pytest.raises(FileKindRefused):
            await desk.receive(b"MZ\x90\0" + b"\0" * 100, name="证明.pdf")
        assert desk.on_disk() == []

    async def test_leaves_nothing_when_the_sender_goes_away(self, desk, files):
        async def broken():
            yield b"%PDF-1.4\n" * 5000
            raise ConnectionResetError

        with pytest.raises(ConnectionResetError):
            await files.receive(broken(), display_name="x.pdf", limits=Limits())
        assert desk.on_disk() == []

    async def test_is_not_there_before_the_move_and_whole_after_it(self, desk, files):
        crash.arm("file.before_move", act=_die)
        with pytest.raises(Died):
            await desk.receive()
        assert desk.on_disk() == []
        crash.arm("file.after_move", act=_die)
        with pytest.raises(Died):
            await desk.receive()
        assert len(desk.on_disk()) == 1

    async def test_decodes_pictures_that_come_at_once(self, desk, picture):
        taken = picture(size=(300, 300))
        received = await asyncio.gather(*(desk.receive(taken) for _ in range(6)))
        assert len({item.id for item in received}) == 6


class Scan:
    """A scanner that knows one word, or does not answer."""

    def __init__(self, answers: bool = True) -> None:
        self.answers = answers

    async def threat(self, chunks) -> str | None:
        if not self.answers:
            raise Unavailable("安全检查服务暂不可用，请稍后重试。", retry_after=30)
        content = b"".join([chunk async for chunk in chunks])
        return "Test-Worm" if b"worm" in content else None


class TestScanner:
    @pytest.fixture
    def scanned(self, keys, tmp_path):
        return lambda scanner: Files(
            LocalFolder(tmp_path / "files"), keys.ring, "trial", scanner=scanner
        )

    async def test_sees_the_plain_content_and_lets_the_clean_pass(self, scanned, stream, pdf, desk):
        await scanned(Scan()).receive(stream(pdf), display_name="a.pdf", limits=Limits())
        assert len(desk.on_disk()) == 1

    async def test_refuses_and_removes_what_it_finds(self, scanned, stream, pdf, desk):
        with pytest.raises(FileInfected):
            await scanned(Scan()).receive(
                stream(pdf + b"worm\n%%EOF"), display_name="a.pdf", limits=Limits()
            )
        assert desk.on_disk() == []

    async def test_takes_nothing_while_the_scanner_is_away(self, scanned, stream, pdf, desk):
        with pytest.raises(Unavailable):
            await scanned(Scan(answers=False)).receive(
                stream(pdf), display_name="a.pdf", limits=Limits()
            )
        assert desk.on_disk() == []


class TestWrite:
    async def test_takes_the_services_own_output_unchecked(self, desk, files, stream):
        received = await files.write(
            stream(b"PK\x03\x04 archive"), media_type="application/zip", display_name="导出.zip"
        )
        assert (received.media_type, received.display_name) == ("application/zip", "导出.zip")
