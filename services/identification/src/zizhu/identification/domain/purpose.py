"""The counsellor corrects why somebody filed: 申请认定 or 仅参与评议 (domain.md 5.2).

Only before the student sits on a confirmed panel or is evaluated by one: sheets are about
applicants, and nobody hands them in twice.
"""

from dataclasses import replace

from zizhu.identification.domain.form_state import Deed, FormMoved, FormState, Step
from zizhu.identification.domain.reason import require_reason
from zizhu.identification.domain.transitions import Act
from zizhu.identification.domain.vocabulary import Difference, FillState, Purpose
from zizhu.identification.errors.filing import (
    CutAlreadyMade,
    FormStateForbids,
    PurposeSettled,
    PurposeUnchanged,
)

SOURCE = "5.2"  # stands in the log where a step of the table has its number


def require_correctable(
    state: FormState, purpose: Purpose, *, is_cut: bool, is_seated: bool
) -> None:
    """Refuse to correct the purpose of a form; `is_seated`: a confirmed panel holds its student.

    Raises:
        FormStateForbids: it is not handed in.
        PurposeUnchanged: it says so already.
        CutAlreadyMade, PurposeSettled: too late.
    """
    if state.fill is not FillState.SUBMITTED:
        raise FormStateForbids(
            f"本表处于“{state.fill.label}”，由学生本人选择填报目的；提交后才能更正"
        )
    if state.purpose is purpose:
        raise PurposeUnchanged(f"填报目的已经是“{purpose.label}”，无需更正")
    if is_cut:
        raise CutAlreadyMade("切线已完成，不能再更正填报目的")
    if is_seated:
        raise PurposeSettled(
            "该学生已在已确认的评议小组中，不能再更正填报目的；请先由院系或学校将其移出或标记退出"
        )


def take_off_the_applicants(state: FormState, deed: Deed, *, reason: str) -> Step:
    """Let an applicant only evaluate (仅参与评议): the form stays handed in, without a score.

    Raises:
        ReasonMissing: no reason was given.
    """
    reason = require_reason(reason, "请写明更正填报目的的原因")
    after = replace(state, purpose=Purpose.PANEL_ONLY, difference=Difference.UNCOMPUTED)
    moved = FormMoved(
        SOURCE, Act.CORRECT_PURPOSE, deed.actor, deed.by, deed.at, state, after, reason
    )
    return after, moved


def ask_to_apply(reason: str) -> str:
    """Word what the student reads who is to apply: only they can say what an application says.

    Raises:
        ReasonMissing: no reason was given.
    """
    why = require_reason(reason, "请写明更正填报目的的原因")
    return f"填报目的更正为“{Purpose.APPLY.label}”，请补全申请内容后重新提交。原因：{why}"
