"""Why a grade is what it is, gathered from the stored inputs of a cut: facts, no words yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from zizhu.identification.domain.change import ChangeCause, GradeChange
from zizhu.identification.domain.cut_inputs import CutForm, CutInputs, pool_of
from zizhu.identification.domain.lines import Lines, LineShare, share_of_line
from zizhu.identification.domain.vocabulary import Coded, Grade
from zizhu.identification.errors.judging import ApplicantUnknown


class GradeBasis(Coded):
    """What decided a grade in the end."""

    LINES = "lines", "按分数线"
    GUARANTEED = "guaranteed", "兜底对象"
    SET_ASIDE = "set_aside", "暂不纳入切线"
    CHANGE = "change", "认定变更"


@dataclass(frozen=True, slots=True)
class GradeReason:
    """Everything that one person's grade follows from, as stored.

    `shares` are those of the three lines over the whole school; `note` is the school's own text.
    """

    person_id: UUID
    grade: Grade
    basis: GradeBasis
    raw_score: int
    effective_score: int
    lines: Lines
    shares: tuple[LineShare, LineShare, LineShare]
    digest: str
    cause: ChangeCause | None = None
    note: str = ""


def reason_of(
    inputs: CutInputs, person_id: UUID, *, raw_score: int, changes: Sequence[GradeChange] = ()
) -> GradeReason:
    """Gather why a person has the grade they have.

    Args:
        inputs: The stored inputs of the cut that stands.
        person_id: An applicant of the round.
        raw_score: The stored score of the answers.
        changes: The person's changes that stand, oldest first.

    Raises:
        ApplicantUnknown: The cut knows no application of this person.
    """
    form = next((one for one in inputs.forms if one.person_id == person_id), None)
    if form is None:
        raise ApplicantUnknown("本次切线没有这名学生的申请。")
    change = next((one for one in reversed(changes) if one.moves_grade), None)
    grade, basis, note = _by_cut(inputs, form)
    pool = pool_of(inputs.forms, inputs.set_aside)
    tried = inputs.lines.special, inputs.lines.general, inputs.lines.other
    first, second, third = (
        share_of_line(line, pool, inputs.enrolment.denominator) for line in tried
    )
    return GradeReason(
        person_id,
        grade if change is None else change.after.grade,
        basis if change is None else GradeBasis.CHANGE,
        raw_score,
        form.score,
        inputs.lines,
        (first, second, third),
        inputs.digest,
        None if change is None else change.cause,
        note if change is None else change.reason,
    )


def _by_cut(inputs: CutInputs, form: CutForm) -> tuple[Grade, GradeBasis, str]:
    aside = {one.person_id: one.reason for one in inputs.set_aside}
    if form.person_id in aside:
        return Grade.UNDECIDED, GradeBasis.SET_ASIDE, aside[form.person_id]
    if form.is_guaranteed:
        return Grade.SPECIAL, GradeBasis.GUARANTEED, ""
    return inputs.lines.grade_of(form.score), GradeBasis.LINES, ""
