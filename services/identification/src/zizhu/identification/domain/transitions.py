"""The table of domain.md 5.3: who may move a form from where to where, and nothing else.

Every change of fill and audit state in `review.py` goes through `find_transition`.
"""

from dataclasses import dataclass
from itertools import product

from zizhu.identification.domain.vocabulary import Actor, AuditState, Coded, FillState
from zizhu.identification.errors.filing import ActorMayNot, FormStateForbids

Place = tuple[FillState, AuditState]


class Act(Coded):
    """What somebody does to a form."""

    SAVE = "save", "填写"
    SUBMIT = "submit", "提交"
    APPROVE = "approve", "信息无误"
    RETURN = "return", "退回重填"
    CLEAR = "clear", "测评无误"
    CHANGE_GRADE = "change_grade", "认定变更"
    REOPEN = "reopen", "重新开放"
    FILE_LATE = "file_late", "补报"
    WITHDRAW = "withdraw", "撤回申请"
    CORRECT_PURPOSE = "correct_purpose", "更正填报目的"  # moves no form, so no row names it
    SET_NAMING = "set_naming", "设置公示姓名"  # nor does this one


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table; a `None` in the target keeps what the form had."""

    number: str
    actors: frozenset[Actor]
    act: Act
    sources: frozenset[Place]
    fill: FillState | None = None
    audit: AuditState | None = None

    def target(self, place: Place) -> Place:
        return self.fill or place[0], self.audit or place[1]


_NOT_STARTED = FillState.NOT_STARTED
_FILLING = FillState.FILLING
_SUBMITTED = FillState.SUBMITTED
_RETURNED = FillState.RETURNED
_WITHDRAWN = FillState.WITHDRAWN
_UNREVIEWED = AuditState.UNREVIEWED
_REVIEWED = AuditState.REVIEWED

_FILLERS = frozenset({Actor.STUDENT, Actor.PROXY})


def _row(
    number: str,
    actors: frozenset[Actor] | Actor,
    act: Act,
    sources: set[Place],
    *,
    fill: FillState | None = None,
    audit: AuditState | None = None,
) -> Transition:
    actors = frozenset({actors}) if isinstance(actors, Actor) else actors
    return Transition(number, actors, act, frozenset(sources), fill, audit)


# "0" also keeps a form that is being filled where it is; "7" and "7a" take any audit state, "8"
# any form that was begun. The order of the rows is that of the document.
TRANSITIONS: tuple[Transition, ...] = (
    _row("0", _FILLERS, Act.SAVE, {(_NOT_STARTED, _UNREVIEWED)}, fill=_FILLING),
    _row("0", _FILLERS, Act.SAVE, {(_FILLING, _UNREVIEWED), (_RETURNED, _UNREVIEWED)}),
    _row(
        "1",
        _FILLERS,
        Act.SUBMIT,
        {(_FILLING, _UNREVIEWED), (_RETURNED, _UNREVIEWED)},
        fill=_SUBMITTED,
    ),
    _row("2", Actor.COUNSELOR, Act.APPROVE, {(_SUBMITTED, _UNREVIEWED)}, audit=_REVIEWED),
    _row("3", Actor.COUNSELOR, Act.RETURN, {(_SUBMITTED, _UNREVIEWED)}, fill=_RETURNED),
    _row("4", Actor.COUNSELOR, Act.RETURN, {(_SUBMITTED, _REVIEWED)}, audit=_UNREVIEWED),
    _row("5", Actor.DEPT, Act.CLEAR, {(_SUBMITTED, _REVIEWED)}),
    _row(
        "6",
        Actor.DEPT,
        Act.RETURN,
        {(_SUBMITTED, _UNREVIEWED), (_SUBMITTED, _REVIEWED)},
        fill=_RETURNED,
        audit=_UNREVIEWED,
    ),
    _row(
        "7",
        Actor.SCHOOL,
        Act.CHANGE_GRADE,
        set(product((_SUBMITTED, _RETURNED), AuditState)),
        audit=AuditState.CHANGED,
    ),
    # The target of "7a" is the audit state the form had before a grade change; review.py keeps it.
    _row("7a", Actor.SCHOOL, Act.REOPEN, set(product((_SUBMITTED, _RETURNED), AuditState))),
    _row(
        "7b",
        Actor.SCHOOL,
        Act.FILE_LATE,
        {(_NOT_STARTED, _UNREVIEWED), (_WITHDRAWN, _UNREVIEWED)},
        fill=_FILLING,
    ),
    _row(
        "8",
        Actor.STUDENT,
        Act.WITHDRAW,
        set(product((_FILLING, _SUBMITTED, _RETURNED), AuditState)),
        fill=_WITHDRAWN,
        audit=_UNREVIEWED,
    ),
)


def find_transition(act: Act, actor: Actor, place: Place) -> Transition:
    """Find the one row that lets this actor do this act to a form in this place.

    Raises:
        ActorMayNot: the act never belongs to this actor.
        FormStateForbids: it does, but not in this state of the form.
    """
    rows = [row for row in TRANSITIONS if row.act is act and actor in row.actors]
    if not rows:
        raise ActorMayNot(f"“{act.label}”不属于{actor.label}的操作")
    for row in rows:
        if place in row.sources:
            return row
    fill, audit = place
    raise FormStateForbids(
        f"本表处于“{fill.label}、{audit.label}”，不能进行“{act.label}”；请刷新后查看最新状态"
    )
