"""Refusals: what the system says no to, by kind, with the sentence a person reads.

A refusal carries no HTTP number: `problems.py` alone maps kinds to statuses, so rules stay pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with what was given, and where: a field, or a row and column of a sheet."""

    message: str
    field: str | None = None
    row: int | None = None
    column: str | None = None


class Refusal(Exception):
    """The base of every refusal; raise a named subclass of one of the kinds below.

    `detail` is Chinese and says what is wrong and what to do. `facts` are machine-readable extras
    of the problem document; they never hold personal values.
    """

    code: ClassVar[str] = "refused"
    title: ClassVar[str] = "请求被拒绝"

    def __init__(
        self,
        detail: str,
        *,
        errors: Sequence[Finding] = (),
        retry_after: int | None = None,
        **facts: object,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)
        self.retry_after = retry_after
        self.facts = facts


class Malformed(Refusal):
    """The payload cannot be understood at all."""

    code = "malformed"
    title = "请求格式不正确"


class Invalid(Refusal):
    """The payload is well formed, and breaks a rule of the domain."""

    code = "invalid"
    title = "内容不符合规则"


class Unauthenticated(Refusal):
    """Nobody is signed in, or the token is no longer good."""

    code = "unauthenticated"
    title = "请先登录"


class Forbidden(Refusal):
    """Somebody is signed in, and may not do this."""

    code = "forbidden"
    title = "没有权限"


class NotFound(Refusal):
    """No such thing inside the caller's scope; a foreign thing answers the same."""

    code = "not_found"
    title = "未找到"


class Conflict(Refusal):
    """The thing is not in the state that this act needs."""

    code = "conflict"
    title = "当前状态不允许此操作"


class Gone(Refusal):
    """It was here, and is over."""

    code = "gone"
    title = "已失效"


class TooLarge(Refusal):
    """More bytes or rows than a limit allows."""

    code = "too_large"
    title = "内容过大"


class TooMany(Refusal):
    """Too often; carries `retry_after` seconds."""

    code = "too_many"
    title = "操作过于频繁"


class Unavailable(Refusal):
    """Something that this service stands on does not answer; carries `retry_after` seconds."""

    code = "unavailable"
    title = "服务暂不可用"


class StaleVersion(Conflict):
    """Somebody else changed the thing since it was read."""

    code = "stale_version"
    title = "内容已被他人修改"


class NotYetKnown(Conflict):
    """An id in the body is unknown here, not yet known, or foreign: retry for a few seconds."""

    code = "not_yet_known"
    title = "引用的对象尚未同步"
