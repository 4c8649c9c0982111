"""What officers read of rank differences: both ranks, the arithmetic, the flag as it stands now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.identification.domain.application import Application
from zizhu.identification.domain.difference import FlagCause, stale_verdicts
from zizhu.identification.domain.explain import for_officer
from zizhu.identification.domain.peer import show_score
from zizhu.identification.domain.vocabulary import AuditState, Difference
from zizhu.identification.errors.panels import NoSuchClass
from zizhu.identification.repository import applications, campaigns, people, sheets
from zizhu.identification.repository import differences as repository
from zizhu.identification.repository.differences import KeptVerdict
from zizhu.identification.service.work import Work


@dataclass(frozen=True, slots=True)
class ResultSeen:
    """One student's difference; `flag` is the form's now, `cause` that of the calculation."""

    person_id: UUID
    name: str
    class_id: UUID
    class_name: str
    population: int
    raw_score: int
    peer_score: str | None
    raw_rank: int | None
    peer_rank: int | None
    flag: Difference
    cause: FlagCause
    arithmetic: str
    is_flat: bool
    is_stale: bool
    computed_at: datetime


@dataclass(frozen=True, slots=True)
class ClassSeen:
    """How far one class is: whom it waits for before it can be compared."""

    class_id: UUID
    class_name: str
    applicants: int
    reviewed: int
    evaluated: int
    computed: int
    abnormal: int
    unreviewed: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        return self.applicants > 0 and self.reviewed == self.applicants


async def list_results(
    work: Work,
    campaign_id: UUID,
    *,
    class_id: UUID | None = None,
    flag: Difference | None = None,
) -> list[ResultSeen]:
    """List the differences of the classes in scope, or of one of them.

    Raises NoSuchCampaign, NoSuchClass.
    """
    one = await campaigns.find_round(work.tx, work.scope, campaign_id)
    units = {unit.class_id: unit for unit in await people.list_classes(work.tx, work.scope)}
    if class_id is not None and class_id not in units:
        raise NoSuchClass
    wanted = [class_id] if class_id is not None else list(units)
    kept = await repository.verdicts_of(work.tx, one.id, class_ids=wanted)
    persons = [verdict.verdict.person_id for verdict in kept]
    found = await _applications(work, one.id, persons)
    peers = await sheets.peer_scores(work.tx, one.id, persons)
    stale = set(stale_verdicts([each.verdict for each in kept], one.campaign.rules))
    shown = [
        _seen(
            each,
            found[each.verdict.person_id],
            units[each.class_id].name,
            peer_score=show_score(peer.score) if peer else None,
            is_stale=each.verdict.person_id in stale,
        )
        for each in kept
        if each.verdict.person_id in found
        for peer in [peers.get(each.verdict.person_id)]
    ]
    return [each for each in shown if flag is None or each.flag is flag]


async def _applications(
    work: Work, campaign_id: UUID, persons: Collection[UUID]
) -> dict[UUID, Application]:
    # By class, not by where the student stands: a class keeps whom its panel evaluated.
    listed = await applications.list_applications(
        work.tx, Scope(work.school_id), campaign_id, persons=persons
    )
    return {each.person_id: each for each in listed}


def _seen(
    kept: KeptVerdict,
    application: Application,
    class_name: str,
    *,
    peer_score: str | None,
    is_stale: bool,
) -> ResultSeen:
    verdict = kept.verdict
    return ResultSeen(
        person_id=verdict.person_id,
        name=application.name,
        class_id=kept.class_id,
        class_name=class_name,
        population=verdict.population,
        raw_score=kept.raw_score,
        peer_score=peer_score,
        raw_rank=verdict.raw_rank,
        peer_rank=verdict.peer_rank,
        flag=application.difference,
        cause=verdict.cause,
        arithmetic=" ".join(for_officer(verdict)),
        is_flat=kept.is_flat,
        is_stale=is_stale,
        computed_at=kept.computed_at,
    )


async def list_classes(work: Work, campaign_id: UUID) -> list[ClassSeen]:
    """Tell for every class in scope that has applicants how far it is. Raises NoSuchCampaign."""
    one = await campaigns.find_round(work.tx, work.scope, campaign_id)
    ranked = await repository.ranked_in(work.tx, one.id)
    units = [
        unit for unit in await people.list_classes(work.tx, work.scope) if unit.class_id in ranked
    ]
    persons = [person for unit in units for person in ranked[unit.class_id]]
    found = await _applications(work, one.id, persons)
    peers = await sheets.peer_scores(work.tx, one.id, persons)
    return [
        _class_seen(unit.class_id, unit.name, [found[key] for key in ranked[unit.class_id]], peers)
        for unit in units
    ]


def _class_seen(
    class_id: UUID, name: str, its: Sequence[Application], peers: Collection[UUID]
) -> ClassSeen:
    waiting = [one for one in its if one.audit is AuditState.UNREVIEWED]
    return ClassSeen(
        class_id=class_id,
        class_name=name,
        applicants=len(its),
        reviewed=len(its) - len(waiting),
        evaluated=sum(1 for one in its if one.person_id in peers),
        computed=sum(1 for one in its if one.difference is not Difference.UNCOMPUTED),
        abnormal=sum(1 for one in its if one.difference is Difference.ABNORMAL),
        unreviewed=tuple(one.name for one in waiting),
    )
