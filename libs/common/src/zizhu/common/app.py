"""The one way to make a service's web application: problems, permissions, traces, health, docs."""

import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from typing import Any

from fastapi import APIRouter, FastAPI, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.middleware import Middleware

from zizhu.common import metrics
from zizhu.common.errors import Malformed
from zizhu.common.health import Readiness, readiness
from zizhu.common.ids import new_id
from zizhu.common.operations.routes import operations_router
from zizhu.common.parts import Parts
from zizhu.common.problems import (
    PROBLEM_SCHEMA,
    install_problems,
    problems,
    unexpected_response,
)
from zizhu.common.settings import Profile
from zizhu.common.tracing import span
from zizhu.common.trail.routes import log_router
from zizhu.common.web import AsAnonymous, check_permissions

Scope = MutableMapping[str, Any]  # ASGI's own shapes
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Telemetry:
    """One span, one count and one log line a request; a defect becomes a 500 that tells nothing."""

    def __init__(self, app: App, parts: Parts) -> None:
        self._app = app
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {key: value for key, value in scope["headers"] if key in _KEPT}
        scope["zizhu.request_id"] = headers.get(b"x-request-id", b"").decode()[:64] or str(new_id())
        answered = _Answer(send)
        started = time.perf_counter()
        traceparent = headers.get(b"traceparent", b"").decode() or None
        with span(f"{scope['method']} {self._parts.service}", traceparent):
            try:
                await self._app(scope, receive, answered)
            except Exception:
                if answered.status:
                    raise
                self._parts.log.exception("request_broke", request_id=scope["zizhu.request_id"])
                await unexpected_response()(scope, receive, answered)
        route = getattr(scope.get("route"), "path", "none")
        labels = (self._parts.service, scope["method"], route)
        metrics.REQUESTS.labels(*labels, str(answered.status)).inc()
        metrics.REQUEST_SECONDS.labels(*labels).observe(time.perf_counter() - started)


_KEPT = frozenset({b"x-request-id", b"traceparent"})


class _Answer:
    """A `send` that remembers the status."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        await self._send(message)


def _health_routes(parts: Parts) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/health/live")
    async def live(_: AsAnonymous) -> Mapping[str, str]:
        return {"status": "ok", "service": parts.service}

    @router.get("/health/ready")
    async def ready(visitor: AsAnonymous, response: Response) -> Readiness:
        found = await readiness(parts, visitor.request.app.state.bus)
        response.status_code = 200 if found.is_ready else 503
        return found

    @router.get("/metrics")
    async def exposition(_: AsAnonymous) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


def create_service_app(
    parts: Parts, routers: Sequence[APIRouter], *, title: str, description: str
) -> FastAPI:
    """Make the application of one service, with the routes that every service has.

    Raises UndeclaredPermission for a careless route.
    """
    app = FastAPI(
        title=title,
        description=description,
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=[Middleware(Telemetry, parts=parts)],
    )
    app.state.parts = parts
    app.state.bus = None
    app.state.service = None
    for router in routers:
        app.include_router(router)
    app.include_router(log_router(parts.service))
    app.include_router(operations_router(parts.service))
    app.include_router(_health_routes(parts))
    install_problems(app, parts.log, is_strict=parts.settings.profile is Profile.TEST)
    check_permissions(app)
    _describe(app)
    return app


def _describe(app: FastAPI) -> None:
    """Say in the app's OpenAPI that every refusal is a problem, also of a malformed request."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        document = generate()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problem"] = PROBLEM_SCHEMA
        for name in _FRAMEWORKS:
            schemas.pop(name, None)
        for item in document["paths"].values():
            for operation in item.values():
                if _FRAMEWORKS[0] in str(operation["responses"].get("422")):
                    operation["responses"]["422"] = problems(Malformed)[422]
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend it


# The framework's own shape of a malformed request, which nobody is ever answered.
_FRAMEWORKS = ("HTTPValidationError", "ValidationError")
