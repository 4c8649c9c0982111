"""Identification's present state as events, for consumers born late, rebuilt or in doubt."""

from collections.abc import AsyncIterator
from uuid import UUID

from zizhu.common.database import Transaction
from zizhu.common.parts import Parts
from zizhu.common.resync import Republisher, Statement
from zizhu.identification.repository import publicities, register
from zizhu.identification.repository import tasks as repository
from zizhu.identification.service.publicity_store import publicity_changed
from zizhu.identification.service.tasks import todo_changed, use_changed


async def _todos(_: Parts, tx: Transaction, school_id: UUID | None) -> AsyncIterator[Statement]:
    async for kept in repository.every_todo(tx):
        yield Statement(todo_changed(kept), kept.id, kept.version, school_id)


async def _uses(_: Parts, tx: Transaction, school_id: UUID | None) -> AsyncIterator[Statement]:
    async for told in repository.every_told(tx):
        yield Statement(use_changed(told), told.student_id, told.version, school_id)


async def _publicities(
    _: Parts, tx: Transaction, school_id: UUID | None
) -> AsyncIterator[Statement]:
    for one in await publicities.every_publicity(tx):
        yield Statement(publicity_changed(one), one.id, one.version, school_id)


REPUBLISHERS = (
    Republisher("todos", _todos, register.school_ids),
    Republisher("student_uses", _uses, register.school_ids),
    Republisher("publicities", _publicities, register.school_ids),
)
