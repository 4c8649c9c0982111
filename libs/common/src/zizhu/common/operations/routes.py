"""The operator's routes of a service, for the administrators of the platform."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request

from zizhu.common.events import Event
from zizhu.common.failed import NoSuchMessage, discard, replay
from zizhu.common.health import readiness
from zizhu.common.jobroutes import Cursor, Size
from zizhu.common.operations.checks import CHECKS
from zizhu.common.operations.figures import read_figures
from zizhu.common.operations.finding import Finding, Looked
from zizhu.common.operations.messages import list_page, open_message
from zizhu.common.operations.wire import (
    Discarded,
    DiscardIn,
    FailedOut,
    FindingOut,
    OpenedOut,
    OperationsOut,
    ReplayIn,
)
from zizhu.common.paging import DEFAULT_SIZE, CursorInvalid, Page, page_of, read_position
from zizhu.common.parts import Service
from zizhu.common.problems import problems
from zizhu.common.web import AsFreshPlatformAdmin, AsPlatformAdmin, Caller


def operations_router(service: str) -> APIRouter:
    """Make the routes `/api/v1/<service>/operations` and `…/failed-messages`."""
    router = APIRouter(prefix=f"/api/v1/{service}", tags=["operations"])
    _add_operations(router, service)
    _add_reading(router, service)
    _add_acting(router, service)
    return router


def _add_operations(router: APIRouter, service: str) -> None:
    @router.get("/operations", operation_id=f"{service}_get_operations")
    async def get_operations(caller: AsPlatformAdmin) -> OperationsOut:
        """Show what waits, what failed and what is overdue, with a sentence about each."""
        async with caller.transaction() as tx:
            figures = await read_figures(tx)
        return OperationsOut(
            service=service,
            as_of=caller.parts.machine.now(),
            readiness=await readiness(caller.parts, caller.request.app.state.bus),
            findings=[FindingOut.of(one) for one in await _check(caller)],
            **{name: getattr(figures, name) for name in figures.__slots__},
        )


async def _check(caller: Caller) -> Sequence[Finding]:
    parts, hosted = caller.parts, _hosted(caller.request)
    own = hosted.checks if hosted else ()
    looked = Looked(parts.service, parts.database, parts.machine, parts.settings.profile)
    return [finding for check in (*CHECKS, *own) for finding in await check(looked)]


def _hosted(request: Request) -> Service | None:
    found: Service | None = request.app.state.service
    return found


def _known(request: Request) -> Sequence[type[Event]]:
    hosted = _hosted(request)
    return tuple(hosted.subscriptions) if hosted else ()


def _add_reading(router: APIRouter, service: str) -> None:
    @router.get("/failed-messages", operation_id=f"{service}_list_failed_messages")
    async def list_failed_messages(
        caller: AsPlatformAdmin,
        state: Literal["waiting", "dead"] | None = None,
        kind: Annotated[str | None, Query(alias="type", max_length=100)] = None,
        cursor: Cursor = None,
        size: Size = DEFAULT_SIZE,
    ) -> Page[FailedOut]:
        """List messages that failed by themselves, the newest first."""
        after = None if cursor is None else _position(cursor)
        async with caller.transaction() as tx:
            found = await list_page(tx, state=state, kind=kind, after=after, limit=size + 1)
        return page_of(
            found,
            size,
            item=FailedOut.of,
            position=lambda one: (one.failed_at.isoformat(), str(one.event_id)),
        )

    @router.get(
        "/failed-messages/{event_id}",
        operation_id=f"{service}_get_failed_message",
        responses=problems(NoSuchMessage),
    )
    async def get_failed_message(caller: AsPlatformAdmin, event_id: UUID) -> OpenedOut:
        """Show one with its envelope, its error, and of its data what is public."""
        async with caller.transaction() as tx:
            opened = await open_message(tx, event_id, _known(caller.request))
        return OpenedOut.of_opened(opened)


def _position(cursor: str) -> tuple[datetime, UUID]:
    instant, event_id = read_position(cursor)
    try:
        return datetime.fromisoformat(instant), event_id
    except ValueError as error:
        raise CursorInvalid("翻页标记无效，请从第一页重新查询。") from error


def _add_acting(router: APIRouter, service: str) -> None:
    @router.post(
        "/failed-messages/{event_id}/replay",
        operation_id=f"{service}_replay_failed_message",
        responses=problems(NoSuchMessage),
    )
    async def replay_failed_message(
        caller: AsPlatformAdmin, event_id: UUID, why: ReplayIn
    ) -> OpenedOut:
        """Make a message due at once, with all its tries; the service tries it within seconds."""
        async with caller.transaction("message.replayed", of="message", object_id=event_id) as tx:
            await replay(tx, event_id, reason=why.reason)
            opened = await open_message(tx, event_id, _known(caller.request))
        return OpenedOut.of_opened(opened)

    @router.post(
        "/failed-messages/{event_id}/discard",
        operation_id=f"{service}_discard_failed_message",
        responses=problems(NoSuchMessage),
    )
    async def discard_failed_message(
        caller: AsFreshPlatformAdmin, event_id: UUID, why: DiscardIn
    ) -> Discarded:
        """Drop a message for good, also where the bus still holds a copy."""
        async with caller.transaction("message.discarded", of="message", object_id=event_id) as tx:
            await discard(tx, event_id, reason=why.reason)
        return Discarded(event_id=event_id)
