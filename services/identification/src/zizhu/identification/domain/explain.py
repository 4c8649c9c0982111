"""Sentences that explain a result, made from stored inputs by pure functions.

Every number equals the stored one. A student reads about themself only: never a peer score, a
rank, a flag, the school's own notes, or another person (domain.md 5.9).
"""

from datetime import datetime, timedelta

from zizhu.common.clock import business_day
from zizhu.identification.domain.change import ChangeCause
from zizhu.identification.domain.difference import HUNDREDTHS, FlagCause, Verdict
from zizhu.identification.domain.lines import LineShare
from zizhu.identification.domain.lists import Exclusion, Membership
from zizhu.identification.domain.reasons import GradeBasis, GradeReason
from zizhu.identification.domain.vocabulary import Grade

Explained = GradeReason | Verdict | Membership

# What the student may learn of a change: never that somebody objected, nor the officer's text.
_CAUSE_FOR_STUDENT = {
    ChangeCause.CORRECTION: "学校复核",
    ChangeCause.OBJECTION: "学校复核",
    ChangeCause.REIMPORT: "学校复核",
    ChangeCause.SINGLE_DECISION: "学校单独认定",
    ChangeCause.LATE_GUARANTEE: "确认为兜底对象",
    ChangeCause.FALSE_EVIDENCE: "申请材料与事实不符",
}
_BRINGS = {
    Grade.UNDECIDED: "认定完成后会通知您。",
    Grade.SPECIAL: "可以申请国家助学金（一档）以及其他资助。",
    Grade.GENERAL: "可以申请国家助学金（二档）以及其他资助。",
    Grade.OTHER: "可以申请国家励志奖学金等资助，不享受国家助学金。",
    Grade.NONE: "本学年不享受以家庭经济困难为条件的资助。",
}
_EXCLUSION_FOR_STUDENT = {
    Exclusion.UNDECIDED: "您的申请尚未认定",
    Exclusion.GRADE: "您的认定等级不在国家助学金范围内",
    Exclusion.NO_WISH: "您没有申请国家助学金",
    Exclusion.DECLINED: "您已声明放弃国家资助",
    Exclusion.LEFT: "您已离校",
}


def for_student(explained: Explained) -> tuple[str, ...]:
    """Explain a result to the student it is about.

    A difference says the same to everybody: its flag, ranks and scores are not the student's to
    see.
    """
    if isinstance(explained, GradeReason):
        return _grade_for_student(explained)
    if isinstance(explained, Membership):
        return (_grant_for_student(explained),)
    return ("辅导员和院系正在按程序审核、核实申请；需要您补充时会单独通知您。",)


def for_officer(explained: Explained) -> tuple[str, ...]:
    """Explain a result to an officer of the student's counsellor, department or school."""
    if isinstance(explained, GradeReason):
        return _grade_for_officer(explained)
    if isinstance(explained, Membership):
        return (_grant_for_officer(explained),)
    return (_difference_for_officer(explained),)


def objection_hint(ends_at: datetime) -> str:
    """Tell the student how to object and until when; `ends_at` is the excluded end of publicity."""
    last = business_day(ends_at - timedelta(microseconds=1))
    return (
        f"如有异议，请在{last.year}年{last.month}月{last.day}日24:00前在本页提交，"
        "学校将在3个工作日内答复。"
    )


def percent(part: int, whole: int) -> str:
    """Print a share in percent with two decimals, half up, with 约 where it is not exact."""
    hundredths, rest = divmod(part * HUNDREDTHS, whole)
    if rest * 2 >= whole:
        hundredths += 1
    sign = "约" if rest else ""
    return f"{sign}{hundredths // 100}.{hundredths % 100:02d}%"


def _grade_for_student(why: GradeReason) -> tuple[str, ...]:
    lines = why.lines
    return (
        f"您的客观分数为{why.raw_score}分。",
        f"学校本次认定线：特别困难{lines.special}分，一般困难{lines.general}分，"
        f"其他家庭经济困难{lines.other}分。",
        _basis_for_student(why),
        _BRINGS[why.grade],
    )


