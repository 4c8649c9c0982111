"""The funnel of a round: how many students are at each step, inside a scope and filters."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.identification.domain.vocabulary import AuditState, Difference, Grade
from zizhu.identification.repository import (
    applications,
    campaigns,
    finals,
    funnel,
    publicities,
    sheets,
)
from zizhu.identification.repository.applications import Filters
from zizhu.identification.service.work import Work

_SETTLED = frozenset({Difference.NORMAL, Difference.TOO_FEW})


@dataclass(frozen=True, slots=True)
class Funnel:
    """Counts by step; each later step is a part of the one before it, but for `imported`."""

    imported: int
    filled: int
    applied: int
    reviewed: int
    evaluated: int
    cleared: int
    cut: int
    public: int
    final: int
    grades: Mapping[str, int]
    abnormal: int
    as_of: datetime


async def count(work: Work, campaign_id: UUID, filters: Filters) -> Funnel:
    """Count the steps of a round. Raises NoSuchCampaign."""
    one = await campaigns.find_round(work.tx, work.scope, campaign_id)
    listed = await applications.list_applications(work.tx, work.scope, one.id, filters)
    found = [application for application in listed if not application.has_left]
    persons = {application.person_id for application in found}
    peers = await sheets.peer_scores(work.tx, one.id, sorted(persons))
    imported, filled = await funnel.count_filed(work.tx, work.scope, one.id, filters)
    final = await finals.standing_final(work.tx, one.id)
    confirmed = {UUID(key) for key in final.confirmed} if final else set()
    grades = Counter(application.grade.value for application in found)
    return Funnel(
        imported=imported,
        filled=filled,
        applied=len(found),
        reviewed=sum(1 for each in found if each.audit is not AuditState.UNREVIEWED),
        evaluated=len(peers),
        cleared=sum(1 for each in found if each.difference in _SETTLED),
        cut=sum(1 for each in found if each.grade is not Grade.UNDECIDED),
        public=len(persons & await _public(work, one.id)),
        final=len(persons & confirmed),
        grades={grade.value: grades[grade.value] for grade in Grade},
        abnormal=sum(1 for each in found if each.difference is Difference.ABNORMAL),
        as_of=work.now,
    )


async def _public(work: Work, campaign_id: UUID) -> set[UUID]:
    main = publicities.main_of(await publicities.list_publicities(work.tx, campaign_id))
    if main is None or not main.publicity.has_started:
        return set()
    rows = await publicities.list_rows(work.tx, main.id, Scope(work.school_id))
    return {line.row.person_id for line in rows}
