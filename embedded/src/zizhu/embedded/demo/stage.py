"""What the steps of the main job share: the installation, who acts, and a clock for each step."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from zizhu.embedded.demo.client import Person, Platform
from zizhu.embedded.demo.synthetic import Student, University

T = TypeVar("T")
AT_ONCE = 24  # how many people act at the same time


@dataclass
class Stage:
    """Everything a step needs, and what it leaves for the next."""

    platform: Platform
    university: University
    code: str
    name: str
    admin_login: str
    password: str = field(repr=False)
    platform_admin: Person
    school_id: str = ""
    school: Person | None = None
    staff: dict[str, Person] = field(default_factory=dict)
    pupils: dict[str, Person] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    campaign_id: str = ""
    totals: dict[str, int] = field(default_factory=dict)
    seconds: list[tuple[str, float]] = field(default_factory=list)
    say: Callable[[str], None] = field(default=lambda _: None, repr=False)

    @property
    def officer(self) -> Person:
        """The school's own account."""
        if self.school is None:
            raise LookupError("the school's account is not signed in yet")
        return self.school

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure one step and say it when it is done."""
        started = time.perf_counter()
        yield
        spent = time.perf_counter() - started
        self.seconds.append((name, spent))
        self.say(f"  {name:<44} {spent:8.1f} s")

    def student(self, document: str) -> Student:
        """One synthetic student by identity number."""
        return next(item for item in self.university.students if item.document == document)


async def each(
    items: Iterable[T], act: Callable[[T], Awaitable[Any]], *, at_once: int = AT_ONCE
) -> list[Any]:
    """Let many people act side by side, at most `at_once` of them; answers keep the order."""
    gate = asyncio.Semaphore(at_once)

    async def one(item: T) -> Any:  # noqa: ANN401 - whatever `act` answers
        async with gate:
            return await act(item)

    return await asyncio.gather(*(one(item) for item in items))


async def until(
    look: Callable[[], Awaitable[T]], is_done: Callable[[T], bool], *, within: float = 600
) -> T:
    """Look again and again until something is so; bounded, and it says what it saw last."""
    started, pause = time.monotonic(), 0.05
    while not is_done(seen := await look()):
        if time.monotonic() - started > within:
            raise TimeoutError(f"still {seen}")
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, 1.0)
    return seen


async def pages(person: Person, path: str, **query: str | int) -> list[dict[str, Any]]:
    """Read a list to its end."""
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        page = await person.get(path, cursor=cursor, size=500, **query)
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def shares(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Cut a list into pieces of `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
