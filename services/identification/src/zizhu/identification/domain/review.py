"""The life of one form from the first answer to a changed grade (domain.md 5.3).

Each rule takes the state and the facts it depends on, and gives the new state and what happened;
the places it may go are those of `transitions.py` alone.
"""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from zizhu.identification.domain.form_state import Deed, FormMoved, FormState, Mark, Step
from zizhu.identification.domain.reason import require_reason
from zizhu.identification.domain.score import EvidenceNeed
from zizhu.identification.domain.transitions import Act, Transition, find_transition
from zizhu.identification.domain.vocabulary import (
    Actor,
    AuditState,
    Difference,
    FillState,
    Grade,
    Purpose,
)
from zizhu.identification.errors.filing import (
    CutAlreadyMade,
    EvidenceMissing,
    FilingClosed,
    FormStateForbids,
    GradeUnchanged,
    NotAnApplicant,
    NotCutYet,
    ReviewerFilledIn,
)


def save(state: FormState, deed: Deed, *, purpose: Purpose | None, may_file: bool) -> Step:
    """Begin or go on filling; someone filling in for the student is remembered (row 0).

    Raises:
        ActorMayNot, FormStateForbids: the table has no such row.
        FilingClosed: the person's window is not open.
    """
    row = find_transition(Act.SAVE, deed.actor, state.place)
    _require_window(may_file=may_file)
    after = replace(_arrive(state, row), purpose=purpose, filled_by=_filler(state, deed))
    return _tell(state, after, row, deed)


def submit(state: FormState, deed: Deed, *, purpose: Purpose, may_file: bool) -> Step:
    """Hand the form in; the caller has checked it complete and scores it anew (row 1).

    Raises:
        ActorMayNot, FormStateForbids: the table has no such row.
        FilingClosed: the person's window is not open.
    """
    row = find_transition(Act.SUBMIT, deed.actor, state.place)
    _require_window(may_file=may_file)
    after = replace(
        _arrive(state, row),
        purpose=purpose,
        filled_by=_filler(state, deed),
        difference=Difference.UNCOMPUTED,
    )
    return _tell(state, after, row, deed)


def approve(state: FormState, deed: Deed, *, missing: Collection[EvidenceNeed]) -> Step:
    """Confirm the information of a submitted form (信息无误, row 2).

    Raises:
        ActorMayNot, FormStateForbids: the table has no such row.
        EvidenceMissing: a chosen option asks for a document that is not there.
        ReviewerFilledIn: the reviewer filled this form in for the student.
    """
    row = find_transition(Act.APPROVE, deed.actor, state.place)
    if state.filled_by == deed.by:
        raise ReviewerFilledIn("本表由您代填，请由院系或其他辅导员审核")
    if missing:
        documents = "、".join(f"{need.item}（{need.document}）" for need in missing)
        raise EvidenceMissing(f"缺少佐证材料：{documents}；请退回学生补充")
    after = replace(_arrive(state, row), return_reason=None, marks=())
    return _tell(state, after, row, deed)


def return_form(
    state: FormState, deed: Deed, *, reason: str, marks: tuple[Mark, ...], is_cut: bool
) -> Step:
    """Return a form (退回重填); a counsellor's first click on a reviewed one only reopens it.

    Rows 3 and 4 for a counsellor, row 6 for the department. What reaches the student carries the
    reason and the marked questions; peer scores stay, the difference is to be computed again.

    Raises:
        ActorMayNot, FormStateForbids: the table has no such row.
        CutAlreadyMade: after the cut the school must reopen the form first.
        ReasonMissing: the student, or the log, would not know why.
    """
    row = find_transition(Act.RETURN, deed.actor, state.place)
    if is_cut and not state.is_reopened:
        raise CutAlreadyMade("切线已完成，须由学校重新开放本表后才能退回")
    if row.fill is not FillState.RETURNED:
        return _tell(state, _arrive(state, row), row, deed, reason.strip() or None)
    reason = require_reason(reason, "请写明退回原因，学生将据此修改")
    after = replace(
        _arrive(state, row), return_reason=reason, marks=marks, difference=Difference.UNCOMPUTED
    )
    return _tell(state, after, row, deed, reason)


def clear(state: FormState, deed: Deed, *, reason: str) -> Step:
    """Clear an abnormal difference after it was looked into (测评无误, row 5).

    `reason` is the finding; whether a visit must be recorded is the rule of clearing.

    Raises:
        ActorMayNot, FormStateForbids: the table has no such row, or the difference is not 异常.
        ReasonMissing: no finding was given.
    """
    row = find_transition(Act.CLEAR, deed.actor, state.place)
    if state.difference is not Difference.ABNORMAL:
        raise FormStateForbids(
            f"本表差异情况为“{state.difference.label}”，只有“异常”才需要确认测评无误"
        )
    reason = require_reason(reason, "请写明核实结果")
    after = replace(_arrive(state, row), difference=Difference.NORMAL)
    return _tell(state, after, row, deed, reason)


