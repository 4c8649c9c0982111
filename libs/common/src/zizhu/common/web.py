"""The door of a service: who calls, what they may, and the transaction they work in.

A route declares its permission by the type of its caller: `AsSchoolAdmin`, `AsStaff`, …; a route
that declares none does not start (`check_permissions`). "Anonymous" is a permission too.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeVar

from fastapi import Depends, FastAPI, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts
from pydantic import BaseModel

from zizhu.common.audit import Actor
from zizhu.common.auth import STAFF, Principal, Role, Scope
from zizhu.common.database import DatabaseAway, Transaction
from zizhu.common.errors import Forbidden, Invalid, Refusal, StaleVersion, Unauthenticated
from zizhu.common.idempotency import Replay, keep_answer, look_up, request_digest
from zizhu.common.parts import Parts

A = TypeVar("A", bound=BaseModel)
R = TypeVar("R")


class NotAllowed(Forbidden):
    code = "not_allowed"
    title = "当前身份不能进行此操作"


class SignInNotFresh(Forbidden):
    """The act cannot be undone and asks for a sign-in not older than 15 minutes."""

    code = "sign_in_not_fresh"
    title = "需要重新验证身份"


class VersionMissing(Invalid):
    code = "version_missing"
    title = "缺少版本号"


@dataclass(frozen=True)
class Visitor:
    """Whoever sent a request, signed in or not."""

    parts: Parts
    request: Request

    @property
    def ip(self) -> str | None:
        return self.request.client.host if self.request.client else None

    @property
    def request_id(self) -> str | None:
        found: str | None = self.request.scope.get("zizhu.request_id")
        return found

    @property
    def now(self) -> datetime:
        """Business time: what deadlines are judged by."""
        return self.parts.business.now()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with self.parts.database.transaction(
            actor=Actor(ip=self.ip), correlation_id=self.request_id
        ) as tx:
            yield tx


@dataclass(frozen=True)
class Caller(Visitor):
    """A signed-in principal with its active post."""

    principal: Principal

    @property
    def scope(self) -> Scope:
        return self.principal.scope

    @asynccontextmanager
    async def transaction(
        self, audited: str | None = None, *, of: str = "request", object_id: object = ""
    ) -> AsyncIterator[Transaction]:
        """Open the one transaction of this request, limited to the caller's school.

        With `audited` a refusal or a defect leaves an audit line in a transaction of its own.
        """
        try:
            async with self._transaction() as tx:
                yield tx
        except Replay:
            raise  # nothing was tried
        except Exception as error:
            if audited is not None:
                await self.note_failure(audited, of=of, object_id=object_id, error=error)
            raise

    async def note_failure(
        self, action: str, *, of: str, object_id: object, error: Exception
    ) -> None:
        """Leave an audit line of what was tried and did not happen, where the database answers."""
        if isinstance(error, Refusal):
            result, code = "refused", error.code
        else:
            result, code = "failed", "unexpected"
        with suppress(DatabaseAway):
            async with self._transaction() as tx:
                tx.record(action, of=of, object_id=object_id, result=result, code=code)

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Transaction]:
        async with self.parts.database.transaction(
            self.principal.post.school_id,
            actor=self.principal.actor(self.ip),
            correlation_id=self.request_id,
        ) as tx:
            yield tx

    async def once(
        self,
        use: Callable[[Transaction], Awaitable[R]],
        answer: Callable[[R], A],
        *,
        status: int = 201,
        audited: str | None = None,
        of: str = "request",
        object_id: object = "",
    ) -> Response:
        """Do `use` once per `Idempotency-Key` and answer the same ever after.

        The key, the body's digest and the answer are kept in the same transaction, per account,
        for 48 hours. Raises KeyReused when the same key comes with another body.
        """
        key = self.request.headers.get("idempotency-key")
        digest = await request_digest(self.request)
        try:
            async with self.transaction(audited, of=of, object_id=object_id) as tx:
                if key is not None:
                    await look_up(tx, self.principal.account_id, key, digest)
                body = answer(await use(tx)).model_dump_json().encode()
                if key is not None:
                    await keep_answer(
                        tx, self.principal.account_id, key, digest, status=status, answer=body
                    )
        except Replay as replay:
            return Response(replay.answer, replay.status, media_type="application/json")
        return Response(body, status, media_type="application/json")


_READING = frozenset({"GET", "HEAD"})


class Allow:
    """The permission of a route: which roles, and whether the sign-in must be fresh.

    Who tries to change something with a role that may not, or with a sign-in that is too old,
    leaves an audit line.
    """

    def __init__(self, *roles: Role, fresh: bool = False) -> None:
        self.roles = frozenset(roles)
        self.fresh = fresh

    async def __call__(self, request: Request) -> Caller:
        parts: Parts = request.app.state.parts
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("请先登录。")
        principal = await parts.tokens.verify(token)
        caller = Caller(parts=parts, request=request, principal=principal)
        refusal = self._refusal(principal, parts)
        if refusal is None:
            return caller
        if request.method not in _READING:
            place = f"{request.method} {request.scope['route'].path}"
            await caller.note_failure("access", of="route", object_id=place, error=refusal)
        raise refusal

    def _refusal(self, principal: Principal, parts: Parts) -> Refusal | None:
        if principal.post.role not in self.roles:
            return NotAllowed(f"{principal.post.role.label}不能进行此操作，请切换身份后再试。")
        if self.fresh and not principal.is_fresh(parts.machine.now()):
            return SignInNotFresh("此操作不可撤回，请先重新验证密码或短信验证码。")
        return None


class Anonymous:
    """The permission of a route that asks for no sign-in."""

    async def __call__(self, request: Request) -> Visitor:
        return Visitor(parts=request.app.state.parts, request=request)


EVERYONE = tuple(role for role in Role if role is not Role.SERVICE)

AsAnonymous = Annotated[Visitor, Depends(Anonymous())]
AsPlatformAdmin = Annotated[Caller, Depends(Allow(Role.PLATFORM_ADMIN))]
AsFreshPlatformAdmin = Annotated[Caller, Depends(Allow(Role.PLATFORM_ADMIN, fresh=True))]
AsSchoolAdmin = Annotated[Caller, Depends(Allow(Role.SCHOOL_ADMIN))]
AsFreshSchoolAdmin = Annotated[Caller, Depends(Allow(Role.SCHOOL_ADMIN, fresh=True))]
AsDeptOrSchool = Annotated[Caller, Depends(Allow(Role.SCHOOL_ADMIN, Role.DEPT))]
AsDept = Annotated[Caller, Depends(Allow(Role.DEPT))]
AsCounselor = Annotated[Caller, Depends(Allow(Role.COUNSELOR))]
AsStaff = Annotated[Caller, Depends(Allow(*STAFF))]
AsStaffOrPlatform = Annotated[Caller, Depends(Allow(*STAFF, Role.PLATFORM_ADMIN))]
AsStudent = Annotated[Caller, Depends(Allow(Role.STUDENT))]
AsMember = Annotated[Caller, Depends(Allow(*STAFF, Role.STUDENT))]
AsSignedIn = Annotated[Caller, Depends(Allow(*EVERYONE))]


def if_match(request: Request) -> int:
    """Read the version a client saw from `If-Match`. Raises VersionMissing."""
    text = request.headers.get("if-match", "").strip().removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdigit()):
        raise VersionMissing("请在 If-Match 中带上您看到的版本号，以免覆盖他人的修改。")
    return int(text)


def if_match_given(request: Request) -> int | None:
    """Read `If-Match` where a route works without it too. Raises VersionMissing."""
    return if_match(request) if "if-match" in request.headers else None


SeenVersion = Annotated[int, Depends(if_match)]
KnownVersion = Annotated[int | None, Depends(if_match_given)]


def expect_version(stored: int, seen: int) -> None:
    """Raise StaleVersion unless the caller saw the present version."""
    if stored != seen:
        raise StaleVersion("内容已被他人修改，请刷新后重新操作。", version=stored)


class UndeclaredPermission(Exception):
    """A route that says nothing about who may use it."""


def permission_of(dependant: Dependant) -> Allow | Anonymous | None:
    """Return the permission a route declares, looking through its dependencies."""
    for child in dependant.dependencies:
        if isinstance(child.call, Allow | Anonymous):
            return child.call
        found = permission_of(child)
        if found is not None:
            return found
    return None


def permissions(app: FastAPI) -> Iterator[tuple[RouteContext, Allow | Anonymous | None]]:
    """Every route of an app, included routers looked through, with its permission."""
    for route in iter_route_contexts(app.routes):
        dependant: Dependant | None = getattr(route, "dependant", None)
        yield route, None if dependant is None else permission_of(dependant)


def check_permissions(app: FastAPI) -> None:
    """Raise UndeclaredPermission for the first route that declares none."""
    for route, permission in permissions(app):
        if permission is None:
            raise UndeclaredPermission(f"{sorted(route.methods or ())} {route.path}")
