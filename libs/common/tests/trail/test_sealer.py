import asyncio
from dataclasses import replace

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from zizhu.common import crash
from zizhu.common.settings import Profile, ServiceSettings
from zizhu.common.tables import audit_line
from zizhu.common.trail.anchors import read_anchors
from zizhu.common.trail.chain import SEALED_COLUMNS
from zizhu.common.trail.sealer import BATCH, anchor_head, sealing


class Died(BaseException):
    """Stands for the process being gone."""


def _die():
    raise Died


class TestSealing:
    async def test_gives_each_line_one_position_from_one_on(self, trail):
        await trail.write(3)
        assert await trail.sealer.pass_once() == 3
        assert await trail.positions() == [(1, 1), (2, 2), (3, 3)]
        assert await trail.sealer.pass_once() == 0

    async def test_goes_on_where_it_ended(self, trail):
        await trail.sealed(2)
        await trail.sealed(2)
        assert await trail.positions() == [(1, 1), (2, 2), (3, 3), (4, 4)]
        assert await trail.problems() == []

    async def test_seals_a_line_that_was_committed_late_after_its_elders(self, trail):
        late = trail.transaction()
        async with late as tx:
            tx.record("slow.act", of="thing", object_id="1")
            await tx.flush()  # draws number 1 and stays open
            await trail.write(2)
            assert await trail.sealer.pass_once() == 2
            for _ in range(3):
                assert await trail.sealer.pass_once() == 0
        assert await trail.sealer.pass_once() == 1
        assert await trail.positions() == [(1, 2), (2, 3), (3, 1)]
        assert await trail.problems() == []

    async def test_passes_over_numbers_that_were_rolled_back(self, trail):
        with pytest.raises(Died):
            await trail.fail(Died)
        await trail.sealed(1)
        assert await trail.positions() == [(1, 2)]

    async def test_looks_only_above_what_can_still_appear(self, trail):
        await trail.sealed(3)
        assert trail.sealer._settled == 0
        await trail.sealer.pass_once()
        assert trail.sealer._settled == 3
        async with trail.transaction() as tx:
            tx.record("slow.act", of="thing", object_id="1")
            await tx.flush()
            await trail.write(1)
            await trail.sealer.pass_once()
            await trail.sealer.pass_once()
            assert trail.sealer._settled == 3  # number 4 may still come
        await trail.sealer.pass_once()
        await trail.sealer.pass_once()
        assert trail.sealer._settled == 5
        assert len(await trail.positions()) == 5

    async def test_is_not_led_astray_by_a_number_far_ahead(self, trail):
        await trail.tamper(
            "INSERT INTO audit_line (seq, id, at, action, object_type, object_id, result) "
            "OVERRIDING SYSTEM VALUE "
            "VALUES (1000000, gen_random_uuid(), now(), 'a', 'b', 'c', 'ok')"
        )
        for _ in range(3):
            await trail.sealer.pass_once()
        await trail.sealed(2)
        assert await trail.positions() == [(1, 1_000_000), (2, 1), (3, 2)]

    async def test_starts_over_when_an_older_state_was_restored(self, trail):
        await trail.sealed(3)
        await trail.sealer.pass_once()
        await trail.tamper("TRUNCATE audit_line, audit_seal RESTART IDENTITY")
        await trail.write(1)
        assert await trail.sealer.pass_once() == 1

    async def test_seals_more_than_a_batch(self, trail):
        await trail.tamper(
            "INSERT INTO audit_line (id, at, action, object_type, object_id, result) "
            "SELECT gen_random_uuid(), now(), 'a', 'b', n::text, 'ok' "
            "FROM generate_series(1, :count) n",
            count=2 * BATCH + 1,
        )
        assert await trail.sealer.pass_once() == 2 * BATCH + 1
        assert await trail.problems() == []

    def test_covers_every_column_but_the_details(self):
        covered = {column.name for column in SEALED_COLUMNS}
        assert {column.name for column in audit_line.columns} - covered == {"details"}


