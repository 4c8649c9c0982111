import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from zizhu.common.files import Limits
from zizhu.common.files.refusals import (
    AlreadyAttached,
    FileExpired,
    FileLost,
    NoSuchFile,
    TooManyFiles,
)
from zizhu.common.ids import new_id
from zizhu.common.tables import audit_line, file

OTHER_SCHOOL = UUID("01900000-0000-7000-8000-000000000002")
DAY = timedelta(hours=24)


class TestStage:
    async def test_waits_a_day_for_its_record(self, desk, clock):
        stored = await desk.stage()
        assert (stored.state, stored.account_id) == ("staged", desk.student)
        assert stored.expires_at == clock.now() + DAY

    async def test_refuses_more_than_an_account_may_have_waiting(self, desk):
        for _ in range(3):
            await desk.stage()
        with pytest.raises(TooManyFiles, match="最多 3 个"):
            await desk.stage()
        assert len(desk.on_disk()) == 3

    async def test_counts_neither_others_nor_what_expired(self, desk, clock):
        for _ in range(3):
            await desk.stage()
        desk.student, crowded = new_id(), desk.student
        await desk.stage()
        desk.student = crowded
        clock.advance(DAY)
        await desk.stage()

    async def test_leaves_no_row_when_the_transaction_fails(self, desk, database):
        received = await desk.receive()
        async with desk.failing_transaction() as tx:
            await desk.files.stage(tx, received, limits=Limits())
        async with database.transaction() as tx:
            assert (await tx.session.execute(select(file))).all() == []


class TestAttach:
    async def test_gives_a_staged_file_to_its_record(self, desk, owner_id):
        stored = await desk.attached(owner_id)
        assert (stored.state, stored.owner_type, stored.owner_id) == (
            "kept",
            "application",
            owner_id,
        )
        assert stored.expires_at is None

    async def test_changes_nothing_when_the_transaction_fails(self, desk, owner_id):
        staged = await desk.stage()
        async with desk.failing_transaction() as tx:
            await desk.attach(tx, staged.id, owner_id)
        async with desk.transaction() as tx:
            assert await desk.files.list_files(tx, "application", [owner_id]) == []
            await desk.files.open_staged(tx, staged.id, desk.student)

    async def test_a_repeat_changes_nothing(self, desk, owner_id):
        stored = await desk.attached(owner_id)
        async with desk.transaction() as tx:
            assert await desk.attach(tx, stored.id, owner_id) == stored

    async def test_refuses_a_file_of_another_record(self, desk, owner_id):
        stored = await desk.attached(owner_id)
        with pytest.raises(AlreadyAttached):
            async with desk.transaction() as tx:
                await desk.attach(tx, stored.id, new_id())

    async def test_refuses_a_file_that_somebody_else_uploaded(self, desk, owner_id):
        staged = await desk.stage()
        with pytest.raises(NoSuchFile):
            async with desk.transaction() as tx:
                await desk.attach(tx, staged.id, owner_id, account_id=new_id())

    async def test_refuses_a_file_of_another_school(self, desk, owner_id):
        staged = await desk.stage()
        desk.school_id = OTHER_SCHOOL
        with pytest.raises(NoSuchFile):
            async with desk.transaction() as tx:
                await desk.attach(tx, staged.id, owner_id)

    async def test_refuses_a_file_whose_day_is_over(self, desk, owner_id, clock):
        staged = await desk.stage()
        clock.advance(DAY)
        with pytest.raises(FileExpired):
            async with desk.transaction() as tx:
                await desk.attach(tx, staged.id, owner_id)

    async def test_counts_the_files_of_the_record_even_at_once(self, desk, owner_id):
        staged = [await desk.stage() for _ in range(3)]

        async def attach(file_id):
            async with desk.transaction() as tx:
                await desk.attach(tx, file_id, owner_id, most=2)

        ended = await asyncio.gather(*(attach(one.id) for one in staged), return_exceptions=True)
        assert sorted(type(end).__name__ for end in ended) == [
            "NoneType",
            "NoneType",
            "TooManyFiles",
        ]


class TestKeep:
    async def test_belongs_to_its_record_until_it_expires(self, desk, stream, owner_id, clock):
        made = await desk.files.write(stream(b"a,b"), media_type="text/csv", display_name="导出")
        async with desk.transaction() as tx:
            kept = await desk.files.keep(
                tx, made, "application", owner_id, expires_at=clock.now() + DAY
            )
        async with desk.transaction() as tx:
            opened = await desk.open(tx, kept.id, owner_id)
        assert await opened.read() == b"a,b"
        clock.advance(DAY)
        with pytest.raises(FileExpired):
            async with desk.transaction() as tx:
                await desk.open(tx, kept.id, owner_id)


class TestOpenFile:
    async def test_streams_the_plain_content_after_the_transaction(self, desk, owner_id, pdf):
        stored = await desk.attached(owner_id, pdf)
        async with desk.transaction() as tx:
            opened = await desk.open(tx, stored.id, owner_id)
        assert opened.file == stored
        assert await opened.read() == pdf

    async def test_leaves_an_audit_line(self, desk, owner_id, databases):
        stored = await desk.attached(owner_id)
        async with desk.transaction() as tx:
            await desk.open(tx, stored.id, owner_id)
        async with databases["owner"].transaction() as tx:
            line = (await tx.session.execute(select(audit_line))).one()
        assert (line.action, line.object_id) == ("file.opened", str(owner_id))
        assert line.account_id == desk.student

    async def test_refuses_a_file_of_another_record_or_school(self, desk, owner_id):
        stored = await desk.attached(owner_id)
        with pytest.raises(NoSuchFile):
            async with desk.transaction() as tx:
                await desk.open(tx, stored.id, new_id())
        desk.school_id = OTHER_SCHOOL
        with pytest.raises(NoSuchFile):
            async with desk.transaction() as tx:
                await desk.open(tx, stored.id, owner_id)

    async def test_says_when_the_object_is_lost(self, desk, owner_id):
        stored = await desk.attached(owner_id)
        await desk.files.vault.delete([stored.id])
        with pytest.raises(FileLost):
            async with desk.transaction() as tx:
                await desk.open(tx, stored.id, owner_id)


class TestOpenStaged:
    async def test_opens_for_who_uploaded_it_alone(self, desk, pdf):
        staged = await desk.stage(pdf)
        async with desk.transaction() as tx:
            opened = await desk.files.open_staged(tx, staged.id, desk.student)
            assert await opened.read() == pdf
            with pytest.raises(NoSuchFile):
                await desk.files.open_staged(tx, staged.id, new_id())

    async def test_refuses_a_file_that_belongs_to_a_record(self, desk, owner_id):
        stored = await desk.attached(owner_id)
        async with desk.transaction() as tx:
            with pytest.raises(NoSuchFile):
                await desk.files.open_staged(tx, stored.id, desk.student)


class TestListFiles:
    async def test_lists_the_files_of_records_oldest_first(self, desk, owner_id, clock):
        first = await desk.attached(owner_id, name="一.pdf")
        clock.advance(timedelta(seconds=1))
        other = new_id()
        second = await desk.attached(other, name="二.pdf")
        await desk.attached(new_id(), name="三.pdf")
        async with desk.transaction() as tx:
            found = await desk.files.list_files(tx, "application", [owner_id, other])
        assert found == [first, second]
