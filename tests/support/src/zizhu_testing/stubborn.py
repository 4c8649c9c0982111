"""A client that does not let go, and its own log of what was acknowledged: a drill's oracle.

Whoever got no answer cannot know whether the act was done, so it is repeated with the same
Idempotency-Key. Where a route takes no key, a later refusal may come from the act's own first
success: then the client looks, as a person would.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from zizhu.embedded.demo.client import Person, Platform, Refused
from zizhu_testing.looking import as_done_before, look_for

NO_ANSWER = "no_answer"
UNSURE = frozenset({NO_ANSWER, "service_silent"})
KILLED = UNSURE | {"service_away"}
CONFLICTS = (409, 412)
USED_UP = (400, 401, 403, 409)  # how a slip or a code that was used is refused
# What is killed in a drill is back soon; on a loaded machine a client has to wait as it is told.
SOON, LATER = 0.5, 5.0  # seconds
TRIES_SOON = 20
FIRST_SECONDS = 20.0  # nobody looks at a phone that shows nothing for longer


class Unsure(Exception):
    """Whoever sent this request will never know whether it was done."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One write that the platform acknowledged."""

    method: str
    path: str
    body: Mapping[str, Any]
    answer: Any


@dataclass
class Journal:
    """What the client knows; kept in the client, out of reach of what is killed."""

    acknowledged: list[Entry] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def of(self, method: str, ending: str) -> list[Entry]:
        """The acknowledged writes whose path ends so."""
        return [
            entry
            for entry in self.acknowledged
            if entry.method == method and entry.path.endswith(ending)
        ]


@dataclass
class StubbornPlatform(Platform):
    """A platform whose visitors do not let go."""

    journal: Journal = field(default_factory=Journal)

    def visitor(self) -> "StubbornPerson":
        return StubbornPerson(self)


@dataclass
class StubbornPerson(Person):
    """Somebody who repeats whatever got no answer; with `is_patient` off, who walks away."""

    platform: StubbornPlatform
    is_patient: bool = True
    _unsure: Counter[str] = field(default_factory=Counter, repr=False)
    _known_as: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def journal(self) -> Journal:
        return self.platform.journal

    async def take_session(self, path: str, body: Mapping[str, Any]) -> None:
        """Activate or sign in; whoever activated without hearing of it signs in."""
        credentials = {
            "login": body.get("login") or body.get("phone"),
            "password": body["password"],
        }
        sent = f"POST/identity{path}"
        before = self._unsure[sent]
        try:
            await super().take_session(path, body)
        except Refused as refusal:
            was_unsure = self._unsure[sent] > before
            if path == "/session" or not was_unsure or refusal.status not in USED_UP:
                raise
            self.journal.counts["looked"] += 1
            await super().take_session("/session", credentials)
        self._known_as = credentials

    async def call(self, method: str, path: str, **more: Any) -> Any:
        """The same, and what was done without an answer counts as done."""
        before = self._unsure[method + path]
        try:
            answer = await super().call(method, path, **more)
        except Refused as refusal:
            was_unsure = self._unsure[method + path] > before
            if method == "GET" or not was_unsure or refusal.status not in CONFLICTS:
                raise
            return await self._look(method, path, more.get("json") or {}, refusal)
        return as_done_before(answer) if self._unsure[method + path] > before else answer

    async def _look(self, method: str, path: str, sent: Mapping[str, Any], no: Refused) -> Any:
        """Return what the act would have answered, if it was done. Raises the refusal if not."""
        known = look_for(method, path)
        if known is None:
            raise no
        place, proof = known
        answer = proof(await self.get(place), sent)
        if answer is None:
            raise no
        self.journal.counts["looked"] += 1
        self.journal.acknowledged.append(Entry(method, path, sent, answer))
        return answer

    async def _send(self, method: str, path: str, **more: Any) -> tuple[Any, Mapping[str, str]]:
        timeout = aiohttp.ClientTimeout(total=FIRST_SECONDS)
        try:
            answer, headers = await super()._send(method, path, timeout=timeout, **more)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            self._note_unsure(method, path)
            problem = {"code": NO_ANSWER, "detail": type(error).__name__}
            raise Refused(method, path, problem) from error
        except Refused as refusal:
            self.journal.counts[f"refused {refusal.code}"] += 1
            if refusal.code in UNSURE:
                self._note_unsure(method, path)
            raise
        if method != "GET":
            self.journal.acknowledged.append(Entry(method, path, more.get("json") or {}, answer))
        return answer, headers

    def _note_unsure(self, method: str, path: str) -> None:
        self.journal.counts["unsure"] += 1
        self._unsure[method + path] += 1
        if not self.is_patient and method != "GET":
            raise Unsure(path)

    async def _mend(self, refusal: Refused, attempt: int) -> None:
        if refusal.code in KILLED:
            refusal.problem["retry_after"] = SOON if attempt < TRIES_SOON else LATER
            refusal.code = "unavailable"  # what every client repeats
        await super()._mend(refusal, attempt)

    async def _refresh(self) -> None:
        try:
            await super()._refresh()
        except Refused:  # an answer that was lost has used the cookie up
            await self.take_session("/session", self._known_as)
