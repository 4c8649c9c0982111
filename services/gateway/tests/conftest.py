"""Toy services, gateways before them, and signed tokens."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import uvicorn
from joserfc import jwt
from joserfc.jwk import OKPKey
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from zizhu.common.app import App, Receive, Scope, Send
from zizhu.common.auth import Post, Principal, Role, to_claims
from zizhu.common.clock import FixedClock
from zizhu.common.ids import new_id
from zizhu.gateway.app import create_gateway
from zizhu.gateway.door import Gateway
from zizhu.gateway.reach import InProcess, OverHttp, Reach
from zizhu.gateway.settings import GatewaySettings
from zizhu_testing.asgi import Client

NOW = datetime(2025, 9, 1, 8, 0, tzinfo=UTC)
KEY_ID = "toy"


class Toy:
    """A service that tells what it was asked, streams, hangs or breaks, as its path says."""

    def __init__(self, name: str, keys: Iterable[OKPKey] = ()) -> None:
        self.name = name
        self.asked: list[str] = []
        self.news: asyncio.Queue[bytes] = asyncio.Queue()
        self.arrived: asyncio.Queue[bytes] = asyncio.Queue()
        self.left = asyncio.Event()
        self.go_on = asyncio.Event()
        self.is_ready = True
        self._keys = [key.as_dict(private=False) for key in keys]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked.append(scope["path"])
        act = scope["path"].rpartition("/")[2].partition(".")[0]
        answer = await getattr(self, f"_{act}", self._echo)(Request(scope, receive))
        await answer(scope, receive, send)

    async def _echo(self, request: Request) -> Response:
        body = b""
        try:
            async for piece in request.stream():
                self.arrived.put_nowait(piece)
                body += piece
        except ClientDisconnect:
            self.left.set()
            return Response(status_code=400)
        seen = {
            "service": self.name,
            "method": request.method,
            "raw_path": request.scope["raw_path"].decode(),
            "query": request.scope["query_string"].decode(),
            "headers": [[name.decode(), value.decode()] for name, value in request.headers.raw],
            "client": request.client.host,
            "scheme": request.scope["scheme"],
            "body": body.decode("utf-8", "replace"),
        }
        response = JSONResponse(seen)
        response.set_cookie("a", "1")
        response.set_cookie("b", "2")
        return response

    async def _jwks(self, _: Request) -> Response:
        return JSONResponse({"keys": self._keys})

    async def _ready(self, _: Request) -> Response:
        said = {"is_ready": self.is_ready, "database": self.is_ready, "bus": True, "cache": False}
        return JSONResponse(said, 200 if self.is_ready else 503)

    async def _hang(self, _: Request) -> Response:
        await self.go_on.wait()
        return JSONResponse({})

    async def _stream(self, _: Request) -> Response:
        async def events() -> AsyncIterator[bytes]:
            try:
                while True:
                    yield await self.news.get()
            finally:
                self.left.set()

        return StreamingResponse(events(), media_type="text/event-stream")

    async def _broken(self, _: Request) -> Response:
        async def half() -> AsyncIterator[bytes]:
            yield b"half"
            raise ConnectionResetError("the rest is lost")

        return StreamingResponse(half())

    async def _early(self, _: Request) -> Response:
        """Answers without reading the body."""
        return Response(status_code=403)

    async def _zipped(self, _: Request) -> Response:
        return Response(b"\x1f\x8bnot really", headers={"content-encoding": "gzip"})

    async def _moved(self, _: Request) -> Response:
        return Response(status_code=307, headers={"location": "/api/v1/roster/echo"})

    async def _strict(self, _: Request) -> Response:
        headers = {"content-security-policy": "sandbox", "x-request-id": "mine"}
        return Response(b"{}", headers=headers)


@asynccontextmanager
async def served(app: App) -> AsyncIterator[str]:
    """Serve an application on loopback by a real server; yield its address."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="critical", lifespan="off", proxy_headers=True)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    listener.listen()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        server.force_exit = True
        await serving
        listener.close()


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[App], Any]]:
    """Serve applications until the test is over."""
    async with AsyncExitStack() as stack:

        async def start(app: App) -> str:
            return await stack.enter_async_context(served(app))

        yield start


@pytest.fixture(scope="session")
def signing_key() -> OKPKey:
    return OKPKey.generate_key("Ed25519", {"kid": KEY_ID}, private=True)


@pytest.fixture
def toys(signing_key: OKPKey) -> dict[str, Toy]:
    return {"identity": Toy("identity", [signing_key]), "roster": Toy("roster")}


@pytest.fixture(params=["in process", "over http"])
async def reach(request, toys: dict[str, Toy], serve) -> AsyncIterator[Reach]:
    """Both adapters, each before the same toys."""
    if request.param == "in process":
        yield InProcess(toys)
        return
    async with OverHttp({name: await serve(toy) for name, toy in toys.items()}) as over_http:
        yield over_http


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


MakeGateway = Callable[..., Client]


@pytest.fixture
def gateway_over(clock: FixedClock) -> MakeGateway:
    """Make a gateway over a reach, with settings and surroundings as the test says."""

    def make(reach: Reach, *, openapi=None, cache=None, accounts=(), **settings) -> Client:
        gateway: Gateway = create_gateway(
            GatewaySettings(**settings),
            reach,
            openapi=openapi or {},
            cache=cache,
            clock=clock,
            accounts=accounts,
        )
        return Client(gateway)

    return make


@pytest.fixture
def client(gateway_over: MakeGateway, toys: dict[str, Toy]) -> Client:
    """A gateway with default settings before toys in the same process."""
    return gateway_over(InProcess(toys))


@pytest.fixture
def token_for(signing_key: OKPKey) -> Callable[..., str]:
    """Sign an access token."""

    def make(
        *,
        account: UUID | None = None,
        session: UUID | None = None,
        school: UUID | None = None,
        at: datetime = NOW,
        key: OKPKey = signing_key,
    ) -> str:
        principal = Principal(
            account_id=account or new_id(),
            session_id=session or new_id(),
            post=Post(new_id(), Role.SCHOOL_ADMIN, school or new_id()),
            issued_at=at,
            signed_in_at=at,
        )
        claims = to_claims(principal, expires_at=at + timedelta(minutes=10))
        header = {"alg": "Ed25519", "kid": key.kid or KEY_ID}
        return jwt.encode(header, {"iss": "zizhu", **claims}, key, algorithms=["Ed25519"])

    return make
