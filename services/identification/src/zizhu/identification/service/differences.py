"""Rank differences: calculated class by class once every form is reviewed, listed with arithmetic.

Classes that still wait are listed with their unreviewed forms, never skipped silently
(domain.md 5.4).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.identification.domain.application import Application
from zizhu.identification.domain.difference import (
    ClassReadiness,
    ClearedScores,
    Contender,
    compare,
    split_ready,
)
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.vocabulary import AuditState
from zizhu.identification.errors.panels import ClassesNotKnown
from zizhu.identification.repository import applications, judgements, people, sheets
from zizhu.identification.repository import differences as repository
from zizhu.identification.repository.differences import KeptVerdict
from zizhu.identification.repository.people import ClassUnit
from zizhu.identification.service.cut_due import tell_school
from zizhu.identification.service.departments import tell_departments
from zizhu.identification.service.work import Work, open_round


@dataclass(frozen=True, slots=True)
class Waiting:
    """A class that cannot be compared yet, and whose forms it waits for, by name."""

    class_id: UUID
    class_name: str
    unreviewed: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True)
class Calculated:
    """What a calculation did."""

    classes: tuple[UUID, ...]
    students: int
    abnormal: int
    unscored: int
    flat: tuple[UUID, ...]
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class _Pool:
    """The applications of some classes, with the peer scores and what was cleared."""

    ranked: Mapping[UUID, Sequence[UUID]]
    found: Mapping[UUID, Application]
    peers: Mapping[UUID, sheets.PeerScore]
    cleared: Mapping[UUID, ClearedScores]


async def calculate(
    work: Work, campaign_id: UUID, class_ids: Collection[UUID] | None = None
) -> Calculated:
    """Compare the two rankings of each class named, or of every class in scope.

    Raises:
        NoSuchCampaign, CampaignStateForbids.
        ClassesNotKnown: a named class is unknown or outside the scope.
    """
    one = await open_round(work, campaign_id)
    classes = await _classes(work, class_ids)
    pool = await _pool(work, one, classes.keys())
    ready, waiting = split_ready(
        {
            class_id: [(person, _is_reviewed(pool.found[person])) for person in persons]
            for class_id, persons in pool.ranked.items()
        }
    )
    done = [await _compare(work, one, pool, state.class_id) for state in ready]
    await tell_departments(work, one)
    await tell_school(work, one)
    result = Calculated(
        classes=tuple(state.class_id for state in ready),
        students=sum(len(kept) for kept in done),
        abnormal=sum(_count(kept, "abnormal") for kept in done),
        unscored=sum(_count(kept, "uncomputed") for kept in done),
        flat=tuple(kept[0].class_id for kept in done if kept and kept[0].is_flat),
        waiting=tuple(_waiting(state, classes, pool) for state in waiting),
    )
    work.tx.record(
        "difference.calculate",
        of="campaign",
        object_id=one.id,
        classes=len(result.classes),
        waiting=len(waiting),
        abnormal=result.abnormal,
        threshold=one.campaign.rules.threshold_hundredths,
    )
    return result


def _is_reviewed(one: Application) -> bool:
    return one.audit is not AuditState.UNREVIEWED


def _count(kept: Sequence[KeptVerdict], flag: str) -> int:
    return sum(1 for one in kept if one.verdict.flag == flag)


async def _classes(work: Work, class_ids: Collection[UUID] | None) -> dict[UUID, ClassUnit]:
    if class_ids is None:
        found = await people.list_classes(work.tx, work.scope)
    else:
        found = await people.find_classes(work.tx, work.scope, class_ids)
        if len(found) != len(set(class_ids)):
            raise ClassesNotKnown
    return {unit.class_id: unit for unit in found}


async def _pool(work: Work, one: Round, class_ids: Collection[UUID]) -> _Pool:
    """Load everybody ranked in these classes, wherever they stand by now (5.10.7)."""
    every = await repository.ranked_in(work.tx, one.id)
    ranked = {class_id: every[class_id] for class_id in class_ids if class_id in every}
    persons = [person for its in ranked.values() for person in its]
    listed = await applications.list_applications(
        work.tx, Scope(work.school_id), one.id, persons=persons
    )
    return _Pool(
        ranked,
        {application.person_id: application for application in listed},
        await sheets.peer_scores(work.tx, one.id, persons),
        await repository.cleared_scores(work.tx, one.id, persons),
    )


async def _compare(work: Work, one: Round, pool: _Pool, class_id: UUID) -> list[KeptVerdict]:
    contenders = [_contender(pool, person) for person in pool.ranked[class_id]]
    compared = compare(contenders, one.campaign.rules)
    kept = [
        KeptVerdict(
            verdict=verdict,
            class_id=class_id,
            raw_score=pool.found[verdict.person_id].raw_score,
            peer_total=peer.total if peer else None,
            peer_sheets=peer.sheets if peer else None,
            is_flat=compared.is_flat,
            computed_at=work.now,
        )
        for verdict in compared.verdicts
        for peer in [pool.peers.get(verdict.person_id)]
    ]
    await repository.keep_verdicts(work.tx, work.school_id, one.id, kept)
    moved = {
        verdict.person_id: verdict.flag
        for verdict in compared.verdicts
        if pool.found[verdict.person_id].difference is not verdict.flag
    }
    await judgements.write_differences(work.tx, one.id, moved)
    return kept


def _contender(pool: _Pool, person_id: UUID) -> Contender:
    application, peer = pool.found[person_id], pool.peers.get(person_id)
    return Contender(
        person_id=person_id,
        raw_score=application.raw_score,
        peer_score=peer.score if peer else None,
        is_guaranteed=application.is_guaranteed,
        cleared=pool.cleared.get(person_id),
    )


def _waiting(state: ClassReadiness, classes: Mapping[UUID, ClassUnit], pool: _Pool) -> Waiting:
    return Waiting(
        state.class_id,
        classes[state.class_id].name,
        tuple((person, pool.found[person].name) for person in state.unreviewed),
    )