def change_grade(state: FormState, deed: Deed, *, grade: Grade, reason: str, is_cut: bool) -> Step:
    """Change the grade after the cut (认定变更, row 7).

    Raises:
        ActorMayNot, FormStateForbids: the table has no such row.
        NotCutYet: there is no result to change before the cut.
        NotAnApplicant: a mere panel member gets no grade.
        GradeUnchanged: it is that grade already, or none that can be given.
        ReasonMissing: no reason was given.
    """
    row = find_transition(Act.CHANGE_GRADE, deed.actor, state.place)
    _require_cut(is_cut=is_cut)
    if state.purpose is not Purpose.APPLY:
        raise NotAnApplicant("该学生仅参与评议，没有认定结果可变更")
    if grade in {state.grade, Grade.UNDECIDED}:
        raise GradeUnchanged(f"请选择与“{state.grade.label}”不同的认定等级")
    reason = require_reason(reason, "请填写修改原因")
    after = replace(
        _arrive(state, row),
        grade=grade,
        is_reopened=False,
        audit_before_change=_audit_before_change(state),
    )
    return _tell(state, after, row, deed, reason)


def reopen(state: FormState, deed: Deed, *, reason: str, is_cut: bool) -> Step:
    """Open a form for review again after the cut; its grade is undecided until decided (row 7a).

    Raises:
        ActorMayNot, FormStateForbids: the table has no such row, or it is open already.
        NotCutYet: before the cut a form need not be reopened.
        ReasonMissing: no reason was given.
    """
    row = find_transition(Act.REOPEN, deed.actor, state.place)
    _require_cut(is_cut=is_cut)
    if state.is_reopened:
        raise FormStateForbids("本表已经重新开放，可直接退回或审核")
    reason = require_reason(reason)
    after = replace(
        state,
        audit=_audit_before_change(state),
        grade=Grade.UNDECIDED,
        is_reopened=True,
        audit_before_change=None,
    )
    return _tell(state, after, row, deed, reason)


def file_late(state: FormState, deed: Deed, *, reason: str, is_filing_over: bool) -> Step:
    """Let one person file after the phase (补报, row 7b).

    Raises:
        ActorMayNot, FormStateForbids: the table has no such row, or the phase still runs.
        ReasonMissing: no reason was given.
    """
    row = find_transition(Act.FILE_LATE, deed.actor, state.place)
    if not is_filing_over:
        raise FormStateForbids("填报阶段尚未结束，学生可以直接填写，无需补报")
    reason = require_reason(reason)
    fill, audit = row.target(state.place)
    return _tell(state, FormState(fill=fill, audit=audit), row, deed, reason)


def withdraw(state: FormState, deed: Deed, *, is_cut: bool) -> Step:
    """Withdraw before the cut; tasks about the form end and its evidence goes (row 8).

    Raises:
        ActorMayNot, FormStateForbids: the table has no such row.
        CutAlreadyMade: the result stands, and may be objected to or declined.
    """
    row = find_transition(Act.WITHDRAW, deed.actor, state.place)
    if is_cut:
        raise CutAlreadyMade("切线已完成，不能撤回申请；如不需要资助，可声明放弃")
    fill, audit = row.target(state.place)
    after = FormState(fill=fill, audit=audit, purpose=state.purpose)
    return _tell(state, after, row, deed)


def apply_again(state: FormState, *, may_file: bool) -> FormState:
    """Start a new form after a withdrawal while the window is open; nothing of the old one stays.

    Raises:
        FormStateForbids: the form was not withdrawn.
        FilingClosed: the person's window is not open.
    """
    if state.fill is not FillState.WITHDRAWN:
        raise FormStateForbids("只有撤回后的申请才能重新填写")
    _require_window(may_file=may_file)
    return FormState()


def decide_grade(state: FormState, grade: Grade) -> FormState:
    """Take over the grade that a cut gives; a grade changed by the school stays as it is.

    A cut moves neither fill nor audit state, and ends a reopening.
    """
    if state.audit is AuditState.CHANGED:
        return state
    return replace(state, grade=grade, is_reopened=False)


def _arrive(state: FormState, row: Transition) -> FormState:
    fill, audit = row.target(state.place)
    return replace(state, fill=fill, audit=audit)


def _tell(
    before: FormState, after: FormState, row: Transition, deed: Deed, reason: str | None = None
) -> Step:
    moved = FormMoved(row.number, row.act, deed.actor, deed.by, deed.at, before, after, reason)
    return after, moved


def _filler(state: FormState, deed: Deed) -> UUID | None:
    return deed.by if deed.actor is Actor.PROXY else state.filled_by


def _audit_before_change(state: FormState) -> AuditState:
    return state.audit_before_change or state.audit


def _require_window(*, may_file: bool) -> None:
    if not may_file:
        raise FilingClosed("填报已经结束；如有特殊情况，请联系辅导员申请延期或补报")


def _require_cut(*, is_cut: bool) -> None:
    if not is_cut:
        raise NotCutYet("尚未切线，没有认定结果；请直接退回或审核")
