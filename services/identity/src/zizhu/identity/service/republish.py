"""Identity's present state as events, and the fingerprints by which both sides compare it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from uuid import UUID

from sqlalchemy import select

from zizhu.common.database import Transaction
from zizhu.common.parts import Parts
from zizhu.common.resync import Fingerprint, Holding, Republisher, Statement, fingerprint
from zizhu.common.tables import installation
from zizhu.contracts.identity import AccessChanged, BusinessClockShifted
from zizhu.identity.models import AccountRow
from zizhu.identity.repository import register
from zizhu.identity.repository.posts import staff_posts
from zizhu.identity.service.announcing import post_event


async def _state_posts(
    _parts: Parts, tx: Transaction, school_id: UUID | None
) -> AsyncIterator[Statement]:
    posts = await staff_posts(tx)
    names = await _names(tx)
    for post in posts:
        event = post_event(post, names[post.account_id])
        yield Statement(event, post.id, post.version, school_id)


async def _names(tx: Transaction) -> dict[UUID, str]:
    rows = await tx.session.execute(select(AccountRow.id, AccountRow.name))
    return {row.id: row.name for row in rows}


async def _state_access(
    _parts: Parts, tx: Transaction, school_id: UUID | None
) -> AsyncIterator[Statement]:
    rows = await tx.session.execute(
        select(AccountRow.id, AccountRow.not_before, AccountRow.access_version).where(
            AccountRow.not_before.is_not(None)
        )
    )
    for row in rows.all():
        event = AccessChanged(account_id=row.id, not_before=row.not_before)
        yield Statement(event, row.id, row.access_version, school_id)


async def _count_schools(tx: Transaction) -> Mapping[UUID, Fingerprint]:
    found = await register.schools(tx)
    return {school.id: fingerprint([(school.id, school.version)]) for school in found}


async def _count_units(tx: Transaction) -> Mapping[UUID, Fingerprint]:
    return await register.unit_versions(tx)


Versions = Callable[[Transaction], Awaitable[list[tuple[object, int]]]]


def _per_school(read: Versions) -> Callable[[Transaction], Awaitable[Mapping[UUID, Fingerprint]]]:
    """Count a table under row-level security: one school after the other."""

    async def count(tx: Transaction) -> Mapping[UUID, Fingerprint]:
        held = {}
        for school_id in await register.school_ids(tx):
            await tx.limit_to(school_id)
            rows = await read(tx)
            if rows:
                held[school_id] = fingerprint(rows)
        return held

    return count


async def _post_versions(tx: Transaction) -> list[tuple[object, int]]:
    return [(post.id, post.version) for post in await staff_posts(tx)]


async def _state_clock(
    _parts: Parts, tx: Transaction, _school_id: UUID | None
) -> AsyncIterator[Statement]:
    row = (
        await tx.session.execute(
            select(installation.c.clock_shift_seconds, installation.c.clock_version)
        )
    ).one()
    if row.clock_version:
        event = BusinessClockShifted(shift_seconds=row.clock_shift_seconds)
        yield Statement(event, "clock", row.clock_version, None)


async def _first_school(tx: Transaction) -> list[UUID]:
    """The clock is the installation's own: state it once, however many schools there are."""
    return (await register.school_ids(tx))[:1]


REPUBLISHERS = (
    Republisher("clock", _state_clock, _first_school),
    Republisher("posts", _state_posts, register.school_ids),
    Republisher("access", _state_access, register.school_ids),
)
HOLDINGS = (
    Holding("schools", _count_schools),
    Holding("units", _count_units),
    Holding("students", _per_school(register.student_versions)),
    Holding("posts", _per_school(_post_versions)),
)
