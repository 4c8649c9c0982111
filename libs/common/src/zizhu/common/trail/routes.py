"""The log page of a service; the console merges those of all services by time."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from zizhu.common.jobroutes import Cursor, Size
from zizhu.common.paging import DEFAULT_SIZE
from zizhu.common.trail.lines import LineFilter, ShownLine, list_lines
from zizhu.common.trail.standing import Standing, read_standing
from zizhu.common.web import AsStaffOrPlatform

Word = Annotated[str | None, Query(max_length=100)]


class LineOut(BaseModel):
    """One line of the log; numbers of people inside it are masked."""

    id: UUID
    at: datetime
    account_id: UUID | None
    post_id: UUID | None
    role: str | None
    action: str
    object_type: str
    object_id: str
    result: str
    reason: str | None
    ip: str | None
    request_id: str | None
    details: dict[str, Any] | None
    has_erased_details: bool

    @classmethod
    def of(cls, line: ShownLine) -> Self:
        return cls(**{name: getattr(line, name) for name in cls.model_fields})


class LogPage(BaseModel):
    """One page of the log, and how far the trail is sealed and verified.

    Every line before `sealed_until` is sealed. When the trail was last verified, at `verified_at`,
    `is_whole` tells whether nothing was found wrong with the lines before `verified_until`; the
    three are null where it never was.
    """

    items: list[LineOut]
    next_cursor: str | None
    sealed_until: datetime
    verified_until: datetime | None
    verified_at: datetime | None
    is_whole: bool | None

    @classmethod
    def of(cls, lines: list[LineOut], cursor: str | None, standing: Standing) -> Self:
        return cls(items=lines, next_cursor=cursor, **asdict(standing))


class LogQuery(BaseModel):
    """What to look for; `action` also finds what lies under it: `cut` finds `cut.made`."""

    account_id: UUID | None = None
    object_type: Word = None
    object_id: Word = None
    action: Word = None
    result: Literal["ok", "refused", "failed"] | None = None
    day: date | None = None

    def to_filter(self) -> LineFilter:
        return LineFilter(**self.model_dump())


def log_router(service: str) -> APIRouter:
    """Make the route `/api/v1/<service>/log`."""
    router = APIRouter(prefix=f"/api/v1/{service}", tags=["log"])

    @router.get("/log", operation_id=f"{service}_list_log")
    async def list_log(
        caller: AsStaffOrPlatform,
        wanted: Annotated[LogQuery, Depends()],
        cursor: Cursor = None,
        size: Size = DEFAULT_SIZE,
    ) -> LogPage:
        """List who saw, changed, exported or was refused what, the newest first.

        The school's account sees the whole school; other staff what they did themselves; the
        platform's administrator what belongs to no school.
        """
        principal = caller.principal
        scope = None if principal.post.school_id is None else principal.scope
        async with caller.transaction() as tx:
            page = await list_lines(
                tx, scope, principal.account_id, wanted.to_filter(), cursor=cursor, size=size
            )
            standing = await read_standing(tx)
        return LogPage.of([LineOut.of(line) for line in page.items], page.next_cursor, standing)

    return router
