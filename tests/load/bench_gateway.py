"""What the gateway costs: the same requests to a service directly, and through the gateway.

    python tests/load/bench_gateway.py [--requests 4000] [--clients 32] [--redis redis://…]

Prints requests a second with many clients, and what the gateway adds at the median for a single
one; always as a ratio within one run, because machines differ. With `--nginx` the requests also
go through an nginx of one worker, which forwards, verifies nothing and counts nothing. Asserts
nothing.
"""

import argparse
import asyncio
import multiprocessing
import socket
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

import uvicorn
from joserfc import jwt
from joserfc.jwk import OKPKey
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from uvicorn._types import ASGIApplication

from zizhu.common.asgi import App
from zizhu.common.auth import Post, Principal, Role, to_claims
from zizhu.common.clock import MachineClock
from zizhu.common.ids import new_id
from zizhu.common.tracing import configure_tracing
from zizhu.gateway.app import create_gateway
from zizhu.gateway.reach import InProcess, OverHttp, Reach
from zizhu.gateway.settings import GatewaySettings
from zizhu_testing.server import Missing, PrivateServer, binary, free_ports
from zizhu_testing.waiting import eventually

PATH = "/api/v1/roster/students"
ROWS = [{"id": number, "name": "学生", "status": "active"} for number in range(20)]
# Never reached: what is measured is the counting, not the refusing.
NO_LIMIT = "100000000/minute"

