"""Kill -9 at seeded random moments of every process, during the main job.

The oracle is outside: what the client's own journal says was acknowledged exists once; what was
not exists once or not at all, and never in part. Even seeds kill PostgreSQL and RabbitMQ too.
"""

import asyncio
from contextlib import suppress
from datetime import date

import pytest

import filing
from zizhu.common.database import DatabaseAway
from zizhu.embedded.demo import people
from zizhu.embedded.demo.client import Refused
from zizhu.embedded.demo.stage import each, pages, shares
from zizhu.embedded.demo.synthetic import identity_number
from zizhu_testing.backstage import comes_to_rest, reconcile
from zizhu_testing.chaos import POSTGRES, RABBIT, Chaos
from zizhu_testing.stubborn import Unsure
from zizhu_testing.university import PASSWORD, stage_for
from zizhu_testing.waiting import eventually

STUDENTS = 100
STEPS = (
    people.open_school,
    people.import_students,
    people.import_staff,
    filing.open_round,
    filing.file_forms,
)


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
async def stage(stubborn, stubborn_admin, drill_seed):
    return stage_for(stubborn, stubborn_admin, students=STUDENTS, seed=600 + drill_seed)


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
    for step in STEPS[:3]:
        await step(stage)
    await arrival(cluster)
    writers = [await writer_for(stage, is_patient=patient) for patient in (True, False)]
    async with asyncio.TaskGroup() as beside:
        for writer in writers:
            beside.create_task(writer.run(stopping))
        for step in STEPS[3:]:
            await step(stage)
        await go_on(stage, chaos)
        stopping.set()
    return writers


async def check_register(stage):
    found = await pages(stage.officer, "/roster/students")
    assert sorted(one["student_number"] for one in found) == sorted(
        one.number for one in stage.university.students
    )


async def check_accounts(stage, writers):
    found = await people._accounts(stage.officer)
    logins = [one["login"] for one in found]
    assert len(logins) == len(set(logins))
    staff = {one.login for one in stage.university.staff}
    written = {login for writer in writers for login in writer.acknowledged}
    unknown = {login for writer in writers for login in writer.unknown}
    assert staff | written <= set(logins)
    assert set(logins) - staff - written - {stage.admin_login} <= unknown
    assert all(len(one["posts"]) == 1 for one in found)


async def check_students(cluster, stage):
    """Each acknowledged activation is an account that signs in; no student has two."""
    await each(stage.pupils, lambda document: sign_in_again(stage, document), at_once=8)
    doubled = cluster.run_sql(
        "identity",
        "SELECT student_id FROM account WHERE student_id IS NOT NULL "
        "GROUP BY student_id HAVING count(*) > 1",
    )
    assert doubled == ""


async def sign_in_again(stage, document):
    person = await stage.platform.sign_in(stage.student(document).phone, PASSWORD)
    assert person.session["post"]["role"] == "student"


async def check_forms(stage):
    """Each form holds what its owner sent last, and was handed in once."""
    applicants, panel = filing.choose_people(stage)
    path = f"{filing.ROUND}/{stage.campaign_id}/form"

    async def check(student):
        shown = await stage.pupils[student.document].get(path)
        assert shown["fill"] == "submitted"
        if student in applicants:
            sent = filing.form_of(student, seed=1)
            assert shown["form"]["answers"].keys() >= sent["answers"].keys()
            assert len(shown["form"]["members"]) == len(sent["members"])

    await each([*applicants, *panel], check, at_once=8)


@pytest.mark.drill
class TestKill:
    @pytest.mark.timeout(600)
    async def test_loses_doubles_and_halves_nothing(self, cluster, stage, drill_seed, capsys):
        servers = () if drill_seed % 2 else (POSTGRES, RABBIT)
        chaos = Chaos(cluster, drill_seed, servers=servers)
        await asyncio.to_thread(chaos.start)
        try:
            writers = await work(cluster, stage, chaos)
        finally:
            await asyncio.to_thread(chaos.stop)
        await comes_to_rest(cluster)

        await check_register(stage)
        await check_accounts(stage, writers)
        await check_students(cluster, stage)
        await check_forms(stage)
        journal = stage.platform.journal
        with capsys.disabled():
            print(
                f"\nseed {drill_seed}: killed {dict(chaos.killed)}, "
                f"{len(journal.acknowledged)} acknowledged, "
                f"{sum(len(writer.unknown) for writer in writers)} unknown, "
                f"{dict(journal.counts)}"
            )
