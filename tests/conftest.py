"""What integration tests and drills share: one cluster a session, and a university at it."""

from collections.abc import AsyncIterator

import pytest

from zizhu.embedded.demo import people
from zizhu.embedded.demo.client import Person, Platform
from zizhu.embedded.demo.stage import Stage
from zizhu_testing.cluster import Cluster
from zizhu_testing.university import administrator, stage_for

STUDENTS = 100


@pytest.fixture(scope="session")
async def platform(cluster: Cluster) -> AsyncIterator[Platform]:
    async with Platform.at(cluster.url) as platform:
        yield platform


@pytest.fixture(scope="session")
async def platform_admin(cluster: Cluster, platform: Platform) -> Person:
    return await administrator(cluster, platform)


@pytest.fixture(scope="session")
async def university(platform: Platform, platform_admin: Person) -> Stage:
    """A university with its register: opened, imported, nobody but its own account active."""
    stage = stage_for(platform, platform_admin, students=STUDENTS, seed=501)
    await people.open_school(stage)
    await people.import_students(stage)
    return stage
