"""What a cut would look at: enrolment, scores, limits and last year's lines, on the wire."""

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from zizhu.common.wire import Body
from zizhu.identification.domain.lines import CutRules, Lines
from zizhu.identification.repository.cuts import LastYear
from zizhu.identification.schemas.common import Prose
from zizhu.identification.service.cut_basis import Basis
from zizhu.identification.service.cuts import count_open


class OfficialIn(Body):
    """The school's own number of students, why it differs, and the document that states it."""

    students: Annotated[int, Field(ge=0, le=1_000_000)]
    reason: Prose = ""
    document: Prose = ""


class LinesOut(BaseModel):
    special: int
    general: int
    other: int

    @classmethod
    def of(cls, lines: Lines) -> Self:
        return cls(special=lines.special, general=lines.general, other=lines.other)


class LastYearOut(BaseModel):
    term: str
    enrolment: int
    lines: LinesOut

    @classmethod
    def of(cls, one: LastYear) -> Self:
        return cls(term=one.term, enrolment=one.enrolment, lines=LinesOut.of(one.lines))


class CutRulesOut(BaseModel):
    """The limits of this round: whole percents of enrolment, and the least score of any grade."""

    special_percent: int
    general_percent: int
    other_percent: int
    total_percent: int
    min_score: int

    @classmethod
    def of(cls, rules: CutRules) -> Self:
        return cls(
            special_percent=rules.special_percent,
            general_percent=rules.general_percent,
            other_percent=rules.other_percent,
            total_percent=rules.total_percent,
            min_score=rules.min_score,
        )


class ScoreCount(BaseModel):
    """How many students have one effective score; guaranteed students are not among them."""

    score: int
    students: int


class BasisOut(BaseModel):
    """What a cut would look at now; `open_cases` lists persons by what stands in the way.

    `scores` are those of the pool, highest first: enough to draw the distribution and the share
    of any line, and nobody's own.
    """

    enrolment: int
    counted: int
    by_status: Mapping[str, int]
    official: int | None
    official_reason: str | None
    official_document: str | None
    official_gap: int
    register_version: int
    is_settled: bool
    applicants: int
    guaranteed: int
    scores: list[ScoreCount]
    full_marks: int
    rules: CutRulesOut
    warnings: list[str]
    open_counts: Mapping[str, int]
    open_cases: Mapping[str, list[UUID]]
    last_year: LastYearOut | None

    @classmethod
    def of(cls, one: Basis) -> Self:
        official, cases = one.enrolment.official, one.open_cases()
        state = one.register
        return cls(
            enrolment=one.enrolment.denominator,
            counted=one.enrolment.active,
            by_status=one.enrolment.by_status,
            official=official.students if official else None,
            official_reason=official.reason if official else None,
            official_document=official.document if official else None,
            official_gap=one.enrolment.official_gap,
            register_version=one.enrolment.register_version,
            is_settled=not state.is_changing and state.projected_version >= state.announced_version,
            applicants=len(one.found),
            guaranteed=one.pool().guaranteed,
            scores=[
                ScoreCount(score=score, students=students)
                for score, students in sorted(Counter(one.pool().scores).items(), reverse=True)
            ],
            full_marks=one.rules.full_marks,
            rules=CutRulesOut.of(one.rules),
            warnings=list(one.enrolment.warnings),
            open_counts=count_open(cases),
            open_cases={case.value: list(persons) for case, persons in cases.items()},
            last_year=LastYearOut.of(one.last_year) if one.last_year else None,
        )
