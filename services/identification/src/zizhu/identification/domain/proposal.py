"""Proposed grade changes: from a list taken back in, and from a guarantee found late.

A proposal changes nothing by itself; a row without a reason is refused (domain.md 5.9, 5.10.13).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from zizhu.common.errors import Finding
from zizhu.identification.domain.change import ChangeCause, ListStage, Standing
from zizhu.identification.domain.vocabulary import Grade

_WISHES = {"是": True, "否": False}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change for the school to make or to leave; `row` is where a workbook says so."""

    person_id: UUID
    before: Standing
    after: Standing
    cause: ChangeCause
    reason: str
    row: int | None = None


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """One row of an exported list as it came back; `person_id` is missing for a stranger."""

    row: int
    person_id: UUID | None
    grade_label: str
    wish_label: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReturnedList:
    """What a returned list asks for: proposals, refused rows, and how many rows are as before."""

    proposals: tuple[Proposal, ...]
    findings: tuple[Finding, ...]
    unchanged: int


def read_returned(
    rows: Sequence[ReturnedRow], standings: Mapping[UUID, Standing], *, stage: ListStage
) -> ReturnedList:
    """Read a list that was exported, edited and brought back; nothing is overwritten silently.

    Args:
        rows: The rows as read, with their numbers in the sheet.
        standings: What each person of the round has now.
        stage: How far the list has come; a wish is added only before publicity ends.
    """
    times = Counter(row.person_id for row in rows)
    proposals: list[Proposal] = []
    findings: list[Finding] = []
    unchanged = 0
    for row in rows:
        before = standings.get(row.person_id) if row.person_id is not None else None
        if row.person_id is None or before is None:
            findings.append(Finding("本次认定中没有这名申请人，请核对证件号码", row=row.row))
            continue
        after, flaws = _read_standing(row, before, stage)
        if times[row.person_id] > 1:
            flaws = (Finding("同一学生在名单中出现多次，请只保留一行", row=row.row), *flaws)
        if flaws:
            findings += flaws
        elif after == before:
            unchanged += 1
        else:
            cause, reason = ChangeCause.REIMPORT, row.reason.strip()
            proposals.append(Proposal(row.person_id, before, after, cause, reason, row.row))
    return ReturnedList(tuple(proposals), tuple(findings), unchanged)


def propose_guarantee(person_id: UUID, standing: Standing, *, source: str) -> Proposal | None:
    """Propose 特别困难 for a student whose guarantee was found after the cut."""
    if standing.grade is Grade.SPECIAL:
        return None
    return Proposal(
        person_id,
        standing,
        Standing(Grade.SPECIAL, standing.wants_grant),
        ChangeCause.LATE_GUARANTEE,
        f"切线后比对确认为兜底对象（来源：{source}）",
    )


def _read_standing(
    row: ReturnedRow, before: Standing, stage: ListStage
) -> tuple[Standing, tuple[Finding, ...]]:
    """Read what a row asks for; a cell that cannot be read stays as it was, with a finding."""
    grade, wish = Grade.by_label(row.grade_label), _WISHES.get(row.wish_label.strip())
    after = Standing(
        before.grade if grade is None else grade, before.wants_grant if wish is None else wish
    )
    flaws = []
    if grade is None:
        flaws.append(("认定等级", "没有这个认定等级"))
    if after.grade is Grade.UNDECIDED and before.grade is not Grade.UNDECIDED:
        flaws.append(("认定等级", "不能变更为“未认定”，请使用“重新开放”"))
    if wish is None:
        flaws.append(("是否申请国家助学金", "请填写“是”或“否”"))
    adds_wish = after.wants_grant and not before.wants_grant
    if adds_wish and stage in {ListStage.OVER, ListStage.FINAL}:
        flaws.append(("是否申请国家助学金", "公示已结束，不能补充意愿"))
    if after != before and not row.reason.strip():
        flaws.append(("修改原因", "认定等级或意愿有改动，但没有填写原因"))
    return after, tuple(Finding(message, row=row.row, column=column) for column, message in flaws)
