"""测评无误: a department confirms a flagged form on the record of a visit (domain.md 5.4)."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from zizhu.common.clock import business_day
from zizhu.identification.domain.difference import ClearedScores
from zizhu.identification.domain.reason import require_reason
from zizhu.identification.domain.rules import RoundRules
from zizhu.identification.domain.vocabulary import AuditState, Coded, Difference
from zizhu.identification.errors.judging import NothingToClear, VisitMissing


class VisitWay(Coded):
    HOME = "home", "家访"
    INTERVIEW = "interview", "访谈"
    PHONE = "phone", "电话"
    VIDEO = "video", "视频"


@dataclass(frozen=True, slots=True)
class Visit:
    """Who looked into the case, how, when, and what they found."""

    visitor: str
    way: VisitWay
    visited_on: date
    finding: str
    attachment_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Clearance:
    """A department's word that a flagged form is right, with the scores it was given for."""

    person_id: UUID
    scores: ClearedScores
    by: UUID
    at: datetime
    visit: Visit | None
    reason: str


@dataclass(frozen=True, slots=True)
class Flagged:
    """A form as the department sees it before clearing."""

    person_id: UUID
    audit: AuditState
    difference: Difference
    raw_score: int
    peer_score: Fraction


def clear_flag(
    flagged: Flagged,
    *,
    visit: Visit | None,
    reason: str = "",
    rules: RoundRules,
    by: UUID,
    now: datetime,
) -> Clearance:
    """Confirm that a flagged form is right; it stays cleared while both scores are unchanged.

    Raises:
        NothingToClear: The form is not reviewed, or not flagged 异常.
        VisitMissing: The round asks for a visit, or the record is not whole.
        ReasonMissing: The round asks for a reason only, and none is given.
    """
    if flagged.audit is not AuditState.REVIEWED or flagged.difference is not Difference.ABNORMAL:
        raise NothingToClear(
            "只有“已审核”且差异情况为“异常”的申请可以确认测评无误，请先完成审核和排名差异计算。"
        )
    if visit is None and rules.clearing_needs_visit:
        raise VisitMissing("请先填写家访、访谈、电话或视频核实记录，再确认测评无误。")
    if visit is None:
        require_reason(reason, "请填写确认测评无误的理由。")
    else:
        _require_whole(visit, now)
    scores = ClearedScores(flagged.raw_score, flagged.peer_score)
    return Clearance(flagged.person_id, scores, by, now, visit, reason.strip())


def _require_whole(visit: Visit, now: datetime) -> None:
    if not visit.visitor.strip() or not visit.finding.strip():
        raise VisitMissing("核实记录缺少核实人或核实结论，请补充完整。")
    if visit.visited_on > business_day(now):
        raise VisitMissing("核实日期晚于今天，请更正。")
