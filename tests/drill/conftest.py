"""What drills share: a client that does not let go, and the programs of the main job."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from zizhu.embedded.demo.client import Person
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
