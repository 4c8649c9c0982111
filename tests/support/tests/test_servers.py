"""The throw-away servers keep their address and what was acknowledged, over stop and kill."""

import asyncpg
import pytest
from aio_pika import DeliveryMode, Message, connect
from redis.asyncio import Redis

from zizhu_testing import Missing, PrivatePostgres, PrivateRedis
from zizhu_testing.server import binary, free_ports


async def ask(dsn: str, statement: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


class TestPostgres:
    async def test_keeps_a_commit_over_a_kill(self):
        async with PrivatePostgres() as server:
            await ask(server.url, "CREATE TABLE kept AS SELECT 7 AS n")
            server.kill()
            with pytest.raises(OSError, match=r"No such file|refused"):
                await ask(server.url, "SELECT 1")
            server.start()
            assert await ask(server.url, "SELECT n FROM kept") == 7

    async def test_stops_and_starts_under_the_same_address(self):
        async with PrivatePostgres() as server:
            before = server.url
            server.stop()
            server.start()
            assert server.url == before
            assert await ask(server.url, "SELECT 1") == 1


class TestFreshDatabase:
    async def test_is_empty_and_ordered_by_code_point(self, fresh_database):
        dsn = fresh_database("roster").owner_dsn
        tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        assert await ask(dsn, tables) == 0
        assert await ask(dsn, "SELECT 'a' > 'B'") is True

    async def test_each_one_is_another(self, fresh_database):
        assert fresh_database("roster").name != fresh_database("roster").name

    async def test_only_the_owner_may_make_tables(self, fresh_database):
        database = fresh_database("roster")
        await ask(database.owner_dsn, "CREATE TABLE t (n int)")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await ask(database.service_dsn, "CREATE TABLE u (n int)")

    async def test_the_roles_are_no_others(self, fresh_database):
        roles = "SELECT array[rolsuper, rolbypassrls] FROM pg_roles WHERE rolname = current_user"
        database = fresh_database("roster")
        assert await ask(database.owner_dsn, roles) == [False, True]
        assert await ask(database.service_dsn, roles) == [False, False]
        assert await ask(database.sealer_dsn, roles) == [False, False]

    async def test_one_service_cannot_enter_the_database_of_another(self, fresh_database):
        roster, identity = fresh_database("roster"), fresh_database("identity")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await ask(identity.service_dsn.replace(identity.name, roster.name), "SELECT 1")

    async def test_a_copy_holds_what_the_template_holds(self, fresh_database):
        template = fresh_database("roster")
        await ask(template.owner_dsn, "CREATE TABLE t AS SELECT 5 AS n")
        copy = fresh_database("roster", template=template.name)
        assert await ask(copy.owner_dsn, "SELECT n FROM t") == 5


class TestRabbit:
    async def test_keeps_a_confirmed_message_over_a_kill(self, private_rabbit):
        url = private_rabbit.create_vhost("kept")
        await put(url, b"first")
        private_rabbit.settle()
        private_rabbit.kill()
        private_rabbit.start()
        assert await take(url) == b"first"

    async def test_stands_beside_another(self, private_rabbit, rabbitmq_server, amqp_url):
        await put(private_rabbit.url, b"there")
        await put(amqp_url, b"here")
        assert await take(amqp_url) == b"here"
        assert private_rabbit.url != rabbitmq_server.url

    async def test_a_virtual_host_is_empty(self, amqp_url, rabbitmq_server):
        vhost = amqp_url.rsplit("/", 1)[1]
        assert rabbitmq_server.manage("GET", f"/api/queues/{vhost}") == []


async def put(url: str, body: bytes) -> None:
    async with await connect(url) as connection:
        channel = await connection.channel()
        await channel.declare_queue("q", durable=True, arguments={"x-queue-type": "quorum"})
        message = Message(body, delivery_mode=DeliveryMode.PERSISTENT)
        await channel.default_exchange.publish(message, "q")


async def take(url: str) -> bytes:
    async with await connect(url) as connection:
        channel = await connection.channel()
        queue = await channel.get_queue("q")
        message = await queue.get()
        await message.ack()
        return message.body


class TestRedis:
    async def test_is_empty_for_each_test(self, redis_url, redis_server):
        async with Redis.from_url(redis_url) as redis:
            await redis.set("a", "1")
            redis_server.flush()
            assert await redis.get("a") is None

    async def test_forgets_when_it_is_killed(self):
        async with PrivateRedis() as server:
            async with Redis.from_url(server.url) as redis:
                await redis.set("a", "1")
            server.kill()
            server.start()
            async with Redis.from_url(server.url) as redis:
                assert await redis.get("a") is None


class TestMissing:
    def test_says_what_to_do(self):
        with pytest.raises(Missing, match=r"ensure_servers\.sh"):
            binary("no-such-server")


class TestFreePorts:
    def test_are_different_and_not_those_of_outgoing_connections(self):
        ports = free_ports(50)
        assert len(set(ports)) == 50
        assert max(ports) < 32_768


class TestDrillSeed:
    def test_is_a_number_that_the_name_of_the_test_shows(self, drill_seed, request):
        assert f"seed{drill_seed}" in request.node.name
