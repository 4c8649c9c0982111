"""Identity's present state as events, and the fingerprints by which both sides compare it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from zizhu.common.database import Transaction
from zizhu.common.parts import Parts
from zizhu.common.resync import (
    Fingerprint,
    Holding,
    Republisher,
    Statement,
    each_school,
    no_school,
    school_by_school,
)
from zizhu.common.tables import installation
from zizhu.contracts.identity import AccessChanged, BusinessClockShifted, StudentActivated
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


async def _state_activations(
    _parts: Parts, tx: Transaction, school_id: UUID | None
) -> AsyncIterator[Statement]:
    rows = await tx.session.execute(
        select(AccountRow.id, AccountRow.student_id, AccountRow.opened_at).where(
            AccountRow.student_id.is_not(None)
        )
    )
    for row in rows.all():
        event = StudentActivated(
            student_id=row.student_id, account_id=row.id, activated_at=row.opened_at
        )
        yield Statement(event, row.student_id, 1, school_id)


async def _school_versions(tx: Transaction) -> list[tuple[UUID, int]]:
    return [(school.id, school.version) for school in await register.schools(tx)]


async def _count_units(tx: Transaction) -> Mapping[UUID, Fingerprint]:
    return await register.unit_versions(tx)


async def _post_versions(tx: Transaction, _school_id: UUID) -> list[tuple[object, int]]:
    return [(post.id, post.version) for post in await staff_posts(tx)]


async def _student_versions(tx: Transaction, _school_id: UUID) -> list[tuple[object, int]]:
    return await register.student_versions(tx)


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


async def _schools_and_platform(tx: Transaction) -> Sequence[UUID | None]:
    return [None, *await register.school_ids(tx)]


REPUBLISHERS = (
    Republisher("clock", _state_clock, no_school),
    Republisher("posts", _state_posts, register.school_ids),
    Republisher("activations", _state_activations, register.school_ids),
    Republisher("access", _state_access, _schools_and_platform),
)
OWNS = (Holding("posts", school_by_school(register.school_ids, _post_versions)),)
PROJECTS = (
    Holding("schools", each_school(_school_versions)),
    Holding("units", _count_units),
    Holding("students", school_by_school(register.school_ids, _student_versions)),
)
