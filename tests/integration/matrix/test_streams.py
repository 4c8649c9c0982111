"""The live stream tells of the reader's own university and nothing else."""

from matrix.world import World
from zizhu.common.hints import Hint
from zizhu_testing.asgi import Client

STREAM = "/api/v1/notification/stream"


class TestTheStream:
    async def test_brings_hints_of_the_own_university_alone(self, world: World) -> None:
        reader = world.own.actors["admin"]
        hosted = world.place.assembly.hosted["notification"]
        exchange = Client(hosted.app).open("GET", STREAM, headers=reader.headers)
        exchange.give()
        assert (await exchange.next())["status"] == 200
        assert (await exchange.next())["body"] == b": open\n\n"
        hosted.parts.hints.tell(Hint("todos", world.foreign.id))
        hosted.parts.hints.tell(Hint("todos", world.own.id, role="dept"))
        hosted.parts.hints.tell(Hint("messages", world.own.id, role="school_admin"))
        assert (await exchange.next())["body"] == b'data: ["messages"]\n\n'
        exchange.leave()
        await exchange.ended()
        assert hosted.parts.hints.open_streams == 0

    async def test_is_closed_to_the_platform(self, world: World) -> None:
        answer = await world.place.get(STREAM, world.platform.headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
