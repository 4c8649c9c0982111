"""What drills share: a client that does not let go, and the programs of the main job."""

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from zizhu.embedded.demo.client import Person
from zizhu.embedded.demo.stage import Stage
from zizhu_testing.cluster import Cluster
from zizhu_testing.stubborn import StubbornPerson, StubbornPlatform
from zizhu_testing.university import LOGIN, PASSWORD

sys.path.append(str(Path(__file__).parents[2] / "examples"))  # the main job is a program


@pytest.fixture
async def stubborn(cluster: Cluster) -> AsyncIterator[StubbornPlatform]:
    """A platform whose journal begins empty."""
    async with StubbornPlatform.at(cluster.url) as platform:
        yield platform


@pytest.fixture
async def stubborn_admin(stubborn: StubbornPlatform, platform_admin: Person) -> StubbornPerson:
    return await stubborn.sign_in(LOGIN, PASSWORD)


@pytest.fixture
async def officer(stubborn: StubbornPlatform, university: Stage) -> StubbornPerson:
    """The university's own account, at a client that does not let go."""
    return await stubborn.sign_in(university.admin_login, university.password)


@pytest.fixture
def healed(cluster: Cluster) -> Iterator[Cluster]:
    """A cluster of which anything may be stopped: it is whole again afterwards."""
    yield cluster
    cluster.heal()
