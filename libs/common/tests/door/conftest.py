"""A toy application behind the common door, and tokens for whoever a test wants to be."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from fastapi import APIRouter
from joserfc import jwt
from joserfc.jwk import OKPKey
from pydantic import BaseModel, Field
from sqlalchemy import Integer, literal, select

from zizhu.common.app import create_service_app
from zizhu.common.auth import Post, Principal, Role, to_claims
from zizhu.common.errors import Conflict, Finding
from zizhu.common.ids import new_id
from zizhu.common.problems import problems
from zizhu.common.settings import Profile, ServiceSettings
from zizhu.common.tokens import ALGORITHM, ISSUER, KeySource, TokenVerifier
from zizhu.common.web import (
    AsAnonymous,
    AsFreshSchoolAdmin,
    AsSchoolAdmin,
    SeenVersion,
    expect_version,
)


class RoomFull(Conflict):
    code = "room_full"
    title = "已满"


class Undeclared(Conflict):
    code = "undeclared"
    title = "没有声明"


class Item(BaseModel):
    name: str = Field(min_length=1)
    count: int = 1


class Made(BaseModel):
    number: int


class Shop:
    """What the toy routes do; counts effects."""

    def __init__(self) -> None:
        self.made = 0
        self.gate: asyncio.Event | None = None

    def routers(self) -> list[APIRouter]:
        return [self._doors(), self._acts()]

    def _doors(self) -> APIRouter:
        router = APIRouter(prefix="/api/v1/trial")

        @router.get("/open")
        async def look(_: AsAnonymous) -> Mapping[str, str]:
            return {"open": "yes"}

        @router.get("/mine")
        async def mine(caller: AsSchoolAdmin) -> Mapping[str, str]:
            return {"school": str(caller.scope.school_id)}

        @router.post("/final")
        async def final(_: AsFreshSchoolAdmin) -> Mapping[str, str]:
            return {"final": "yes"}

        @router.put("/shared")
        async def edit(_: AsSchoolAdmin, seen: SeenVersion) -> Mapping[str, str]:
            expect_version(3, seen)
            return {"edited": "yes"}

        return router

    def _acts(self) -> APIRouter:
        router = APIRouter(prefix="/api/v1/trial")

        @router.post("/items", responses=problems(RoomFull))
        async def add(caller: AsSchoolAdmin, item: Item):
            return await caller.once(
                lambda tx: self._add(tx, item),
                lambda number: Made(number=number),
                audited="item.add",
            )

        @router.post("/refusals", responses=problems(RoomFull))
        async def refuse(caller: AsSchoolAdmin) -> Mapping[str, str]:
            async with caller.transaction("trial.refused", of="room", object_id=7):
                raise RoomFull("已满，请先清空。", errors=[Finding("这一行", row=2)], left=0)

        @router.post("/failures")
        async def fail(caller: AsSchoolAdmin) -> Mapping[str, str]:
            async with caller.transaction("trial.failed", of="room", object_id=7):
                raise RuntimeError("110101199003070011")

        @router.post("/undeclared")
        async def undeclared(_: AsAnonymous) -> Mapping[str, str]:
            raise Undeclared("没有声明。")

        @router.post("/broken")
        async def broken(_: AsAnonymous) -> Mapping[str, str]:
            raise RuntimeError("110101199003070011")

        @router.post("/stored")
        async def store(visitor: AsAnonymous, item: Item) -> Mapping[str, int]:
            async with visitor.transaction() as tx:
                share = literal(6, Integer) / literal(item.count, Integer)
                row = await tx.session.execute(select(literal(item.name), share))
            return {"share": int(row.one()[1])}

        return router

    async def _add(self, tx, item: Item) -> int:
        if item.name == "full":
            raise RoomFull("已满，请先清空。")
        if self.gate is not None:
            await self.gate.wait()
        self.made += 1
        tx.record("item.added", of="item", object_id=self.made)
        return self.made


class Door:
    """A client of the toy application."""

    def __init__(self, parts, key: OKPKey, client: httpx.AsyncClient) -> None:
        self.parts = parts
        self.key = key
        self.client = client

    def principal(self, role: Role = Role.SCHOOL_ADMIN, **more) -> Principal:
        now = self.parts.machine.now()
        school_id = more.pop("school_id", None) or new_id()
        return Principal(
            account_id=more.pop("account_id", None) or new_id(),
            session_id=new_id(),
            post=Post(new_id(), role, None if role is Role.PLATFORM_ADMIN else school_id),
            issued_at=more.pop("issued_at", now),
            signed_in_at=more.pop("signed_in_at", now),
        )

    def write(self, claims, key: OKPKey | None = None) -> str:
        signer = key or self.key
        header = {"alg": ALGORITHM, "kid": str(signer.kid)}
        return jwt.encode(header, claims, signer, algorithms=[ALGORITHM])

    def token(self, principal: Principal | None = None, *, lives=timedelta(minutes=10)) -> str:
        expires = self.parts.machine.now() + lives
        claims = to_claims(principal or self.principal(), expires_at=expires)
        return self.write(claims | {"iss": ISSUER})

    def headers(self, role: Role = Role.SCHOOL_ADMIN, **more) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token(self.principal(role, **more))}"}


@pytest.fixture(scope="session")
def signing_key() -> OKPKey:
    return OKPKey.generate_key("Ed25519", parameters={"kid": "one"})


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def profile() -> Profile:
    return Profile.TEST


@pytest.fixture
async def door(parts, shop, signing_key, profile):
    async def fetch():
        return [dict(signing_key.as_dict(private=False))]

    verifier = TokenVerifier(KeySource(fetch, parts.database), parts.database, parts.machine)
    furnished = replace(parts, tokens=verifier, settings=ServiceSettings(profile=profile))
    app = create_service_app(furnished, shop.routers(), title="t", description="d")
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://trial") as client:
        yield Door(furnished, signing_key, client)
