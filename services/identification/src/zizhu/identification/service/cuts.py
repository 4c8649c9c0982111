"""Cut lines: tried, suggested, drawn, kept with everything they depend on, computed again.

A cut is refused on half a picture of the register and while forms are open; it is made again as
often as the school likes until the list is frozen for publicity (domain.md 5.8).
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from zizhu.common.ids import new_id
from zizhu.identification.domain.caps import LineCheck, check_lines
from zizhu.identification.domain.cut import (
    CutComparison,
    CutResult,
    Moved,
    compare_cuts,
    cut,
    require_not_published,
)
from zizhu.identification.domain.cut_inputs import CutInputs, OpenCase, SetAside
from zizhu.identification.domain.enrolment import OfficialNumber, require_settled, state_official
from zizhu.identification.domain.lines import (
    Lines,
    LineShare,
    Suggestion,
    TieCall,
    share_of_line,
    suggest,
    ties_at,
)
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.vocabulary import Grade
from zizhu.identification.errors.judging import CutMeanwhile
from zizhu.identification.repository import campaigns, cuts, judgements, publicities
from zizhu.identification.repository.cuts import KeptCut
from zizhu.identification.service import cut_store, tasks
from zizhu.identification.service.cut_basis import Basis, read_basis
from zizhu.identification.service.cut_due import CUT
from zizhu.identification.service.work import Work, open_round


@dataclass(frozen=True, slots=True)
class Trial:
    """What typed lines would give, without cutting."""

    check: LineCheck
    ties: tuple[TieCall, ...]
    shares: tuple[LineShare, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut that was made now, with everything that an officer should look at."""

    kept: KeptCut
    result: CutResult


@dataclass(frozen=True, slots=True)
class Verified:
    """A stored cut computed again from its stored inputs."""

    kept: KeptCut
    digest: str
    counts: Mapping[Grade, int]
    differing: tuple[Moved, ...]

    @property
    def is_equal(self) -> bool:
        return not self.differing and self.digest == self.kept.digest


async def show_basis(work: Work, campaign_id: UUID) -> Basis:
    """Show the enrolment, what stands in the way, and last year's lines. Raises NoSuchCampaign."""
    return await read_basis(work, await campaigns.find_round(work.tx, work.scope, campaign_id))


async def state_enrolment(
    work: Work, campaign_id: UUID, students: int, *, reason: str, document: str
) -> Basis:
    """Put the school's official number in the place of the counted one.

    Raises NoSuchCampaign, CampaignStateForbids, EnrolmentMissing, ReasonMissing.
    """
    one = await open_round(work, campaign_id)
    basis = await read_basis(work, one)
    stated = state_official(basis.enrolment, students, reason=reason, document=document)
    official = stated.official or OfficialNumber(students, reason, document)
    await cuts.keep_official(work.tx, work.school_id, one.id, official, by=work.by, at=work.now)
    work.tx.record(
        "cut.state_enrolment",
        of="campaign",
        object_id=one.id,
        reason=official.reason,
        students=students,
        counted=basis.enrolment.active,
    )
    return await read_basis(work, one)


async def drop_enrolment(work: Work, campaign_id: UUID) -> Basis:
    """Go back to the counted number. Raises NoSuchCampaign, CampaignStateForbids."""
    one = await open_round(work, campaign_id)
    await cuts.drop_official(work.tx, one.id)
    work.tx.record("cut.drop_enrolment", of="campaign", object_id=one.id)
    return await read_basis(work, one)


async def try_share(work: Work, campaign_id: UUID, line: int) -> LineShare:
    """Give the share of one line (试算百分比). Raises NoSuchCampaign, EnrolmentMissing."""
    basis = await show_basis(work, campaign_id)
    return share_of_line(line, basis.pool(), basis.enrolment.denominator)


async def suggest_lines(work: Work, campaign_id: UUID) -> tuple[Basis, Suggestion]:
    """Suggest three lines. Raises NoSuchCampaign, EnrolmentMissing."""
    basis = await show_basis(work, campaign_id)
    return basis, suggest(basis.pool(), basis.enrolment.denominator, basis.rules)


async def try_lines(work: Work, campaign_id: UUID, lines: Lines) -> Trial:
    """Weigh three typed lines. Raises NoSuchCampaign, EnrolmentMissing, LinesNotDescending."""
    basis = await show_basis(work, campaign_id)
    pool, students = basis.pool(), basis.enrolment.denominator
    check = check_lines(lines, pool, students, basis.rules)
    shares = tuple(
        share_of_line(line, pool, students) for line in (lines.special, lines.general, lines.other)
    )
    return Trial(check, ties_at(lines, pool.scores), shares)


