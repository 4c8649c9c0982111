"""Dying at a named point: in the process that passes it, in the middle of an act.

`make test` takes a third of the points, more seeds take them all.
"""

import asyncio
import random

import pytest

from zizhu.common import crash
from zizhu_testing.acts import (
    OpenAccounts,
    OpenSchools,
    SendBrokenEvents,
    UploadBrokenWorkbooks,
    UploadPictures,
)
from zizhu_testing.backstage import comes_to_rest
from zizhu_testing.process import DIED_AT_POINT
from zizhu_testing.server import NotReady
from zizhu_testing.waiting import eventually

# Which process passes a point, in which act, and at which passing it may die at the latest.
PLACES = {
    "transaction.before_commit": ("identity", OpenAccounts, 30),
    "transaction.after_commit": ("identity", OpenAccounts, 30),
    "relay.before_publish": ("roster", OpenSchools, 3),
    "relay.after_publish": ("roster", OpenSchools, 3),
    "relay.after_confirm": ("roster", OpenSchools, 3),
    "inbox.before_commit": ("identity", OpenSchools, 3),
    "inbox.after_commit": ("identification", OpenSchools, 3),
    "failed.before_record": ("identity", SendBrokenEvents, 1),
    "failed.after_record": ("identity", SendBrokenEvents, 1),
    "audit.before_seal": ("roster", OpenSchools, 2),
    "audit.after_seal": ("roster", OpenSchools, 2),
    "file.before_move": ("identification", UploadPictures, 2),
    "file.after_move": ("identification", UploadPictures, 2),
    "job.before_commit": ("roster", UploadBrokenWorkbooks, 1),
    "job.after_commit": ("roster", UploadBrokenWorkbooks, 1),
}
THIRDS = 3


def pytest_generate_tests(metafunc):
    """The points of each seed: one third a seed, in an order that no name suggests."""
    if "point" in metafunc.fixturenames:
        seeds = metafunc.config.getoption("--seeds")
        shuffled = random.Random(1).sample(sorted(crash.POINTS), len(crash.POINTS))
        chosen = [point for at, point in enumerate(shuffled) if at % THIRDS < seeds]
        metafunc.parametrize("point", sorted(chosen))


def act_at(point, cluster, stubborn_admin, officer):
    service, kind, latest = PLACES[point]
    person = stubborn_admin if kind is OpenSchools else officer
    passing = random.Random(point).randint(1, latest)
    return service, kind(cluster, person), f"{point}:{passing}"


async def repeat(act, has_died):
    """Act until somebody died of it; the act that was under way then is finished."""
    while not has_died.is_set():
        await act.once()


async def start_armed(cluster, service, armed):
    """A process may pass the point before it answers; then it is dead by now."""
    await asyncio.to_thread(cluster.revive, service, armed)
    try:
        await asyncio.to_thread(cluster.process(service).wait_until_live)
    except NotReady:
        assert cluster.process(service).status == DIED_AT_POINT


class TestPlaces:
    def test_name_every_point(self):
        assert set(PLACES) == crash.POINTS


@pytest.mark.drill
class TestCrashPoint:
    async def test_loses_doubles_and_halves_nothing(self, cluster, stubborn_admin, officer, point):
        service, act, armed = act_at(point, cluster, stubborn_admin, officer)
        process, has_died = cluster.process(service), asyncio.Event()
        await start_armed(cluster, service, armed)
        async with asyncio.TaskGroup() as beside:
            beside.create_task(repeat(act, has_died))
            await eventually(lambda: process.status is not None, within=30)
            has_died.set()
            assert process.status == DIED_AT_POINT
            await asyncio.to_thread(cluster.revive, service)
        await act.check()
        await comes_to_rest(cluster)