NGINX = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  keepalive_requests 1000000;
  upstream service {{ server 127.0.0.1:{service}; keepalive 64; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://service;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }}
  }}
}}
"""

Keys = Mapping[str, object]


@dataclass(frozen=True)
class Outcome:
    per_second: float
    median_ms: float


def toy(keys: Keys) -> Starlette:
    """A service that answers a page of rows, and publishes the key that tokens are signed with."""

    async def rows(_: Request) -> JSONResponse:
        return JSONResponse({"items": ROWS})

    async def jwks(_: Request) -> JSONResponse:
        return JSONResponse({"keys": [keys]})

    return Starlette(routes=[Route(PATH, rows), Route("/.well-known/jwks.json", jwks)])


def serve_service(port: int, keys: Keys) -> None:
    asyncio.run(_serve(toy(keys), port))


def serve_over_http(port: int, service_port: int, redis: str | None) -> None:
    url = f"http://127.0.0.1:{service_port}"
    asyncio.run(_serve_gateway(port, OverHttp({"roster": url, "identity": url}), redis))


def serve_in_process(port: int, keys: Keys, redis: str | None) -> None:
    app = toy(keys)
    asyncio.run(_serve_gateway(port, InProcess({"roster": app, "identity": app}), redis))


async def _serve_gateway(port: int, reach: Reach, redis: str | None) -> None:
    configure_tracing("bench", None)
    settings = GatewaySettings(
        account_rate=NO_LIMIT, session_rate=NO_LIMIT, school_rate=NO_LIMIT, address_rate=NO_LIMIT
    )
    cache = Redis.from_url(redis, socket_timeout=1) if redis else None
    async with reach:
        app = create_gateway(settings, reach, openapi={}, cache=cache, clock=MachineClock())
        await _serve(app, port)


async def _serve(app: App, port: int) -> None:
    served = cast(ASGIApplication, app)
    config = uvicorn.Config(served, port=port, log_level="error", access_log=False, lifespan="off")
    await uvicorn.Server(config).serve()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 0.2).close()
    except OSError:
        return False
    return True


@contextmanager
def started(target: Callable[..., None], port: int, *arguments: object) -> Iterator[int]:
    """Run a server in a process of its own until it answers, and end it afterwards."""
    process = multiprocessing.get_context("spawn").Process(target=target, args=(port, *arguments))
    process.start()
    try:
        asyncio.run(eventually(lambda: answers(port), within=30))
        yield port
    finally:
        process.terminate()
        process.join()


class Nginx(PrivateServer):
    """nginx of this machine before one service, with kept connections on both sides."""

    name = "nginx"

    def __init__(self, service: int) -> None:
        super().__init__()
        self._service = service

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _prepare(self) -> None:
        self._program = binary("nginx")
        (self.port,) = free_ports(1)
        text = NGINX.format(folder=self.folder, service=self._service, port=self.port)
        (self.folder / "nginx.conf").write_text(text, encoding="utf-8")

    def _launch(self) -> None:
        config, log = self.folder / "nginx.conf", self.folder / "error.log"
        self._spawn([self._program, "-p", self.folder, "-c", config, "-e", log])
        self._await(lambda: answers(self.port))


class Worker:
    """One kept connection that asks again as soon as it is answered."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._request = (
            f"GET {PATH} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n\r\n"
        ).encode()
        self.seconds: list[float] = []

    async def ask(self, times: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        for _ in range(times):
            began = time.perf_counter()
            writer.write(self._request)
            await self._read(reader)
            self.seconds.append(time.perf_counter() - began)
        writer.close()
        await writer.wait_closed()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if not head.startswith(b"http/1.1 200"):
            raise RuntimeError(head.decode())
        length = head.split(b"content-length: ")[1].split(b"\r\n")[0]
        await reader.readexactly(int(length))


async def measure(port: int, token: str, *, requests: int, clients: int) -> Outcome:
    """Ask `requests` times with so many connections, after a tenth as many to warm up."""
    await Worker(port, token).ask(max(20, requests // 10))
    workers = [Worker(port, token) for _ in range(clients)]
    began = time.perf_counter()
    await asyncio.gather(*(worker.ask(requests // clients) for worker in workers))
    took = time.perf_counter() - began
    seconds = [second for worker in workers for second in worker.seconds]
    return Outcome(len(seconds) / took, statistics.median(seconds) * 1000)


def signed(key: OKPKey) -> str:
    now = MachineClock().now()
    post = Post(new_id(), Role.SCHOOL_ADMIN, new_id())
    principal = Principal(new_id(), new_id(), post, now, now)
    claims = {"iss": "zizhu", **to_claims(principal, expires_at=now + timedelta(hours=1))}
    return jwt.encode({"alg": "Ed25519", "kid": key.kid}, claims, key, algorithms=["Ed25519"])


def report(name: str, port: int, token: str, options: argparse.Namespace, base: float) -> float:
    """Measure one way, print its line, and return its median for a single client."""
    one = asyncio.run(measure(port, token, requests=options.requests // 4, clients=1))
    many = asyncio.run(measure(port, token, requests=options.requests, clients=options.clients))
    added = f"{one.median_ms - base:+.2f}" if base else ""
    print(f"{name:<28}{many.per_second:>10,.0f}{one.median_ms:>12.2f}{added:>10}")
    return one.median_ms


def compare(service: int, token: str, options: argparse.Namespace, base: float) -> None:
    """Measure nginx, or say in one line that it is not there."""
    try:
        with Nginx(service) as nginx:
            report("nginx, forwarding only", nginx.port, token, options, base)
    except Missing:
        print(f"{'nginx, forwarding only':<28}not measured: install nginx (Debian: nginx-light)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=4000)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--redis", help="count limits there instead of in memory")
    parser.add_argument("--nginx", action="store_true", help="compare with nginx as a proxy")
    options = parser.parse_args()
    key = OKPKey.generate_key("Ed25519", {"kid": "bench"}, private=True)
    public, token = key.as_dict(private=False), signed(key)
    print(f"{'way':<28}{'requests/s':>10}{'median ms':>12}{'added ms':>10}")
    with started(serve_service, free_port(), public) as service:
        base = report("service directly", service, token, options, 0.0)
        with started(serve_over_http, free_port(), service, options.redis) as port:
            report("gateway over HTTP", port, token, options, base)
        if options.nginx:
            compare(service, token, options, base)
    with started(serve_in_process, free_port(), public, options.redis) as port:
        report("gateway in one process", port, token, options, base)


if __name__ == "__main__":
    main()
