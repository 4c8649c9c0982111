"""Kill -9 at seeded random moments of every process, during the main job.

The oracle is outside: what the client's own journal says was acknowledged exists once; what was
not exists once or not at all, and never in part. Redis goes away too, and in even seeds PostgreSQL
and RabbitMQ.
"""

import asyncio
from contextlib import suppress
from datetime import date

import pytest

import main_job
import oracle
from zizhu.common.database import DatabaseAway
from zizhu.embedded.demo import people
from zizhu.embedded.demo.client import Refused
from zizhu.embedded.demo.stage import shares
from zizhu.embedded.demo.synthetic import identity_number
from zizhu_testing.backstage import comes_to_rest, reconcile
from zizhu_testing.chaos import POSTGRES, RABBIT, REDIS, Chaos
from zizhu_testing.stubborn import Unsure
from zizhu_testing.university import PASSWORD, stage_for
from zizhu_testing.waiting import eventually

# One seed is over in a minute; of many, one of either kind is a university of five hundred.
FEW, SOME, MANY = 100, 150, 500
LARGE_SEEDS = (1, 2)
BEFORE_WRITERS = 3  # the register has to be there: writers open accounts for a college of it
STEPS = (*main_job.STEPS, *main_job.AFTER_PUBLICITY)


class Writer:
    """Opens staff accounts one after the other; an impatient one never repeats a lost request."""

    def __init__(self, stage, person, tag, order):
        self.stage, self.person, self.tag, self.order = stage, person, tag, order
        self.acknowledged: list[str] = []
        self.unknown: list[str] = []

    async def run(self, stopping):
        tree = await self.person.get("/roster/tree")
        scope = [{"college_id": tree[0]["id"], "year": 2023}]
        number = 0
        while not stopping.is_set():
            number += 1
            login = f"{self.tag}{number}"
            account = {
                "login": login,
                "name": "林示例",
                "phone": f"1380{self.order:01d}{number:06d}",
                "document_number": identity_number(date(1975 + self.order, 1, 1), number),
                "scope": scope,
            }
            try:
                await self.person.post("/identity/accounts", account)
            except Unsure:
                self.unknown.append(login)
            except Refused as refusal:
                if self.person.is_patient or refusal.status != 503:
                    raise
            else:
                self.acknowledged.append(login)
            await pace(stopping)


async def pace(stopping):
    """About ten accounts a second: load, and not a flood."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), 0.1)


async def writer_for(stage, *, is_patient):
    person = await stage.platform.sign_in(stage.admin_login, PASSWORD)
    person.is_patient = is_patient
    name = "patient" if is_patient else "impatient"
    return Writer(stage, person, f"{stage.university.tag}{name}", int(is_patient))


async def go_on(stage, chaos):
    """More students activate until everybody who can die has died."""
    left = (one for one in stage.university.students if one.document not in stage.pupils)
    for some in shares(list(left), 5):
        if chaos.is_round_done:
            return
        await people.activate_students(stage, some)


@pytest.fixture
async def stage(stubborn, stubborn_admin, drill_seed, pytestconfig):
    count = FEW
    if pytestconfig.getoption("--seeds") > 1:
        count = MANY if drill_seed in LARGE_SEEDS else SOME
    return stage_for(stubborn, stubborn_admin, students=count, seed=600 + drill_seed)


async def arrival(cluster):
    """Wait until the register reached the others: identity sends no code to strangers."""

    async def has_arrived():
        try:
            return not await reconcile(cluster)
        except DatabaseAway:
            return False

    await eventually(has_arrived, within=60)


async def work(cluster, stage, chaos):
    """Do the main job with two writers beside it; return the writers."""
    stopping = asyncio.Event()
    for name, step in STEPS[:BEFORE_WRITERS]:
        with stage.step(name):
            await step(stage)
    await arrival(cluster)
    writers = [await writer_for(stage, is_patient=patient) for patient in (True, False)]
    async with asyncio.TaskGroup() as beside:
        for writer in writers:
            beside.create_task(writer.run(stopping))
        for name, step in STEPS[BEFORE_WRITERS:]:
            chaos.strike()
            with stage.step(name):
                await step(stage)
        await go_on(stage, chaos)
        stopping.set()
    return writers


@pytest.mark.drill
class TestKill:
    @pytest.mark.timeout(1200)
    async def test_loses_doubles_and_halves_nothing(self, cluster, stage, drill_seed, capsys):
        servers = (REDIS,) if drill_seed % 2 else (REDIS, POSTGRES, RABBIT)
        chaos = Chaos(cluster, drill_seed, servers=servers)
        await asyncio.to_thread(chaos.start)
        try:
            writers = await work(cluster, stage, chaos)
        finally:
            await asyncio.to_thread(chaos.stop)
        assert chaos.is_round_done
        await comes_to_rest(cluster)
        await oracle.check_everything(cluster, stage, writers)
        with capsys.disabled():
            print(told(drill_seed, chaos, stage, writers))


def told(seed, chaos, stage, writers):
    journal = stage.platform.journal
    unknown = sum(len(writer.unknown) for writer in writers)
    seconds = {name: round(spent, 1) for name, spent in stage.seconds}
    return (
        f"\nseed {seed}: {stage.totals}, seconds {seconds}, killed {dict(chaos.killed)}, "
        f"{len(journal.acknowledged)} acknowledged, {unknown} unknown, {dict(journal.counts)}"
    )
