"""What goes wrong on the way: an act done twice, a session that is over."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import Locator, Request, Route

from zizhu_testing.browser import Visitor

SLOW_HAND = 150  # milliseconds that a button is held: the first click is answered by the second


async def click_twice(button: Locator) -> None:
    """Double-click as people do who are used to icons."""
    await button.wait_for()
    await button.dblclick(delay=SLOW_HAND)


@dataclass
class Writes:
    """What a page sent that could change something, as `POST /api/v1/…`."""

    sent: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, person: Visitor) -> "Writes":
        found = cls()
        person.page.on("request", found._note)
        return found

    def _note(self, request: Request) -> None:
        if request.method not in ("GET", "HEAD"):
            self.sent.append(f"{request.method} {urlsplit(request.url).path}")

    def ending(self, ending: str) -> int:
        """How many of them went to such an address."""
        return sum(one.endswith(ending) for one in self.sent)


async def end_session(person: Visitor) -> None:
    """End the session of a page: nothing can be renewed any more, and the token is over. It would
    do for some minutes yet, so its end is played to the first thing that the page writes.
    """
    person.allow(r"^401 ")
    await person.page.context.clear_cookies()
    is_over = False

    async def judge(route: Route) -> None:
        nonlocal is_over
        if is_over or route.request.method == "GET" or "/session" in route.request.url:
            await route.fallback()
            return
        is_over = True
        problem = {
            "code": "token_stale",
            "title": "登录已过期",
            "detail": "请重新登录",
            "status": 401,
        }
        await route.fulfill(status=401, content_type="application/problem+json", json=problem)

    await person.page.route("**/api/v1/**", judge)
