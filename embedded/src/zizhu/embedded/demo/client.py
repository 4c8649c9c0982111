"""A plain HTTP client of the platform: signs in, refreshes silently, retries what asks for it,
and gives the password again where an act that cannot be undone asks for a fresh sign-in.

It knows nothing that another program could not know: addresses, JSON and problem documents.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import aiohttp

from zizhu.common.ids import new_id

RETRIES = 60
NOT_FRESH = "sign_in_not_fresh"  # how an act that cannot be undone is refused
RETRY_CODES = frozenset(
    {
        "not_yet_known",
        "database_away",
        "keys_away",
        "unavailable",
        "too_many",
        "too_many_requests",
        "service_full",
        "service_away",
    }
)


class Refused(Exception):
    """The platform said no; carries its problem document."""

    def __init__(self, method: str, path: str, problem: Mapping[str, Any]) -> None:
        self.problem = dict(problem)
        self.code = str(problem.get("code"))
        self.status = int(problem.get("status", 0))
        found = "; ".join(str(item.get("message")) for item in problem.get("errors", ())[:3])
        super().__init__(f"{method} {path}: {self.status} {problem.get('detail')} {found}")


@dataclass
class Platform:
    """An installation, reached at its gateway."""

    url: str
    http: aiohttp.ClientSession = field(repr=False)

    @classmethod
    def at(cls, url: str, *, connections: int = 64) -> Self:
        connector = aiohttp.TCPConnector(limit=connections)
        timeout = aiohttp.ClientTimeout(total=300)
        jar = aiohttp.DummyCookieJar()  # each person keeps their own cookie
        return cls(
            url.rstrip("/"),
            aiohttp.ClientSession(connector=connector, timeout=timeout, cookie_jar=jar),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.close()

    async def sign_in(self, login: str, password: str) -> "Person":
        """Sign in by account and password."""
        visitor = self.visitor()
        await visitor.take_session("/session", {"login": login, "password": password})
        return visitor

    def visitor(self) -> "Person":
        """Somebody who has not signed in."""
        return Person(self)


@dataclass
class Person:
    """Somebody at the platform; `call` is one request, repeated where the platform asks for it."""

    platform: Platform
    token: str | None = field(default=None, repr=False)
    cookie: str | None = field(default=None, repr=False)
    session: Mapping[str, Any] = field(default_factory=dict)
    password: str | None = field(default=None, repr=False)

    async def take_session(self, path: str, body: Mapping[str, Any]) -> None:
        """Open a session through identity, and keep its token, refresh cookie and password."""
        await self._take(path, body, dict)
        self.password = body.get("password")

    async def verify_again(self) -> None:
        """Prove by the password who is signed in; the session counts as fresh for 15 minutes."""
        await self._take("/session/verification", {"password": self.password}, self._signed)

    async def _take(
        self, path: str, body: Mapping[str, Any], headers_now: Callable[[], dict[str, str]]
    ) -> None:
        for attempt in range(RETRIES):
            try:
                answer, headers = await self._send(
                    "POST", f"/identity{path}", json=body, headers=headers_now()
                )
            except Refused as refusal:
                await self._mend(refusal, attempt)
            else:
                self._keep(answer, headers)
                return
        raise TimeoutError(path)

    def _keep(self, answer: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        self.session = answer
        self.token = answer["access_token"]
        cookie = headers.get("Set-Cookie")
        if cookie:
            self.cookie = cookie.split(";", 1)[0]

    async def _refresh(self) -> None:
        headers = {"Cookie": self.cookie or ""}
        answer, back = await self._send("POST", "/identity/session/refresh", headers=headers)
        self._keep(answer, back)

    async def get(self, path: str, **query: Any) -> Any:
        return await self.call("GET", path, params=query)

    async def post(self, path: str, body: Any = None, **more: Any) -> Any:
        """POST with an Idempotency-Key, so that a repeated request does nothing twice."""
        headers = {"Idempotency-Key": str(new_id()), **more.pop("headers", {})}
        return await self.call("POST", path, json=body, headers=headers, **more)

    async def put(self, path: str, body: Any, **more: Any) -> Any:
        return await self.call("PUT", path, json=body, **more)

    async def patch(self, path: str, body: Any, **more: Any) -> Any:
        return await self.call("PATCH", path, json=body, **more)

    async def upload(self, path: str, name: str, content: bytes, **fields: str) -> Any:
        """Send a file as multipart/form-data."""
        for attempt in range(RETRIES):
            form = aiohttp.FormData(quote_fields=False)  # names of files in Chinese
            form.add_field("file", content, filename=name)
            for key, value in fields.items():
                form.add_field(key, value)
            try:
                return (await self._send("POST", path, data=form, headers=self._signed()))[0]
            except Refused as refusal:
                await self._mend(refusal, attempt)
        raise TimeoutError(path)

    async def send(self, path: str, content: bytes, **query: Any) -> Any:
        """Send a file as the raw body of a POST."""
        headers = {"Content-Type": "application/octet-stream"}
        return await self.call("POST", path, data=content, params=query, headers=headers)

    async def call(self, method: str, path: str, **more: Any) -> Any:
        """One request below /api/v1. Raises Refused.

        What asks for a fresh sign-in is repeated once, after the password was given again.
        """
        try:
            return await self._call(method, path, **more)
        except Refused as refusal:
            if refusal.code != NOT_FRESH or self.password is None:
                raise
        await self.verify_again()
        return await self._call(method, path, **more)

    async def _call(self, method: str, path: str, **more: Any) -> Any:
        headers = dict(more.pop("headers", {}))
        params = {
            key: str(value) for key, value in more.pop("params", {}).items() if value is not None
        }
        for attempt in range(RETRIES):
            try:
                signed = {**headers, **self._signed()}
                answer, _ = await self._send(method, path, params=params, headers=signed, **more)
            except Refused as refusal:
                await self._mend(refusal, attempt)
            else:
                return answer
        raise TimeoutError(path)

    def _signed(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    async def _mend(self, refusal: Refused, attempt: int) -> None:
        """Do what a refusal asks for before the next try, or raise it."""
        if refusal.code in ("token_stale", "token_invalid") and self.cookie:
            await self._refresh()
        elif refusal.code in RETRY_CODES:
            asked = float(refusal.problem.get("retry_after", 0) or 0)
            await asyncio.sleep(max(min(asked, 5.0), min(0.05 * 2**attempt, 1.0)))
        else:
            raise refusal

    async def _send(self, method: str, path: str, **more: Any) -> tuple[Any, Mapping[str, str]]:
        url = f"{self.platform.url}/api/v1{path}"
        async with self.platform.http.request(method, url, **more) as response:
            if response.status >= 400:
                raise Refused(method, path, await _problem(response))
            if response.status == 204:
                return None, response.headers
            if "json" in response.content_type:
                return await response.json(), response.headers
            return await response.read(), response.headers


async def _problem(response: aiohttp.ClientResponse) -> Mapping[str, Any]:
    problem: dict[str, Any] = {"status": response.status, "detail": response.reason}
    if "json" in response.content_type:
        problem |= await response.json()
    if "Retry-After" in response.headers:
        problem["retry_after"] = response.headers["Retry-After"]
    return problem


def if_match(version: int) -> dict[str, str]:
    """The header that says which version the caller saw."""
    return {"If-Match": f'"{version}"'}
