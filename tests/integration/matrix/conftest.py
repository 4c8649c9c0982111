"""The world of the matrix, built once a session."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from matrix.world import World, build_world
from zizhu.embedded.catalogue import SERVICES
from zizhu_testing.harness import installed
from zizhu_testing.postgres import PrivatePostgres


@pytest.fixture(scope="session")
async def world(
    postgres_server: PrivatePostgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    folder: Path = tmp_path_factory.mktemp("matrix")
    async with installed(postgres_server, SERVICES, folder) as place:
        world = await build_world(place)
        yield world
        await world.stage.close()
