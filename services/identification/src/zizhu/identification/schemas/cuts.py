"""Enrolment, trial shares, suggested lines and cuts on the wire."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from zizhu.common.wire import Body
from zizhu.identification.domain.cut import CutComparison, Moved
from zizhu.identification.domain.cut_inputs import SetAside
from zizhu.identification.domain.lines import Lines, LineShare, Suggestion, TieCall
from zizhu.identification.domain.vocabulary import Grade
from zizhu.identification.repository.cuts import KeptCut
from zizhu.identification.schemas.common import Prose
from zizhu.identification.schemas.cut_basis import LastYearOut, LinesOut
from zizhu.identification.service.cut_basis import Basis
from zizhu.identification.service.cuts import Cut, Trial, Verified

Score = Annotated[int, Field(ge=0, le=1_000)]


class LinesIn(Body):
    """Three lines that never rise; an empty band repeats the line above it."""

    special: Score
    general: Score
    other: Score

    def to_lines(self) -> Lines:
        return Lines(self.special, self.general, self.other)


class SetAsideIn(Body):
    """A form that this cut leaves 未认定, and why."""

    person_id: UUID
    reason: Prose = ""


class CutIn(Body):
    """The lines, and single forms set aside with a reason each. `after` is the number of the newest
    cut that the officer saw, 0 for none: a cut that somebody else made since then is a conflict.
    """

    lines: LinesIn
    set_aside: Annotated[list[SetAsideIn], Field(max_length=5_000, default_factory=list)]
    after: Annotated[int | None, Field(ge=0)] = None

    def to_set_aside(self) -> list[SetAside]:
        return [SetAside(one.person_id, one.reason) for one in self.set_aside]


class ShareOut(BaseModel):
    """How many students a line reaches, and which share of enrolment that is."""

    students: int
    enrolment: int
    percent: str

    @classmethod
    def of(cls, share: LineShare) -> Self:
        whole, part = divmod(share.hundredths, 100)
        return cls(
            students=share.students, enrolment=share.enrolment, percent=f"{whole}.{part:02d}%"
        )


class TieOut(BaseModel):
    grade: Grade
    score: int
    students: int
    sentence: str

    @classmethod
    def of(cls, tie: TieCall) -> Self:
        return cls(grade=tie.grade, score=tie.score, students=tie.students, sentence=tie.sentence)


class SuggestionOut(BaseModel):
    """Suggested lines, the band sizes that they give, the ties that moved an edge."""

    lines: LinesOut
    special: int
    general: int
    other: int
    ties: list[TieOut]
    enrolment: int
    min_score: int
    last_year: LastYearOut | None

    @classmethod
    def of(cls, basis: Basis, one: Suggestion) -> Self:
        return cls(
            lines=LinesOut.of(one.lines),
            special=one.bands.special,
            general=one.bands.general,
            other=one.bands.other,
            ties=[TieOut.of(tie) for tie in one.ties],
            enrolment=basis.enrolment.denominator,
            min_score=basis.rules.min_score,
            last_year=LastYearOut.of(basis.last_year) if basis.last_year else None,
        )


class TrialOut(BaseModel):
    """What typed lines would give; with an entry in `errors` they cannot be cut."""

    special: int
    general: int
    other: int
    shares: list[ShareOut]
    errors: list[str]
    warnings: list[str]
    ties: list[TieOut]

    @classmethod
    def of(cls, one: Trial) -> Self:
        bands = one.check.bands
        return cls(
            special=bands.special,
            general=bands.general,
            other=bands.other,
            shares=[ShareOut.of(share) for share in one.shares],
            errors=[finding.message for finding in one.check.errors],
            warnings=list(one.check.warnings),
            ties=[TieOut.of(tie) for tie in one.ties],
        )


class CutSeen(BaseModel):
    """A stored cut; its digest names everything that it depended on."""

    id: UUID
    campaign_id: UUID
    number: int
    lines: LinesOut
    counts: Mapping[str, int]
    enrolment: int
    register_version: int
    rule: str
    warnings: list[str]
    digest: str
    cut_by: UUID
    cut_at: datetime

    @classmethod
    def of(cls, kept: KeptCut) -> Self:
        same = {name: getattr(kept, name) for name in cls.model_fields if name != "lines"}
        return cls(**same, lines=LinesOut.of(kept.lines))


class ReappliedOut(BaseModel):
    """An earlier change that was applied again, beside what the lines alone would give."""

    person_id: UUID
    by_lines: Grade
    kept: Grade


class CutOut(CutSeen):
    """A cut that was made now."""

    set_aside: list[UUID]
    reapplied: list[ReappliedOut]

    @classmethod
    def made(cls, one: Cut) -> Self:
        seen = CutSeen.of(one.kept)
        return cls(
            **dict(seen),
            set_aside=[each.person_id for each in one.result.set_aside],
            reapplied=[
                ReappliedOut(person_id=each.person_id, by_lines=each.by_lines, kept=each.kept)
                for each in one.result.reapplied
            ],
        )


class MovedOut(BaseModel):
    person_id: UUID
    before: Grade | None
    after: Grade | None

    @classmethod
    def list_of(cls, moved: Sequence[Moved]) -> list[Self]:
        return [cls(person_id=one.person_id, before=one.before, after=one.after) for one in moved]


class VerifiedOut(BaseModel):
    """A stored cut computed again: `is_equal` when digest and every grade came out the same."""

    id: UUID
    is_equal: bool
    stored_digest: str
    computed_digest: str
    counts: Mapping[str, int]
    differing: list[MovedOut]

    @classmethod
    def of(cls, one: Verified) -> Self:
        return cls(
            id=one.kept.id,
            is_equal=one.is_equal,
            stored_digest=one.kept.digest,
            computed_digest=one.digest,
            counts={grade.value: number for grade, number in one.counts.items()},
            differing=MovedOut.list_of(one.differing),
        )


class ComparisonOut(BaseModel):
    """Two cuts side by side, and every person whose grade differs between them."""

    lines: tuple[LinesOut, LinesOut]
    counts: tuple[Mapping[str, int], Mapping[str, int]]
    moved: list[MovedOut]
    is_same_input: bool

    @classmethod
    def of(cls, one: CutComparison) -> Self:
        first, second = (
            {grade.value: number for grade, number in counts.items()} for counts in one.counts
        )
        earlier, later = (LinesOut.of(lines) for lines in one.lines)
        return cls(
            lines=(earlier, later),
            counts=(first, second),
            moved=MovedOut.list_of(one.moved),
            is_same_input=one.is_same_input,
        )
