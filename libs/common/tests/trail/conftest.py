"""A trail to seal, to tamper with and to verify."""

from contextlib import suppress
from dataclasses import replace

import pytest
from sqlalchemy import text

from zizhu.common.audit import Actor
from zizhu.common.database import Database
from zizhu.common.ids import new_id
from zizhu.common.parts import Parts
from zizhu.common.trail.sealer import AuditSealer
from zizhu.common.trail.verify import verify


class Died(Exception):
    """Ends a transaction."""


class Trail:
    """Writes lines as the service, seals as the sealer, tampers as the owner."""

    def __init__(self, parts: Parts, databases: dict[str, Database], school_id) -> None:
        self.parts = parts
        self.databases = databases
        self.school_id = school_id
        self.account_id = new_id()
        self.sealer = self.another_sealer()

    def another_sealer(self) -> AuditSealer:
        return AuditSealer(replace(self.parts, database=self.databases["sealer"]))

    def transaction(self, school_id=None):
        return self.databases["service"].transaction(
            school_id or self.school_id,
            actor=Actor(self.account_id, new_id(), "counselor", "10.0.0.1"),
            correlation_id="request-1",
        )

    async def write(self, count: int = 1, action: str = "application.returned") -> None:
        for number in range(count):
            async with self.transaction() as tx:
                tx.record(action, of="application", object_id=new_id(), state=f"state {number}")

    async def fail(self, error: type[BaseException]) -> None:
        """Draw a number for a line and roll back."""
        async with self.transaction() as tx:
            tx.record("refused.act", of="thing", object_id="1")
            await tx.flush()
            raise error

    async def fail_silently(self) -> None:
        with suppress(Died):
            await self.fail(Died)

    async def sealed(self, count: int) -> None:
        await self.write(count)
        assert await self.sealer.pass_once() == count

    async def tamper(self, statement: str, **values: object) -> None:
        async with self.databases["owner"].transaction() as tx:
            await tx.session.execute(text(statement), values)

    async def ask(self, question: str) -> list:
        async with self.databases["owner"].transaction() as tx:
            return (await tx.session.execute(text(question))).all()

    async def positions(self) -> list[tuple[int, int]]:
        rows = await self.ask("SELECT position, line_seq FROM audit_seal ORDER BY position")
        return [tuple(row) for row in rows]

    async def problems(self, anchors=(), **options) -> list[tuple[str, int | None]]:
        found = await verify(
            self.databases["service"],
            self.parts.keys,
            anchors,
            now=self.parts.machine.now(),
            **options,
        )
        return [(problem.kind.value, problem.position) for problem in found]


@pytest.fixture
def trail(parts, databases, school_id) -> Trail:
    return Trail(parts, databases, school_id)