async def make_cut(
    work: Work,
    campaign_id: UUID,
    lines: Lines,
    set_aside: Sequence[SetAside],
    *,
    after: int | None = None,
) -> Cut:
    """Draw the lines: scores become grades.

    Raises:
        NoSuchCampaign, CampaignStateForbids.
        CutAfterPublicity: the list is frozen.
        CutMeanwhile: the newest cut is not the one of the number `after`.
        RegisterNotSettled: the register is changing, or its projection is behind.
        CutBlocked: forms are unreviewed, abnormal or uncomputed; they are listed by kind.
        ReasonMissing, ApplicantUnknown: about somebody set aside.
        EnrolmentMissing, LinesNotDescending, CapExceeded.
    """
    await cuts.hold_cutting(work.tx, campaign_id)
    one = await open_round(work, campaign_id, lock="own")
    main = publicities.main_of(await publicities.list_publicities(work.tx, one.id))
    require_not_published(is_published=main is not None and main.publicity.blocks_cut)
    if after is not None:
        _require_seen(await cuts.standing_cut(work.tx, one.id), after)
    basis = await read_basis(work, one, lock=True)
    require_settled(basis.register)
    inputs = basis.inputs(lines, set_aside)
    result = await asyncio.to_thread(cut, inputs)
    kept = await _keep(work, one, inputs, result)
    await _write_back(work, one, basis, result)
    await tasks.close_todo(work.tx, work.school_id, CUT, str(one.id))
    return Cut(kept, result)


def _require_seen(standing: KeptCut | None, after: int) -> None:
    if standing is None or standing.number == after:
        return
    lines = f"{standing.special_line} / {standing.general_line} / {standing.other_line}"
    raise CutMeanwhile(
        f"您打开本页之后，其他人完成了第 {standing.number} 次切线（分数线 {lines}）。"
        "请核对后再决定是否重新切线。",
        number=standing.number,
    )


async def _keep(work: Work, one: Round, inputs: CutInputs, result: CutResult) -> KeptCut:
    earlier = await cuts.standing_cut(work.tx, one.id)
    cut_id = new_id()
    packed = await asyncio.to_thread(cut_store.pack_inputs, work.ring, inputs, cut_id)
    grades = await asyncio.to_thread(cut_store.pack_grades, work.ring, result.grades, cut_id)
    kept = KeptCut(
        id=cut_id,
        campaign_id=one.id,
        number=earlier.number + 1 if earlier else 1,
        special_line=result.lines.special,
        general_line=result.lines.general,
        other_line=result.lines.other,
        enrolment=inputs.enrolment.denominator,
        register_version=inputs.enrolment.register_version,
        rule=inputs.rules.version,
        counts={grade.value: number for grade, number in result.counts.items()},
        warnings=[*result.warnings, *(tie.sentence for tie in result.ties)],
        digest=result.digest,
        inputs=packed,
        grades=grades,
        cut_by=work.by,
        cut_at=work.now,
    )
    await cuts.add_cut(work.tx, work.school_id, kept)
    work.tx.record(
        "cut.make",
        of="cut",
        object_id=kept.id,
        campaign=str(one.id),
        number=kept.number,
        lines=[kept.special_line, kept.general_line, kept.other_line],
        counts=kept.counts,
        enrolment=kept.enrolment,
        register_version=kept.register_version,
        set_aside=len(result.set_aside),
        digest=kept.digest,
    )
    return kept


async def _write_back(work: Work, one: Round, basis: Basis, result: CutResult) -> None:
    moved = {
        application.person_id: result.grades[application.person_id]
        for application in basis.found
        if application.person_id in result.grades
        and (
            application.grade is not result.grades[application.person_id] or application.is_reopened
        )
    }
    await judgements.write_grades(work.tx, one.id, moved)
    await campaigns.save_round(work.tx, replace(one, cut_at=work.now, version=one.version + 1))


async def list_cuts(work: Work, campaign_id: UUID) -> list[KeptCut]:
    """List the cuts of a round, the newest first. Raises NoSuchCampaign."""
    await campaigns.find_round(work.tx, work.scope, campaign_id)
    return await cuts.list_cuts(work.tx, work.scope, campaign_id)


async def verify_cut(work: Work, cut_id: UUID) -> Verified:
    """Compute a stored cut again from its stored inputs, and compare. Raises NoSuchCut."""
    kept = await cuts.find_cut(work.tx, work.scope, cut_id)
    again = await _again(work, kept)
    stored = cut_store.stored_grades(work.ring, kept)
    differing = tuple(
        Moved(person, stored.get(person), again.grades.get(person))
        for person in sorted(stored.keys() | again.grades.keys())
        if stored.get(person) is not again.grades.get(person)
    )
    work.tx.record("cut.verify", of="cut", object_id=kept.id, equal=not differing)
    return Verified(kept, again.digest, again.counts, differing)


async def compare(work: Work, earlier_id: UUID, later_id: UUID) -> CutComparison:
    """Lay two cuts side by side, each computed from its stored inputs. Raises NoSuchCut."""
    earlier = await cuts.find_cut(work.tx, work.scope, earlier_id)
    later = await cuts.find_cut(work.tx, work.scope, later_id)
    return compare_cuts(await _again(work, earlier), await _again(work, later))


async def _again(work: Work, kept: KeptCut) -> CutResult:
    inputs = await cut_store.recall_inputs(work.ring, kept)
    return await asyncio.to_thread(cut, inputs)


def count_open(cases: Mapping[OpenCase, Sequence[UUID]]) -> dict[str, int]:
    """Count what stands in the way, by kind."""
    return dict(Counter({case.value: len(persons) for case, persons in cases.items()}))
