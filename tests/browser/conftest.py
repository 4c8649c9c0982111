"""A demo, a browser, and people who sit down at it.

The demo is this session's own, unless ZIZHU_BROWSER_URL names one that runs already: then nothing
is arranged in it, and tests that want to arrange something (`stage`) are skipped.
"""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser

from zizhu.embedded.demo.client import Platform
from zizhu.embedded.demo.stage import Stage
from zizhu.identity.domain.demo import DEMO_PASSWORD
from zizhu_testing.browser import DESKTOP, PHONE, SCREENSHOTS, Screen, Visitor, chromium
from zizhu_testing.demo import SCHOOL, DemoServer, demo_stage
from zizhu_testing.server import Missing

SitDown = Callable[[Screen], Awaitable[Visitor]]
SignIn = Callable[..., Awaitable[Visitor]]
HAS_FAILED = pytest.StashKey[bool]()


@dataclass(frozen=True)
class Demo:
    """Where it answers, and the university in it where we made it."""

    url: str
    stage: Stage | None
    database: Callable[[str], str] | None = None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.failed:
        item.stash[HAS_FAILED] = True
    return report


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with AsyncExitStack() as stack:
        try:
            running = await stack.enter_async_context(chromium())
        except Missing as missing:
            if os.environ.get("CI"):
                pytest.fail(str(missing))
            pytest.skip(str(missing))
        yield running


@pytest.fixture(scope="session")
async def demo() -> AsyncIterator[Demo]:
    given = os.environ.get("ZIZHU_BROWSER_URL", "").rstrip("/")
    if given:
        yield Demo(given, None)
        return
    async with DemoServer() as server, Platform.at(server.url) as platform:
        yield Demo(server.url, await demo_stage(platform), server.database)


@pytest.fixture(scope="session")
def demo_url(demo: Demo) -> str:
    return demo.url


@pytest.fixture(scope="session")
def stage(demo: Demo) -> Stage:
    """The demo's university: 100 students, staff of every role, three students active. Tests
    arrange things in it over HTTP with the steps of the main job, and look at them in a browser.
    """
    if demo.stage is None:
        pytest.skip("arranges things in a demo of its own")
    return demo.stage


@pytest.fixture(scope="session")
def demo_database(demo: Demo) -> Callable[[str], str]:
    """`demo_database("roster")`: its address, to arrange what nobody can do from outside."""
    if demo.database is None:
        pytest.skip("arranges things in a demo of its own")
    return demo.database


@pytest.fixture
async def visitor(
    browser: Browser, demo_url: str, request: pytest.FixtureRequest
) -> AsyncIterator[SitDown]:
    """`await visitor(PHONE)`: somebody at a screen, not signed in. As many as a test wants.

    When the test ends, whatever went wrong behind a page and was not allowed fails it.
    """
    async with AsyncExitStack() as stack:
        seated: list[Visitor] = []

        async def sit_down(screen: Screen = DESKTOP) -> Visitor:
            seated.append(await stack.enter_async_context(Visitor.at(browser, screen, demo_url)))
            return seated[-1]

        async with _picture_of_failure(request.node, seated):
            yield sit_down
        found = [one for person in seated for one in person.unexpected()]
        assert not found, "went wrong behind the page:\n" + "\n".join(found)


@asynccontextmanager
async def _picture_of_failure(item: pytest.Item, seated: list[Visitor]) -> AsyncIterator[None]:
    yield
    if item.stash.get(HAS_FAILED, False):
        for number, person in enumerate(seated):
            name = item.name.replace("/", "-")
            await person.page.screenshot(path=SCREENSHOTS / f"failed/{name}-{number}.png")


@pytest.fixture
def officer(visitor: SitDown) -> SignIn:
    """`await officer("demodept1")`: signed in at 1440 × 900, at home."""

    async def sign_in(account: str = SCHOOL, password: str = DEMO_PASSWORD) -> Visitor:
        person = await visitor(DESKTOP)
        await person.sign_in(account, password)
        return person

    return sign_in


@pytest.fixture
def phone(visitor: SitDown) -> SignIn:
    """`await phone("13009000001")`: signed in at 360 × 740, at home."""

    async def sign_in(account: str, password: str = DEMO_PASSWORD) -> Visitor:
        person = await visitor(PHONE)
        await person.sign_in(account, password)
        return person

    return sign_in
