"""A server goes away and comes back: what users see meanwhile, and that nothing is lost by it."""

import asyncio
from contextlib import asynccontextmanager, suppress

import aiohttp
import pytest

from zizhu_testing.acts import OpenAccounts, OpenSchools
from zizhu_testing.backstage import comes_to_rest
from zizhu_testing.waiting import eventually

ASKED = (
    ("GET", "/roster/tree"),
    ("GET", "/identity/sessions"),
    ("GET", "/identification/campaigns"),
    ("GET", "/notification/todos"),
)

FEW = 5

# A service that never saw a token's key cannot ask identity for it either.
AWAY = ("database_away", "keys_away")


@pytest.fixture
def absence(pytestconfig):
    """Seconds: a minute, and in `make test` a moment."""
    return 60.0 if pytestconfig.getoption("--seeds") > 1 else 5.0


@asynccontextmanager
async def away(server):
    await asyncio.to_thread(server.stop)
    try:
        yield
    finally:
        await asyncio.to_thread(server.start)


async def answer(person, method, path):
    """One request without patience: status, Retry-After and code."""
    url = f"{person.platform.url}/api/v1{path}"
    headers = {"Authorization": f"Bearer {person.token}"}
    async with aiohttp.ClientSession() as http, http.request(method, url, headers=headers) as got:
        problem = await got.json()
        code = problem.get("code") if isinstance(problem, dict) else None
        return got.status, got.headers.get("Retry-After"), code


async def missing(cluster):
    """What each service says it lacks, and whether the gateway calls the whole ready."""
    status, page = await asyncio.to_thread(cluster.ask, "/health/ready")
    return status, {name: tuple(said["missing"]) for name, said in page["services"].items()}


def everywhere(cluster, name):
    return {service: (name,) for service in cluster.processes if service != "gateway"}


async def go_on(act, seconds):
    """Act at leisure for so long, and a few times at least."""
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, over.set)
    while not over.is_set() or len(act.acknowledged) < FEW:
        await act.once()
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), 0.5)


async def repeat(act, stopping):
    while not stopping.is_set():
        await act.once()


@pytest.mark.drill
class TestPostgresAway:
    @pytest.mark.timeout(300)
    async def test_requests_wait_and_nothing_is_lost(self, healed, officer, absence):
        act, stopping = OpenAccounts(healed, officer), asyncio.Event()
        async with asyncio.TaskGroup() as beside:
            beside.create_task(repeat(act, stopping))
            await eventually(lambda: act.acknowledged, within=30)
            async with away(healed.postgres):
                await self.check_refusals(
                    healed, officer, until=asyncio.get_running_loop().time() + absence
                )
            before = len(act.acknowledged)
            await eventually(lambda: len(act.acknowledged) > before, within=60)
            stopping.set()
        assert all(process.status is None for process in healed.processes.values())
        await act.check()
        await comes_to_rest(healed)

    async def check_refusals(self, cluster, officer, *, until):
        """Every service says 503 and when to come back, for as long as the database is away."""
        over = asyncio.Event()
        asyncio.get_running_loop().call_at(until, over.set)
        while not over.is_set():
            for method, path in ASKED:
                status, retry_after, code = await answer(officer, method, path)
                assert status == 503, (path, status, code)
                assert code in AWAY
                assert int(retry_after) > 0
            assert await missing(cluster) == (503, everywhere(cluster, "database"))
            with suppress(TimeoutError):  # users do not hammer, and the gateway would not let them
                await asyncio.wait_for(over.wait(), 0.5)


@pytest.mark.drill
class TestRabbitAway:
    async def test_writes_go_on_and_their_events_follow(self, healed, stubborn_admin, absence):
        act = OpenSchools(healed, stubborn_admin)
        await asyncio.to_thread(healed.rabbit.settle)
        async with away(healed.rabbit):
            await go_on(act, absence)

            async def is_named():
                return await missing(healed) == (200, everywhere(healed, "bus"))

            await eventually(is_named, within=20)
        assert stubborn_admin.journal.counts["unsure"] == 0
        await act.check()
        await comes_to_rest(healed)
        _, lacking = await missing(healed)
        assert not any(lacking.values())


@pytest.mark.drill
class TestRedisAway:
    async def test_everything_goes_on(self, healed, officer, absence):
        act = OpenAccounts(healed, officer)
        async with away(healed.redis):
            await go_on(act, absence)

            async def is_named():
                return await missing(healed) == (200, everywhere(healed, "cache"))

            await eventually(is_named, within=20)
            _, page = await asyncio.to_thread(healed.ask, "/health/ready")
            assert not page["shared_limits"]
        assert officer.journal.counts["unsure"] == 0
        await act.check()
        await comes_to_rest(healed)