def _basis_for_student(why: GradeReason) -> str:
    if why.basis is GradeBasis.SET_ASIDE:
        return "您的申请由学校单独核实，目前尚未认定。"
    if why.basis is GradeBasis.GUARANTEED:
        return "您的特殊群体身份已经核实，按规定认定为特别困难，不受分数线限制。"
    if why.basis is GradeBasis.CHANGE and why.cause is not None:
        return f"经{_CAUSE_FOR_STUDENT[why.cause]}，您的认定等级为{why.grade.label}。"
    return f"{_by_lines(why)}，认定为{why.grade.label}。"


def _by_lines(why: GradeReason) -> str:
    """Place a score between the line it reaches and the one above it that it does not."""
    lines = (
        (Grade.SPECIAL, why.lines.special),
        (Grade.GENERAL, why.lines.general),
        (Grade.OTHER, why.lines.other),
    )
    score = why.effective_score
    missed = [(grade, line) for grade, line in lines if score < line]
    reached = [(grade, line) for grade, line in lines if score >= line]
    said = [f"{score}分"]
    if reached:
        grade, line = reached[0]
        said.append(f"达到{grade.label}线{line}分")
    if missed:
        grade, line = missed[-1]
        said.append(f"未达到{grade.label}线{line}分")
    return said[0] + "，".join(said[1:])


def _grade_for_officer(why: GradeReason) -> tuple[str, ...]:
    score = f"客观分数{why.raw_score}分，有效分数{why.effective_score}分。"
    shares = "；".join(
        _share(label, line, share)
        for label, line, share in zip(
            (Grade.SPECIAL.label, Grade.GENERAL.label, Grade.OTHER.label),
            (why.lines.special, why.lines.general, why.lines.other),
            why.shares,
            strict=True,
        )
    )
    return score, f"切线：{shares}。", _basis_for_officer(why), f"切线依据摘要：{why.digest}。"


def _share(label: str, line: int, share: LineShare) -> str:
    reached = percent(share.students, share.enrolment)
    return f"{label}{line}分，线上累计{share.students}人，占在校生{share.enrolment}人的{reached}"


def _basis_for_officer(why: GradeReason) -> str:
    if why.basis is GradeBasis.SET_ASIDE:
        return f"暂不纳入本次切线，未认定；原因：{why.note}。"
    if why.basis is GradeBasis.GUARANTEED:
        return "已核实的兜底对象，认定为特别困难，不受比例和分数线限制。"
    if why.basis is GradeBasis.CHANGE and why.cause is not None:
        return f"认定变更为{why.grade.label}（{why.cause.label}）；原因：{why.note}。"
    return f"{_by_lines(why)}，认定为{why.grade.label}。"


def _difference_for_officer(verdict: Verdict) -> str:
    n, gap = verdict.population, verdict.gap
    if verdict.raw_rank is None or verdict.peer_rank is None or gap is None:
        return "评议尚未全部完成，没有互评分，不参与排名。"
    raw, peer, between = (
        f"{places}名（{places}/{n}={percent(places, n)}）"
        for places in (verdict.raw_rank, verdict.peer_rank, gap)
    )
    arithmetic = f"客观分第{raw}，互评分第{peer}，相差{between}"
    threshold = percent(verdict.threshold, HUNDREDTHS)
    ending = {
        FlagCause.WITHIN: f"未超过阈值{threshold}，标记为正常。",
        FlagCause.BEYOND: f"超过阈值{threshold}，标记为异常。",
        FlagCause.GUARANTEED: f"超过阈值{threshold}，但属于兜底对象，不标记异常。",
        FlagCause.CLEARED: f"超过阈值{threshold}，院系已确认测评无误且两项分数未变，标记为正常。",
        FlagCause.TOO_FEW: f"参与排名仅{n}人，人数过少，不判断异常。",
    }
    return f"{arithmetic}，{ending[verdict.cause]}"


def _grant_for_student(membership: Membership) -> str:
    if membership.tier is not None:
        return f"您在国家助学金名单中，资助档次为{membership.tier.label}。"
    said = "，".join(_EXCLUSION_FOR_STUDENT[one] for one in membership.exclusions)
    return f"您不在国家助学金名单中：{said}。"


def _grant_for_officer(membership: Membership) -> str:
    if membership.tier is not None:
        return (
            f"认定等级为{membership.grade.label}且本人申请国家助学金，"
            f"列入名单，{membership.tier.label}。"
        )
    said = "，".join(one.label for one in membership.exclusions)
    return f"认定等级为{membership.grade.label}，未列入国家助学金名单：{said}。"
