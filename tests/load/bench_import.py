"""An import against the bare floor, by stage: `python tests/load/bench_import.py 50000`.

The floor is what nobody can go below: the workbook parsed and its texts copied into a table. Both
are measured in the same run, on the same server; nothing here asserts a time.
"""

import asyncio
import gc
import io
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import asyncpg
import structlog
from python_calamine import load_workbook

from zizhu.common.audit import Actor
from zizhu.common.auth import Role, Scope
from zizhu.common.ids import new_id
from zizhu.common.imports.flow import Upload
from zizhu.common.imports.vault import ImportVault
from zizhu.common.workbook.read import read_table_async
from zizhu.contracts.roster import BulkStarted
from zizhu.embedded.demo.synthetic import University
from zizhu.roster.app import SERVICE
from zizhu.roster.domain.importing import ImportKind
from zizhu.roster.domain.matching import KnownStudents
from zizhu.roster.domain.places import Tree
from zizhu.roster.domain.rows import RowChecker
from zizhu.roster.domain.staging import stage
from zizhu.roster.repository import bulk, register
from zizhu.roster.repository.imports import IMPORTS
from zizhu.roster.service.announce import announce_units, announce_written
from zizhu.roster.service.checking import check_rows, match_rows
from zizhu.roster.service.imports import start_import
from zizhu.roster.service.making import COPIED, Maker, Order
from zizhu.roster.service.making_process import making
from zizhu.roster.service.waiting import load_waiting, lock_staged
from zizhu_testing import PrivatePostgres
from zizhu_testing.harness import Place, installed

RUNS = 3


class Clock:
    """Seconds by stage; of several runs the best counts, because others share the machine."""

    def __init__(self) -> None:
        self.best: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        gc.collect()
        started = time.perf_counter()
        yield
        self.best[name] = min(self.best.get(name, 1e9), time.perf_counter() - started)


async def floor(clock: Clock, data: bytes, postgres: PrivatePostgres) -> None:
    """Parse with calamine, COPY eleven texts a row."""
    with clock.stage("floor: read"):
        rows = list(load_workbook(io.BytesIO(data)).get_sheet_by_index(0).iter_rows())[2:]
    connection = await asyncpg.connect(postgres.url)
    try:
        columns = ", ".join(f"c{at} text" for at in range(11))
        await connection.execute(f"DROP TABLE IF EXISTS bare; CREATE TABLE bare ({columns})")
        with clock.stage("floor: copy"):
            await connection.copy_records_to_table("bare", records=rows)
    finally:
        await connection.close()


async def open_school(place: Place, number: int) -> UUID:
    draft = {
        "code": f"9{number:04}",
        "name": "甲乙大学",
        "admin_login": f"school{number}",
        "admin_name": "林测试",
        "admin_phone": "13800000001",
    }
    headers = place.token(Role.PLATFORM_ADMIN)
    answer = await place.post("/api/v1/roster/schools", headers, json=draft)
    return UUID(answer.json()["id"])


async def by_stage(clock: Clock, data: bytes, place: Place, school: UUID) -> None:
    """The stages of both jobs, one after the other, and nothing kept."""
    parts = place.parts("roster")
    kind = ImportKind.STUDENTS
    with clock.stage("read"):
        table = await read_table_async(data, columns=kind.template.columns)
    checker = RowChecker(parts.business.now().date())
    with clock.stage("check"):
        rows = check_rows(checker, table.rows, {}, parts.keys)
        matched = match_rows(kind, rows, KnownStudents.of([]), Tree(()), checker)
    now = parts.machine.now()
    async with parts.database.transaction(school, actor=Actor(new_id())) as tx:
        upload = Upload("bench.xlsx", data)
        one = await start_import(
            tx, parts.keys, Scope(school), upload, kind=kind, import_id=new_id(), now=now
        )
    vault = ImportVault(parts.keys.ring, IMPORTS, one)
    with clock.stage("stage"):
        async with parts.database.transaction(school) as tx:
            for seq, locked in lock_staged(vault, stage(matched), ()):
                await vault.put(tx, seq, locked)
        async with parts.database.transaction(school) as tx:
            waiting = await load_waiting(tx, vault)
    tree = Tree(())
    places = [tree.grow(names, new_id) for names in waiting.places]
    order = Order(parts.keys.ring, parts.keys.public, school, now, places)
    with clock.stage("encrypt, seal, events"):
        maker = Maker(order)
        made = [maker.make(packed) for packed in waiting.new]
    with clock.stage("the same in a process"):
        async with making(waiting.new) as make:
            made = [some async for some in make(order)]
    with clock.stage("commit: rows"):
        async with parts.database.transaction(school) as tx:
            await register.add_units(tx, school, tree.grown)
            for some in made:
                await bulk.insert_copied(tx, COPIED, some.rows)
            await IMPORTS.drop_parts(tx, one.id)
    with clock.stage("commit: events"):
        async with parts.database.transaction(school) as tx:
            announce_units(tx, school, tree.grown, 1)
            for some in made:
                await announce_written(tx, school, some.events, 1)
            tx.announce(BulkStarted(job_id=one.id, kind="import"), subject=one.id, version=1)
    with clock.stage("publish (no reader)"):
        await place.assembly.hosted["roster"].runtime.relay.drain()


async def whole(clock: Clock, data: bytes, place: Place, school: UUID) -> None:
    """Both jobs as they run, from the upload to the commit, without the officer's thinking."""
    headers = place.token(Role.SCHOOL_ADMIN, school)
    path = "/api/v1/roster/students/imports"
    workshop = place.assembly.hosted["roster"].runtime.workshop
    with clock.stage("whole: upload"):
        answer = await place.post(path, headers, files={"file": ("bench.xlsx", data)})
    own = f"{path}/{answer.json()['id']}"
    for name, state in (("check", "checked"), ("commit", "committed")):
        with clock.stage(f"whole: {name}"):
            while (await place.get(own, headers)).json()["state"] != state:
                if not await workshop.pass_once():
                    await asyncio.sleep(0.01)  # the background took the job first
        if state == "checked":
            await place.post(f"{own}/commit", headers, json={"choice": "all_or_nothing"})


def report(clock: Clock, count: int) -> None:
    best = clock.best
    bare = best["floor: read"] + best["floor: copy"]
    print(f"\n{count} rows, best of {RUNS}; floor {bare:.2f} s")
    print(f"{'stage':<22}{'seconds':>9}{'× floor':>9}")
    for name, seconds in best.items():
        print(f"{name:<22}{seconds:>9.2f}{seconds / bare:>9.2f}")
    total = sum(seconds for name, seconds in best.items() if name.startswith("whole"))
    print(f"{'upload to commit':<22}{total:>9.2f}{total / bare:>9.2f}")


async def main(count: int) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    data = University(count).student_workbook()
    clock = Clock()
    with PrivatePostgres() as postgres:
        async with installed(postgres, [SERVICE], Path(tempfile.mkdtemp())) as place:
            for run in range(RUNS):
                await floor(clock, data, postgres)
                await by_stage(clock, data, place, await open_school(place, 2 * run))
                await whole(clock, data, place, await open_school(place, 2 * run + 1))
    report(clock, count)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000))
