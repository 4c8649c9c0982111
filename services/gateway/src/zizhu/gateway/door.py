"""The path of a request through the gateway: read, check, count, pass on; or one of our pages.

Nothing here knows a rule of aid, a service's schema, or where a service runs.
"""

import time
from dataclasses import dataclass

import structlog
from starlette.responses import Response

from zizhu.common import metrics
from zizhu.common.app import Receive, Scope, Send
from zizhu.common.auth import TokenInvalid
from zizhu.common.errors import Refusal
from zizhu.common.problems import problem_response, unexpected_response
from zizhu.common.tracing import current_traceparent, span
from zizhu.gateway.answers import Answer
from zizhu.gateway.bearer import EarlyCheck
from zizhu.gateway.bodies import BodyLimits, Intake
from zizhu.gateway.errors import AnswerBroken, MethodUnknown, UnknownAddress
from zizhu.gateway.forward import Forwarding
from zizhu.gateway.origins import Origins
from zizhu.gateway.pages.directory import Directory
from zizhu.gateway.rates import Turnstile
from zizhu.gateway.visits import Reception, Visit, new_traceparent

PREFIX = "/api/v1/"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Guards:
    """Everything that may refuse a request before its service sees it."""

    reception: Reception
    origins: Origins
    bodies: BodyLimits
    tokens: EarlyCheck
    rates: Turnstile


class Gateway:
    """The ASGI application; the host has entered the reach and leaves it afterwards."""

    def __init__(
        self,
        guards: Guards,
        forwarding: Forwarding,
        pages: Directory,
        log: structlog.typing.FilteringBoundLogger,
    ) -> None:
        self._guards = guards
        self._forwarding = forwarding
        self._pages = pages
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "lifespan":
            await _live(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        visit = self._guards.reception.read(scope)
        service = service_of(scope["path"])
        route = self._route(scope["path"], service)
        answer = Answer(send, visit)
        method = scope["method"] if scope["method"] in METHODS else "OTHER"
        with span(f"{method} {route}", visit.traceparent):
            try:
                await self._guarded(service, visit, scope, receive, answer)
            finally:
                labels = ("gateway", method, route)
                metrics.REQUESTS.labels(*labels, str(answer.status)).inc()
                metrics.REQUEST_SECONDS.labels(*labels).observe(time.perf_counter() - started)

    async def _guarded(
        self, service: str | None, visit: Visit, scope: Scope, receive: Receive, answer: Answer
    ) -> None:
        """Answer whatever goes wrong; once an answer has begun, raising cuts the connection."""
        try:
            await self._respond(service, visit, scope, receive, answer)
        except Refusal as refusal:
            self._log.info("refused", code=refusal.code, request_id=visit.request_id)
            await answer.give(problem_response(refusal, instance=scope["path"]))
        except AnswerBroken:
            self._log.warning("answer_broke", service=service, request_id=visit.request_id)
            raise
        except Exception:
            self._log.exception("request_broke", service=service, request_id=visit.request_id)
            if answer.is_begun:
                raise
            await answer.give(unexpected_response())

    def _route(self, path: str, service: str | None) -> str:
        if service is not None and self._forwarding.knows(service):
            return PREFIX + service
        found = self._pages.at(path)
        return "none" if found is None else found[0]

    async def _respond(
        self, service: str | None, visit: Visit, scope: Scope, receive: Receive, answer: Answer
    ) -> None:
        guards = self._guards
        if scope["method"] not in METHODS:
            raise MethodUnknown
        if service is None:
            await guards.rates.admit(visit.address, None)
            await answer.give(await self._page(scope, visit))
            return
        if not self._forwarding.knows(service) or not is_plain(scope):
            raise UnknownAddress
        guards.origins.check(scope["method"], visit)
        limit = guards.bodies.check(visit, scope["path"])
        await self._admit(visit)
        inner = _inner(scope, visit)
        await self._forwarding.pass_on(service, inner, Intake(receive, limit), answer)

    async def _admit(self, visit: Visit) -> None:
        guards = self._guards
        try:
            principal = await guards.tokens.principal(visit.header(b"authorization"))
        except TokenInvalid:
            # Guessing counts too, against the only thing that is known.
            await guards.rates.admit(visit.address, None)
            raise
        await guards.rates.admit(visit.address, principal)

    async def _page(self, scope: Scope, visit: Visit) -> Response:
        found = self._pages.at(scope["path"])
        if found is None or not (scope["path"] == "/" or is_plain(scope)):
            raise UnknownAddress
        if scope["method"] not in ("GET", "HEAD"):
            raise MethodUnknown
        response = await found[1](visit)
        if scope["method"] == "HEAD":
            response.body = b""  # its headers, with the length, stay
        return response


async def _live(receive: Receive, send: Send) -> None:
    """Nothing to start and nothing to stop: a server that insists is told so."""
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


def service_of(path: str) -> str | None:
    """Return the service that a path of the API names, or None for any other path."""
    if not path.startswith(PREFIX):
        return None
    return path[len(PREFIX) :].partition("/")[0]


def is_plain(scope: Scope) -> bool:
    """Tell whether a path means the same to everybody: nothing to resolve, nothing disguised."""
    raw: bytes = scope["raw_path"]
    path: str = scope["path"]
    if not raw.isascii() or b"%2f" in raw.lower() or "\\" in path or "\0" in path:
        return False
    return not any(part in ("", ".", "..") for part in path[1:].removesuffix("/").split("/"))


def _inner(scope: Scope, visit: Visit) -> Scope:
    """What the service sees: the real client, and only headers that may be believed."""
    traceparent = current_traceparent() or visit.traceparent or new_traceparent()
    client = scope.get("client")
    return {
        **scope,
        "client": (visit.address, client[1] if client else 0),
        "scheme": visit.scheme,
        "headers": [
            *visit.headers,
            (b"x-request-id", visit.request_id.encode()),
            (b"traceparent", traceparent.encode()),
        ],
    }
