"""Two full universities in one installation, built once a session and watched from the start."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from matrix.watching import Watch, watched_logs
from matrix.world import World, build_world
from zizhu.embedded.catalogue import SERVICES
from zizhu_testing.harness import installed
from zizhu_testing.postgres import PrivatePostgres


@pytest.fixture(scope="session")
async def world(
    postgres_server: PrivatePostgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """Checks rehearse in it: what they do is rolled back, so that its order does not matter."""
    folder: Path = tmp_path_factory.mktemp("universities")
    watch = Watch()
    with watched_logs(watch):
        async with installed(postgres_server, SERVICES, folder) as place:
            place.client.event_hooks["response"].append(watch.keep)
            world = await build_world(place, watch, folder)
            yield world
            await world.stage.close()
