"""How long people wait for the console: on a slow network, and 200 of them at once.

    python tests/load/bench_console.py [--people 200]

A browser opens both entries over 1.6 Mbit/s with 150 ms until somebody can type, against a bare
page of the same bytes. Then an installation is started anew and everybody asks it at once for
what the browser asked for, against a server that only hands out as many bytes. Asserts nothing.
"""

import argparse
import asyncio
import re
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import aiohttp
import uvicorn
from bench_gateway import free_port, started
from playwright.async_api import Browser, Page
from uvicorn._types import ASGIApplication

from zizhu.common.app import Receive, Scope, Send
from zizhu_testing.browser import DESKTOP, PHONE, Screen, chromium, new_context
from zizhu_testing.demo import DemoServer

ENTRIES = ((DESKTOP, "/sign-in"), (PHONE, "/m/sign-in"))
SLOW = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 1_600_000 / 8,
}
TIMES = 3
# As many as a browser opens to one address.
CONNECTIONS = 6
USABLE = """
() => new Promise((resolve) => {
  const look = () => {
    const field = document.querySelector('input[type=password]')
    if (field && field.offsetParent && !field.disabled) resolve(performance.now())
    else requestAnimationFrame(look)
  }
  look()
})
"""
LOADED = """
() => new Promise((resolve) => {
  const look = () => (window.bare ? resolve(performance.now()) : requestAnimationFrame(look))
  look()
})
"""


@dataclass(frozen=True)
class Ask:
    """One request of the browser, and what it got."""

    method: str
    path: str
    status: int
    size: int


@dataclass(frozen=True)
class Opening:
    """One entry, opened once: when somebody could type, and what had come by then."""

    milliseconds: float
    asks: Sequence[Ask]

    @property
    def size(self) -> int:
        return sum(ask.size for ask in self.asks)


async def open_once(browser: Browser, screen: Screen, url: str, usable: str) -> Opening:
    """Open an address in a fresh profile over the slow network."""
    context = await new_context(browser, screen)
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    await session.send("Network.enable")
    await session.send("Network.emulateNetworkConditions", SLOW)
    await page.goto(url, wait_until="commit")
    milliseconds = float(await page.evaluate(usable))
    await page.wait_for_load_state("networkidle")
    asks = await _asks(page)
    await context.close()
    return Opening(milliseconds, asks)


async def _asks(page: Page) -> list[Ask]:
    """What the page asked for by now, as the browser remembers it."""
    found: list[Ask] = []
    for request in await page.requests():
        answer = await request.response()
        if answer is not None:
            sizes = await request.sizes()
            path = "/" + request.url.split("/", 3)[3]
            size = sizes["responseBodySize"] + sizes["responseHeadersSize"]
            found.append(Ask(request.method, path, answer.status, size))
    return found


async def median_of(browser: Browser, screen: Screen, url: str, usable: str) -> Opening:
    openings = [await open_once(browser, screen, url, usable) for _ in range(TIMES)]
    return sorted(openings, key=lambda one: one.milliseconds)[TIMES // 2]


async def bare(scope: Scope, receive: Receive, send: Send) -> None:
    """Hand out so many bytes as the path says; `/page/n` is a page that loads them."""
    await receive()
    *kind, count = scope["path"].strip("/").split("/")
    script = b"window.bare=1//"
    body = script + b"x" * max(0, int(count) - len(script))
    if kind:
        icon = "<link rel=icon href=data:,>"  # or it would be asked for
        body = f"<!doctype html>{icon}<script src=/{count}></script>".encode()
    content = b"text/html" if kind else b"text/javascript"
    headers = [(b"content-type", content), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def serve_bare(port: int) -> None:
    app = cast(ASGIApplication, bare)
    uvicorn.run(app, port=port, log_level="error", access_log=False, lifespan="off")


async def slowly(console: str, floor: str) -> list[Opening]:
    """Open both entries, print a line for each, and return what the browser asked for."""
    print(f"{'entry':<10}{'kB':>6}{'requests':>10}{'usable s':>10}{'bare s':>8}{'ratio':>7}")
    opened = []
    async with chromium() as browser:
        for screen, path in ENTRIES:
            one = await median_of(browser, screen, console + path, USABLE)
            least = await median_of(browser, screen, f"{floor}/page/{one.size}", LOADED)
            print(
                f"{screen.name:<10}{one.size / 1000:>6.0f}{len(one.asks):>10}"
                f"{one.milliseconds / 1000:>10.2f}{least.milliseconds / 1000:>8.2f}"
                f"{one.milliseconds / least.milliseconds:>7.2f}",
                flush=True,
            )
            opened.append(one)
    return opened


class Crowd:
    """People who open the console at the same moment, each with a browser's connections."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.seconds: list[float] = []
        self.errors: list[str] = []

    async def open(self, openings: Sequence[Opening], people: int) -> None:
        await asyncio.gather(
            *(self._one(openings[number % len(openings)].asks) for number in range(people))
        )

    async def _one(self, asks: Sequence[Ask]) -> None:
        began = time.perf_counter()
        connector = aiohttp.TCPConnector(limit=CONNECTIONS)
        headers = {"Accept-Encoding": "gzip, deflate, br", "Origin": self._url}
        async with aiohttp.ClientSession(
            connector=connector, headers=headers, auto_decompress=False
        ) as http:
            page, *rest = asks
            await self._ask(http, page)
            await asyncio.gather(*(self._ask(http, ask) for ask in rest))
        self.seconds.append(time.perf_counter() - began)

    async def _ask(self, http: aiohttp.ClientSession, ask: Ask) -> None:
        try:
            async with http.request(ask.method, self._url + ask.path) as answer:
                body = await answer.read()
                if answer.status != ask.status:
                    said = re.search(rb'"code":"(\w+)"', body)
                    code = said[1].decode() if said else ""
                    self.errors.append(f"{answer.status} {code} {ask.method} {ask.path}")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self.errors.append(f"{type(error).__name__} {ask.method} {ask.path}")

    def tell(self, name: str) -> float:
        """Print a line; return the median."""
        self.seconds.sort()
        median, slowest = statistics.median(self.seconds), self.seconds[-1]
        late = self.seconds[int(len(self.seconds) * 0.95) - 1]
        print(f"{name:<26}{median:>9.2f}{late:>9.2f}{slowest:>9.2f}{len(self.errors):>8}")
        for line in sorted(set(self.errors))[:5]:
            print(f"    {self.errors.count(line)} × {line}")
        return median


async def at_once(console: str, floor: str, openings: Sequence[Opening], people: int) -> None:
    print(f"\n{people} at once, cold:{'':<9}{'median s':>9}{'95 %':>9}{'last':>9}{'errors':>8}")
    crowd = Crowd(console)
    await crowd.open(openings, people)
    median = crowd.tell("console")
    same = [
        Opening(0, [Ask("GET", f"/{ask.size}", 200, ask.size) for ask in one.asks])
        for one in openings
    ]
    least = Crowd(floor)
    await least.open(same, people)
    print(f"ratio {median / least.tell('bare server, same bytes'):.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    options = parser.parse_args()
    with DemoServer() as server, started(serve_bare, free_port()) as port:
        floor = f"http://127.0.0.1:{port}"
        openings = asyncio.run(slowly(server.url, floor))
        server.stop()
        server.start()
        asyncio.run(at_once(server.url, floor, openings, options.people))


if __name__ == "__main__":
    main()
