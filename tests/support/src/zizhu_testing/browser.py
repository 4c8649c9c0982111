"""A browser for tests: the machine's own Chromium, people who use it, and what they may not see.

A `Visitor` is one person at one screen. Whatever goes wrong behind the page is written down as it
happens: exceptions, broken policies, refused or failed requests. A test names what it expects
(`allow`); the rest fails it at the end.
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    async_playwright,
)
from playwright.async_api import Error as BrowserError

from zizhu_testing.server import Missing, binary
from zizhu_testing.sources import ROOT

FLAGS = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
SCREENSHOTS = ROOT / "tests/browser/screenshots"
SERIOUS = ("serious", "critical")
# Nobody is signed in yet: every page begins by asking whether a cookie remembers a session.
_NOBODY_YET = re.compile(r"^401 POST \S+/identity/session/refresh")
# A student's home asks for a form that may not have been begun.
_NOT_BEGUN = re.compile(r"^404 GET \S+/campaigns/[0-9a-f-]+/form$")
# Chromium repeats every refused request on its console; the answer itself is written down.
_ECHO = re.compile(r"^Failed to load resource: (the server responded|net::)")
_SETTLED = """
() => document.fonts.status === 'loaded'
  && !document.querySelector('[aria-busy="true"], .el-skeleton, .el-loading-mask, .van-skeleton')
  && document.getAnimations().every((one) => one.playState !== 'running'
     || one.effect?.getComputedTiming().iterations === Infinity)
"""


@dataclass(frozen=True)
class Screen:
    """What somebody looks at: folder of its screenshots, and its size."""

    name: str
    width: int
    height: int
    is_touch: bool = False


DESKTOP = Screen("desktop", 1440, 900)
PHONE = Screen("phone", 360, 740, is_touch=True)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Run the machine's Chromium. Raises Missing."""
    path = _binary()
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else [*FLAGS]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=flags)
        try:
            yield browser
        finally:
            await browser.close()


def _binary() -> Path:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        with suppress(Missing):
            return binary(name)
    raise Missing("Chromium is not on this machine: tests/support/ensure_browser.sh installs it")


@dataclass
class Visitor:
    """One person at one screen. `page` is Playwright's, for everything that is not said here."""

    page: Page
    screen: Screen
    url: str
    problems: list[str] = field(default_factory=list)
    _allowed: list[re.Pattern[str]] = field(default_factory=lambda: [_NOBODY_YET, _NOT_BEGUN])

    @classmethod
    @asynccontextmanager
    async def at(cls, browser: Browser, screen: Screen, url: str) -> AsyncIterator["Visitor"]:
        """Sit down at a fresh browser profile; leaves nothing behind."""
        context = await new_context(browser, screen)
        try:
            visitor = cls(await context.new_page(), screen, url)
            visitor._watch()
            yield visitor
        finally:
            await context.close()

    async def goto(self, path: str) -> None:
        """Open an address of the console, and wait until the page is there."""
        await self.page.goto(self.url + path)
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing loads, moves or is about to be filled in."""
        await self._until("() => document.querySelector('#app')?.childElementCount > 0")
        await self._until(_SETTLED)

    async def _until(self, condition: str, within: float = 30) -> None:
        """Ask from outside: Playwright's own waiting evaluates text in the page from the second
        look on, which the console's content security policy refuses.
        """
        async with asyncio.timeout(within):
            while True:
                with suppress(BrowserError):  # a page that goes elsewhere is asked again there
                    if await self.page.evaluate(condition):
                        return
                await asyncio.sleep(0.05)

    async def sign_in(self, account: str, password: str) -> None:
        """Sign in as people do: account, password, the button."""
        await self.goto("/m/sign-in" if self.screen.is_touch else "/sign-in")
        label = "手机号" if self.screen.is_touch else "账号或手机号"
        await self.page.get_by_label(label, exact=True).fill(account)
        await self.page.get_by_label("密码", exact=True).fill(password)
        await self.page.get_by_role("button", name="登录", exact=True).click()
        await self.page.wait_for_url(lambda url: "/sign-in" not in url)
        await self.settle()

    async def look(self, name: str) -> None:
        """Keep a picture of the page, and let axe judge it. Raises AssertionError."""
        await self.settle()
        target = SCREENSHOTS / self.screen.name / f"{name}.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=target, full_page=True)
        found = await violations(self.page)
        assert not found, f"{name}, {self.screen.name}: " + "\n".join(found)

    def allow(self, pattern: str) -> None:
        """Expect problems that match, as `409 POST …`, `console …`, `exception …` or `lost …`."""
        self._allowed.append(re.compile(pattern))

    def unexpected(self) -> Sequence[str]:
        return [one for one in self.problems if not any(item.search(one) for item in self._allowed)]

    def _watch(self) -> None:
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.problems.append(f"exception {error}"))
        self.page.on("requestfailed", self._on_lost)
        self.page.on("response", self._on_answer)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not _ECHO.match(message.text):
            self.problems.append(f"console {message.type}: {message.text}")

    def _on_lost(self, request: Request) -> None:
        # A page that is left gives up what it was still asking for.
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"lost {request.method} {request.url}: {request.failure}")

    def _on_answer(self, response: Response) -> None:
        if response.status >= 400:
            self.problems.append(f"{response.status} {response.request.method} {response.url}")
        if not response.url.startswith((self.url, "data:", "blob:")):
            self.problems.append(f"outside {response.url}")


async def new_context(browser: Browser, screen: Screen) -> BrowserContext:
    """Make a fresh profile at a screen, in Chinese and in Shanghai, with nothing moving."""
    return await browser.new_context(
        viewport={"width": screen.width, "height": screen.height},
        has_touch=screen.is_touch,
        is_mobile=screen.is_touch,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )


async def violations(page: Page) -> list[str]:
    """Let axe look at a page; return a line for each serious violation and its first places."""
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(AXE.read_text(encoding="utf-8"))
    try:
        found: dict[str, Any] = await page.evaluate("() => axe.run()")
    except BrowserError as error:
        return [f"axe could not run: {error}"]
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: "
        + "; ".join(str(node["target"]) for node in one["nodes"][:4])
        for one in found["violations"]
        if one["impact"] in SERIOUS
    ]
