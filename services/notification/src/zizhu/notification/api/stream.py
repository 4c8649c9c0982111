"""The one live stream of a browser."""

from collections.abc import AsyncIterator

import orjson
from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from zizhu.common.hints import next_kinds
from zizhu.common.web import AsMember

router = APIRouter(prefix="/api/v1/notification", tags=["stream"])
TOKEN_SECONDS = 600.0


@router.get("/stream", response_class=StreamingResponse)
async def stream(caller: AsMember) -> StreamingResponse:
    """Stream hints: `data: ["todos", "messages"]`. The page then reads; a comment is a heartbeat.

    Kinds are `todos`, `messages`, `announcements`, and `job:<service>:<id>` for each percent, the
    start and the end of a job that the reader started.
    The stream ends with the access token's life; the client opens it again with a fresh one.
    """
    principal = caller.principal
    hints = caller.parts.hints
    lasts_until = principal.issued_at.timestamp() + TOKEN_SECONDS

    async def events() -> AsyncIterator[bytes]:
        async with hints.reading(principal) as reader:
            yield b": open\n\n"
            while caller.parts.machine.now().timestamp() < lasts_until:
                kinds = await next_kinds(reader)
                yield b"data: " + orjson.dumps(sorted(kinds)) + b"\n\n" if kinds else b": alive\n\n"

    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(events(), media_type="text/event-stream", headers=headers)
