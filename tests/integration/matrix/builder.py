"""What building the world shares: requests that have to succeed, and staff who sign in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
import orjson

from matrix.cast import Actor, School, Unit
from zizhu.common.auth import Role
from zizhu.common.ids import new_id
from zizhu_testing.harness import Place

PASSWORD = "一个够长的演示口令2026"
ROSTER, IDENTITY = "/api/v1/roster", "/api/v1/identity"
NOTIFICATION, IDENTIFICATION = "/api/v1/notification", "/api/v1/identification"


@dataclass
class Works:
    """The installation under construction."""

    place: Place
    platform: Mapping[str, str] = field(default_factory=dict)
    slips: list[str] = field(default_factory=list)

    async def call(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        *,
        seen: int | None = None,
        **more: Any,
    ) -> Any:
        """One request that succeeds; its answer, and the version that its ETag carries."""
        sent = dict(headers or {})
        if seen is not None:
            sent["if-match"] = f'"{seen}"'
        answer = await self.place.client.request(method, path, headers=sent, **more)
        if answer.is_error:
            raise AssertionError(f"{method} {path}: {answer.status_code} {answer.text}")
        return read(answer)

    async def activate_staff(self, login: str, slip: str) -> tuple[Mapping[str, str], Any]:
        """Use a slip; return headers and the session."""
        self.slips += [slip, slip.replace("-", "")]
        body = {"login": login, "slip": slip, "password": PASSWORD}
        session = await self.call("POST", f"{IDENTITY}/activation/staff", json=body)
        return bearer(session), session

    async def own_session(self, headers: Mapping[str, str]) -> UUID:
        sessions = await self.call("GET", f"{IDENTITY}/sessions", headers)
        return UUID(next(one["id"] for one in sessions if one["is_current"]))

    async def actor(
        self, school: School, key: str, home: Unit, headers: Mapping[str, str], session: Any
    ) -> Actor:
        """Keep somebody who has just signed in."""
        made = Actor(
            name=key,
            role=Role(session["post"]["role"]),
            headers=headers,
            account_id=UUID(session["account_id"]),
            post_id=UUID(session["post"]["id"]),
            session_id=await self.own_session(headers),
            home=home,
        )
        made.keep("session", made.session_id)
        made.keep("post", made.post_id)
        school.actors[key] = made
        return made


def read(answer: httpx.Response) -> Any:
    if "json" in answer.headers.get("content-type", ""):
        return orjson.loads(answer.content)
    return answer.content


def bearer(session: Mapping[str, Any]) -> Mapping[str, str]:
    return {"authorization": f"Bearer {session['access_token']}"}


def once() -> Mapping[str, str]:
    return {"idempotency-key": str(new_id())}
