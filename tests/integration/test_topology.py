"""Every service as a process of its own, over PostgreSQL, RabbitMQ and Redis."""

import asyncio

from zizhu.embedded.demo.stage import pages
from zizhu_testing.backstage import comes_to_rest, reconcile, resync
from zizhu_testing.waiting import eventually


class TestTopology:
    async def test_is_ready_with_everything_it_stands_on(self, cluster):
        async def is_whole():
            status, page = await asyncio.to_thread(cluster.ask, "/health/ready")
            missing = [service["missing"] for service in page["services"].values()]
            return status == 200 and not any(missing) and page["shared_limits"]

        await eventually(is_whole, within=10)  # what the page says may be a second old


class TestUniversity:
    async def test_opens_its_account_from_the_event(self, university):
        school = await university.officer.get("/roster/school")
        assert school["id"] == university.school_id

    async def test_has_every_student_once(self, university):
        found = await pages(university.officer, "/roster/students")
        assert sorted(one["student_number"] for one in found) == sorted(
            one.number for one in university.university.students
        )

    async def test_is_the_same_in_every_service(self, cluster, university):
        await comes_to_rest(cluster)


class TestResync:
    async def test_fills_a_projection_that_was_lost(self, cluster, university):
        await comes_to_rest(cluster)
        cluster.run_sql("identification", "DELETE FROM student", "DELETE FROM unit")
        apart = await reconcile(cluster)
        assert {line.split()[0] for line in apart} == {"students", "units"}

        assert await resync(cluster, "roster", to="identification")

        async def is_whole() -> bool:
            return not await reconcile(cluster)

        await eventually(is_whole, within=30)
        await comes_to_rest(cluster)
