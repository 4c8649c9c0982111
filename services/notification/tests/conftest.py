"""A running notification service, and events as other services would send them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from uuid import UUID

import pytest

from zizhu.common.events import Envelope, Event
from zizhu.common.ids import new_id
from zizhu.notification.app import SERVICE
from zizhu_testing.harness import Place, installed
from zizhu_testing.postgres import PrivatePostgres

Hear = Callable[..., Awaitable[None]]


@pytest.fixture
async def place(postgres_server: PrivatePostgres, tmp_path: Path) -> AsyncIterator[Place]:
    async with installed(postgres_server, [SERVICE], tmp_path) as running:
        yield running


@pytest.fixture
def hear(place: Place) -> Hear:
    """Deliver an event to notification, as the bus would."""

    async def deliver(event: Event, *, subject: UUID, school_id: UUID, version: int = 1) -> None:
        envelope = Envelope(
            id=new_id(),
            source=event.type.split(".")[0],
            type=event.type,
            time=place.machine.now(),
            subject=str(subject),
            version=version,
            school_id=school_id,
            data=event.model_dump(mode="json"),
        )
        runtime = place.assembly.hosted["notification"].runtime
        await runtime.consumer.deliver([envelope.to_bytes()])

    return deliver
