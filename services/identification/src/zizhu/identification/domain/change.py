"""Grade changes after the cut (认定变更): by the school, with a reason, each a line of the log.

A change never edits what was published: it marks the row and makes a supplement of its own
(domain.md 5.9, 5.10).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zizhu.identification.domain.cut_inputs import KeptGrade
from zizhu.identification.domain.publicity import Publicity
from zizhu.identification.domain.reason import require_reason
from zizhu.identification.domain.vocabulary import Coded, Grade
from zizhu.identification.errors.filing import GradeUnchanged, NotCutYet
from zizhu.identification.errors.judging import GradeNotGivable, WishTooLate


class ChangeCause(Coded):
    CORRECTION = "correction", "更正"
    OBJECTION = "objection", "异议核实"
    LATE_GUARANTEE = "late_guarantee", "切线后确认为兜底对象"
    FALSE_EVIDENCE = "false_evidence", "材料虚假"
    REIMPORT = "reimport", "名单导入"
    SINGLE_DECISION = "single_decision", "单独认定"


class ListStage(Coded):
    """How far the list of a round has come, as far as a change is concerned."""

    DRAWN = "drawn", "已切线"
    PREPARED = "prepared", "公示待发布"
    PUBLISHED = "published", "公示中"
    OVER = "over", "公示结束"
    FINAL = "final", "已终审"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a change can move: the grade, and the wish for the national grant."""

    grade: Grade
    wants_grant: bool


@dataclass(frozen=True, slots=True)
class GradeChange:
    """One line of 变更记录: from what to what, why, by whom and when."""

    change_id: UUID
    person_id: UUID
    before: Standing
    after: Standing
    cause: ChangeCause
    reason: str
    by: UUID
    at: datetime

    @property
    def moves_grade(self) -> bool:
        return self.before.grade is not self.after.grade


@dataclass(frozen=True, slots=True)
class Consequence:
    """What has to follow a change."""

    new_snapshot: bool
    supplement: bool
    moves_payment: bool


@dataclass(frozen=True, slots=True)
class FalseEvidence:
    """False evidence found: the score is void, the grade 不困难, paid money is claimed back."""

    change: GradeChange
    consequence: Consequence
    recovers_payment: bool
    raw_score: int = 0


def stage_of(main: Publicity | None, *, is_final: bool, now: datetime) -> ListStage:
    """Say how far the list has come; one that was withdrawn or refused is only drawn."""
    if is_final:
        return ListStage.FINAL
    if main is None or not main.blocks_cut:
        return ListStage.DRAWN
    if main.is_over(now):
        return ListStage.OVER
    return ListStage.PUBLISHED if main.has_started else ListStage.PREPARED


def consequence_of(stage: ListStage) -> Consequence:
    """Say what a change brings about at this stage of the list."""
    return Consequence(
        new_snapshot=stage is ListStage.PREPARED,
        supplement=stage in {ListStage.PUBLISHED, ListStage.OVER, ListStage.FINAL},
        moves_payment=stage is ListStage.FINAL,
    )


def make_change(
    person_id: UUID,
    before: Standing,
    after: Standing,
    *,
    change_id: UUID,
    cause: ChangeCause,
    reason: str,
    stage: ListStage,
    is_cut: bool,
    by: UUID,
    now: datetime,
) -> tuple[GradeChange, Consequence]:
    """Change one person's grade or wish, and say what follows.

    The next one in score is never promoted in anybody's place.

    Raises:
        NotCutYet: There is no grade to change.
        GradeNotGivable: 未认定 is reached by reopening only.
        GradeUnchanged: Nothing would change.
        WishTooLate: The wish is added after publicity ended.
        ReasonMissing: No reason is given.
    """
    if not is_cut:
        raise NotCutYet("尚未切线，没有可以变更的认定结果；请在审核阶段处理。")
    if before == after:
        raise GradeUnchanged("变更前后的认定结果相同，请选择新的等级或意愿。")
    if after.grade is Grade.UNDECIDED and before.grade is not Grade.UNDECIDED:
        raise GradeNotGivable("不能变更为“未认定”；如需重新审核，请使用“重新开放”。")
    adds_wish = after.wants_grant and not before.wants_grant
    if adds_wish and stage in {ListStage.OVER, ListStage.FINAL}:
        raise WishTooLate("公示已结束，不能再补充申请国家助学金的意愿。")
    said = require_reason(reason, "请填写修改原因。")
    change = GradeChange(change_id, person_id, before, after, cause, said, by, now)
    return change, consequence_of(stage)


def void_for_false_evidence(
    person_id: UUID,
    before: Standing,
    *,
    change_id: UUID,
    reason: str,
    stage: ListStage,
    was_paid: bool,
    by: UUID,
    now: datetime,
) -> FalseEvidence:
    """Void an application built on false evidence (domain.md 5.10.18).

    Raises:
        GradeUnchanged: The grade is 不困难 already.
        ReasonMissing: No reason is given.
    """
    change, consequence = make_change(
        person_id,
        before,
        Standing(Grade.NONE, before.wants_grant),
        change_id=change_id,
        cause=ChangeCause.FALSE_EVIDENCE,
        reason=reason,
        stage=stage,
        is_cut=True,
        by=by,
        now=now,
    )
    return FalseEvidence(change, consequence, recovers_payment=was_paid)


def standing_changes(
    changes: Iterable[GradeChange], *, reopened: Mapping[UUID, datetime]
) -> tuple[KeptGrade, ...]:
    """Give the changed grades that a new cut applies again.

    Of each person the last change counts, and none from before the person was reopened: since
    then the grade is open until the next cut or change (domain.md 5.3, 7a).

    Args:
        changes: All changes of the round.
        reopened: When each reopened person was reopened last.
    """
    last: dict[UUID, GradeChange] = {}
    for change in sorted(changes, key=lambda one: (one.at, one.change_id)):
        reopened_at = reopened.get(change.person_id)
        if change.moves_grade and (reopened_at is None or change.at > reopened_at):
            last[change.person_id] = change
    return tuple(KeptGrade(one, change.after.grade) for one, change in sorted(last.items()))
