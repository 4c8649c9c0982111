"""Roster's present state as events, for consumers that are born late, rebuilt or in doubt; and the
fingerprints by which both sides compare what they hold.
"""

from collections.abc import AsyncIterator, Mapping
from uuid import UUID

from zizhu.common.database import Transaction
from zizhu.common.parts import Parts
from zizhu.common.resync import Fingerprint, Holding, Republisher, Statement, fingerprint
from zizhu.roster.repository import schools as repository
from zizhu.roster.service.schools import statement_of


async def _state_school(
    parts: Parts, tx: Transaction, school_id: UUID | None
) -> AsyncIterator[Statement]:
    if school_id is None:
        return
    school = await repository.find_school(tx, school_id)
    event = await statement_of(tx, parts.keys, school)
    yield Statement(event, school.id, school.version, school.id)


async def _count_schools(tx: Transaction) -> Mapping[UUID, Fingerprint]:
    return {
        school_id: fingerprint([(school_id, version)])
        for school_id, version in await repository.school_versions(tx)
    }


REPUBLISHERS = (Republisher("schools", _state_school, repository.school_ids),)
HOLDINGS = (Holding("schools", _count_schools),)
