"""The cut (切线): lines turn scores into grades, and two cuts can be laid side by side.

The same inputs give the same grades and the same digest for ever, in whatever order the forms come
(domain.md 5.8).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from zizhu.identification.domain.caps import check_lines, require_caps
from zizhu.identification.domain.cut_inputs import (
    CutForm,
    CutInputs,
    SetAside,
    open_cases,
    pool_of,
    require_no_open_cases,
    require_whole_set_aside,
)
from zizhu.identification.domain.lines import Lines, TieCall, ties_at
from zizhu.identification.domain.vocabulary import Grade
from zizhu.identification.errors.judging import CutAfterPublicity


@dataclass(frozen=True, slots=True)
class Reapplied:
    """An earlier grade change that was applied again, beside the grade that the lines gave."""

    person_id: UUID
    by_lines: Grade
    kept: Grade


@dataclass(frozen=True, slots=True)
class CutResult:
    """Grades by person, how many of each, and everything that an officer should look at."""

    lines: Lines
    grades: Mapping[UUID, Grade]
    counts: Mapping[Grade, int]
    ties: tuple[TieCall, ...]
    warnings: tuple[str, ...]
    set_aside: tuple[SetAside, ...]
    reapplied: tuple[Reapplied, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A person whose grade differs between two cuts; one that a cut lacks is `None`."""

    person_id: UUID
    before: Grade | None
    after: Grade | None


@dataclass(frozen=True, slots=True)
class CutComparison:
    lines: tuple[Lines, Lines]
    counts: tuple[Mapping[Grade, int], Mapping[Grade, int]]
    moved: tuple[Moved, ...]
    is_same_input: bool


def require_not_published(*, is_published: bool) -> None:
    """Allow a new cut until publicity starts.

    Raises:
        CutAfterPublicity: The list is or was public; only single grades change from then on.
    """
    if is_published:
        raise CutAfterPublicity("公示已开始，不能重新切线；个别调整请使用“认定变更”。")


def cut(inputs: CutInputs) -> CutResult:
    """Turn scores into grades by the lines of the inputs.

    Guaranteed students are 特别困难 whatever the line; forms set aside stay 未认定; grade changes
    made earlier are applied again and listed.

    Raises:
        ReasonMissing: A form is set aside without a reason.
        ApplicantUnknown: Somebody set aside has no application in this round.
        CutBlocked: Forms are unreviewed, abnormal or uncompared; `facts` list them by kind.
        EnrolmentMissing: There is no enrolled student.
        LinesNotDescending: The lines rise.
        CapExceeded: A maximum is exceeded by score.
    """
    require_whole_set_aside(inputs)
    aside = frozenset(one.person_id for one in inputs.set_aside)
    kept = {one.person_id: one.grade for one in inputs.kept}
    require_no_open_cases(open_cases(inputs.forms, decided=aside | kept.keys()))
    pool = pool_of(inputs.forms, inputs.set_aside)
    check = check_lines(inputs.lines, pool, inputs.enrolment.denominator, inputs.rules)
    require_caps(check)
    by_lines = {form.person_id: _grade(form, inputs.lines, aside) for form in inputs.forms}
    grades = by_lines | {one: grade for one, grade in kept.items() if one in by_lines}
    counted = Counter(grades.values())
    return CutResult(
        lines=inputs.lines,
        grades=grades,
        counts={grade: counted[grade] for grade in Grade},
        ties=ties_at(inputs.lines, pool.scores),
        warnings=(*inputs.enrolment.warnings, *check.warnings),
        set_aside=inputs.set_aside,
        reapplied=tuple(
            Reapplied(one, by_lines[one], grade) for one, grade in kept.items() if one in by_lines
        ),
        digest=inputs.digest,
    )


def compare_cuts(earlier: CutResult, later: CutResult) -> CutComparison:
    """Say what a later cut changed: lines, counts, and every person whose grade moved."""
    persons = sorted(earlier.grades.keys() | later.grades.keys())
    moved = tuple(
        Moved(one, earlier.grades.get(one), later.grades.get(one))
        for one in persons
        if earlier.grades.get(one) is not later.grades.get(one)
    )
    return CutComparison(
        (earlier.lines, later.lines),
        (earlier.counts, later.counts),
        moved,
        is_same_input=earlier.digest == later.digest,
    )


def _grade(form: CutForm, lines: Lines, aside: frozenset[UUID]) -> Grade:
    if form.person_id in aside:
        return Grade.UNDECIDED
    if form.is_guaranteed:
        return Grade.SPECIAL
    return lines.grade_of(form.score)