class TestRace:
    async def test_two_sealers_make_one_chain(self, trail):
        other = trail.another_sealer()
        for _ in range(3):
            await trail.write(5)
            await asyncio.gather(trail.sealer.pass_once(), other.pass_once())
        await trail.sealer.pass_once()
        await other.pass_once()
        assert [position for position, _ in await trail.positions()] == list(range(1, 16))
        assert await trail.problems() == []

    async def test_writers_and_sealer_at_once_leave_no_line_out(self, trail):
        async def write():
            for _ in range(10):
                await trail.write(2)

        async def seal():
            while not done.is_set():
                await trail.sealer.pass_once()

        done = asyncio.Event()
        sealing_task = asyncio.create_task(seal())
        await asyncio.gather(*(write() for _ in range(4)))
        done.set()
        await sealing_task
        await trail.sealer.pass_once()
        assert len(await trail.positions()) == 80
        assert await trail.problems() == []

    async def test_only_the_holder_of_the_lease_seals(self, trail):
        await trail.sealed(1)
        await trail.write(1)
        assert await trail.another_sealer().pass_once() == 0
        assert await trail.sealer.pass_once() == 1

    async def test_another_takes_over_when_the_holder_has_stopped(self, trail):
        stopping = asyncio.Event()
        stopping.set()
        await trail.sealed(1)
        await trail.write(1)
        await trail.sealer.run(stopping)  # seals what is left, and lets go
        await trail.write(1)
        assert await trail.another_sealer().pass_once() == 1


class TestCrash:
    async def test_before_the_commit_nothing_is_sealed(self, trail):
        await trail.write(3)
        crash.arm("audit.before_seal", act=_die)
        with pytest.raises(Died):
            await trail.sealer.pass_once()
        assert await trail.positions() == []
        assert await trail.another_sealer().pass_once() == 3
        assert await trail.problems() == []

    async def test_after_the_commit_nothing_is_sealed_twice(self, trail):
        await trail.write(3)
        crash.arm("audit.after_seal", act=_die)
        with pytest.raises(Died):
            await trail.sealer.pass_once()
        assert await trail.sealer.pass_once() == 0
        await trail.sealed(1)
        assert await trail.problems() == []


class TestRoles:
    @pytest.mark.parametrize(
        ("role", "statement"),
        [
            ("sealer", "UPDATE audit_line SET action = 'x'"),
            ("sealer", "DELETE FROM audit_seal"),
            ("sealer", "UPDATE audit_seal SET seal = 'x'"),
            ("sealer", "SELECT * FROM outbox"),
            ("service", "UPDATE audit_line SET details = NULL"),
            ("service", "DELETE FROM audit_line"),
            ("service", "INSERT INTO audit_seal (position) VALUES (1)"),
        ],
    )
    async def test_neither_role_may_change_the_past(self, trail, role, statement):
        async with trail.databases[role].transaction() as tx:
            with pytest.raises(ProgrammingError) as refused:
                await tx.session.execute(text(statement))
            assert isinstance(refused.value.orig.__cause__, asyncpg.InsufficientPrivilegeError)
            await tx.session.rollback()


class TestAnchorHead:
    async def test_appends_the_head_of_the_chain(self, trail, tmp_path):
        path = tmp_path / "far" / "anchors.jsonl"
        parts = replace(
            trail.parts,
            settings=ServiceSettings(profile=Profile.TEST, anchor_path=path),
            database=trail.databases["sealer"],
        )
        await anchor_head(parts)
        assert read_anchors(path, "trial") == []  # there is no chain yet
        await trail.sealed(2)
        await anchor_head(parts)
        await trail.sealed(1)
        await anchor_head(parts)
        anchors = read_anchors(path, "trial")
        assert [anchor.position for anchor in anchors] == [2, 3]
        assert read_anchors(path, "other") == []
        assert await trail.problems(anchors) == []


class TestSealingParts:
    def test_there_is_no_sealer_without_its_role(self, parts):
        assert sealing(parts) is None

    async def test_connects_as_the_sealer(self, parts, trial):
        settings = ServiceSettings(profile=Profile.TEST, sealer_database_url=trial.dsn("sealer"))
        found = sealing(replace(parts, settings=settings))
        assert found is not None
        assert await found.database.is_ready()
        assert found.database is not parts.database
        await found.database.close()
