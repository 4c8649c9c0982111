"""What somebody asked for when they asked for an export.

It is kept as a file beside the result: encrypted at rest, turned with the keys, and swept with it,
because filters may hold names and numbers and the password opens what leaves the house.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

import orjson

from zizhu.common.auth import Principal, from_claims, to_claims
from zizhu.common.clock import SHANGHAI

KEPT_FOR = timedelta(hours=24)
# No letters or digits that are taken for each other when somebody reads them out.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4


def new_password() -> str:
    """Return about 80 random bits, in groups that can be read out."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


@dataclass(frozen=True, slots=True)
class Request:
    """An export as its service words it: `wanted` are the filters, as JSON takes them."""

    name: str
    reason: str
    wanted: Mapping[str, Any] = field(repr=False)
    is_plain: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with who made it, until when its file can be taken, and the file's password."""

    request: Request
    principal: Principal
    asked_at: datetime
    password: str | None = field(repr=False)

    @classmethod
    def by(cls, principal: Principal, request: Request, now: datetime) -> Self:
        password = new_password() if request.is_plain else None
        return cls(request, principal, now, password)

    @property
    def expires_at(self) -> datetime:
        return self.asked_at + KEPT_FOR

    @property
    def school_id(self) -> UUID:
        return self.principal.scope.school_id

    @property
    def stamp(self) -> str:
        """Say above each sheet who took it, when, until when it may be used, and what for."""
        at, until = (one.astimezone(SHANGHAI) for one in (self.asked_at, self.expires_at))
        who = f"{self.principal.post.role.label} {self.principal.account_id}"
        return (
            f"{self.request.name}；导出时间：{at:%Y-%m-%d %H:%M}；导出人：{who}"
            f"；有效期至：{until:%Y-%m-%d %H:%M}，用后请销毁；用途：{self.request.reason}"
        )

    def to_bytes(self) -> bytes:
        return orjson.dumps(
            {
                "name": self.request.name,
                "reason": self.request.reason,
                "wanted": dict(self.request.wanted),
                "is_plain": self.request.is_plain,
                "principal": to_claims(self.principal, expires_at=self.expires_at),
                "asked_at": self.asked_at.isoformat(),
                "password": self.password,
            }
        )

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """Read what `to_bytes` wrote."""
        kept = orjson.loads(content)
        request = Request(kept["name"], kept["reason"], kept["wanted"], kept["is_plain"])
        asked_at = datetime.fromisoformat(kept["asked_at"])
        return cls(request, from_claims(kept["principal"]), asked_at, kept["password"])
