from datetime import timedelta

import pytest
from sqlalchemy import select

from zizhu.common import crash
from zizhu.common.files.refusals import NoSuchFile
from zizhu.common.files.sweep import sweep_orphans, sweep_staged
from zizhu.common.ids import new_id
from zizhu.common.tables import file

DAY = timedelta(hours=24)
SECOND = timedelta(seconds=1)


class Died(BaseException):
    """Stands for the process being gone."""


def _die():
    raise Died


async def _rows(database):
    async with database.transaction() as tx:
        return (await tx.session.execute(select(file.c.id))).scalars().all()


class TestDeleteFiles:
    async def test_removes_row_and_key_at_once_and_the_object_after(self, desk, owner_id, database):
        await desk.attached(owner_id)
        kept = await desk.attached(new_id())
        async with desk.transaction() as tx:
            assert await desk.files.delete_files(tx, "application", owner_id) == 1
            assert len(desk.on_disk()) == 2
        await desk.files.vault.settle()
        assert await _rows(database) == [kept.id]
        assert desk.on_disk() == [kept.id.hex]

    async def test_keeps_everything_when_the_transaction_fails(self, desk, owner_id):
        stored = await desk.attached(owner_id)
        async with desk.failing_transaction() as tx:
            await desk.files.delete_files(tx, "application", owner_id)
        await desk.files.vault.settle()
        async with desk.transaction() as tx:
            assert await (await desk.open(tx, stored.id, owner_id)).read()

    async def test_a_crash_after_the_commit_is_repaired_by_the_sweep(
        self, desk, owner_id, parts, clock
    ):
        await desk.attached(owner_id)
        crash.arm("transaction.after_commit", act=_die)
        with pytest.raises(Died):
            async with desk.transaction() as tx:
                await desk.files.delete_files(tx, "application", owner_id)
        assert len(desk.on_disk()) == 1
        clock.advance(DAY + SECOND)
        assert await sweep_orphans(parts) == 1
        assert desk.on_disk() == []


class TestDeleteFile:
    async def test_removes_one_of_several(self, desk, owner_id):
        gone = await desk.attached(owner_id)
        kept = await desk.attached(owner_id)
        async with desk.transaction() as tx:
            await desk.files.delete_file(tx, gone.id, owner_type="application", owner_id=owner_id)
        await desk.files.vault.settle()
        assert desk.on_disk() == [kept.id.hex]

    async def test_refuses_a_file_of_another_record(self, desk, owner_id):
        stored = await desk.attached(owner_id)
        with pytest.raises(NoSuchFile):
            async with desk.transaction() as tx:
                await desk.files.delete_file(
                    tx, stored.id, owner_type="application", owner_id=new_id()
                )


class TestDeleteStaged:
    async def test_removes_what_its_account_changed_its_mind_about(self, desk):
        staged = await desk.stage()
        async with desk.transaction() as tx:
            with pytest.raises(NoSuchFile):
                await desk.files.delete_staged(tx, staged.id, new_id())
            await desk.files.delete_staged(tx, staged.id, desk.student)
        await desk.files.vault.settle()
        assert desk.on_disk() == []


class TestSweepStaged:
    async def test_drops_what_nobody_used_for_a_day(self, desk, owner_id, parts, clock, database):
        await desk.stage()
        kept = await desk.attached(owner_id)
        clock.advance(DAY - SECOND)
        assert await sweep_staged(parts) == 0
        clock.advance(SECOND)
        assert await sweep_staged(parts) == 1
        assert await _rows(database) == [kept.id]
        assert desk.on_disk() == [kept.id.hex]

    async def test_a_file_is_attached_or_swept_but_never_both(self, desk, owner_id, parts, clock):
        staged = await desk.stage()
        async with desk.transaction() as tx:
            await desk.attach(tx, staged.id, owner_id)
            clock.advance(DAY + SECOND)
            assert await sweep_staged(parts) == 0  # the row is locked: passed over
        assert await sweep_staged(parts) == 0
        assert desk.on_disk() == [staged.id.hex]


class TestSweepOrphans:
    async def test_drops_what_a_crash_left_before_its_row(self, desk, parts, clock):
        crash.arm("file.after_move", act=_die)
        with pytest.raises(Died):
            await desk.receive()
        assert await sweep_orphans(parts) == 0  # its row may still come
        clock.advance(DAY + SECOND)
        assert await sweep_orphans(parts) == 1
        assert desk.on_disk() == []

    async def test_drops_what_was_never_written_to_its_end(self, desk, parts, clock):
        received = await desk.receive()
        [path] = list(desk.root.rglob(received.id.hex))
        path.rename(path.with_name(f"{path.name}.part"))
        clock.advance(DAY + SECOND)
        assert await sweep_orphans(parts) == 1
        assert desk.on_disk() == []

    async def test_keeps_what_a_row_knows(self, desk, owner_id, parts, clock):
        stored = await desk.attached(owner_id)
        clock.advance(DAY * 400)
        assert await sweep_orphans(parts) == 0
        assert desk.on_disk() == [stored.id.hex]
