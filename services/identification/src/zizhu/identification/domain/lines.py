"""Cut lines: what share a line gives, which lines to suggest, and whether typed lines may stand.

Integers only; students with the same score never part, and only guaranteed students may lift a
band over a maximum (domain.md 5.8).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from zizhu.identification.domain.enrolment import require_students
from zizhu.identification.domain.rules import RoundRules
from zizhu.identification.domain.vocabulary import Grade
from zizhu.identification.errors.judging import LinesNotDescending


class Bands(NamedTuple):
    """How many students each graded band holds, or may hold."""

    special: int
    general: int
    other: int

    @property
    def total(self) -> int:
        return self.special + self.general + self.other


@dataclass(frozen=True, slots=True)
class CutRules:
    """The shares of a round in whole percents of enrolment, as stored with each cut."""

    version: str = "cut.v1"
    special_percent: int = 5
    general_percent: int = 15
    other_percent: int = 25
    total_percent: int = 45
    min_score: int = 20
    full_marks: int = 90

    @classmethod
    def of(cls, rules: RoundRules, *, full_marks: int = 90) -> "CutRules":
        """Take what a cut needs from the rules of a round."""
        return cls(
            rules.cut_rule,
            rules.special_percent,
            rules.general_percent,
            rules.other_percent,
            rules.total_percent,
            rules.min_score,
            full_marks,
        )

    def caps(self, enrolment: int) -> Bands:
        """Give each band's share, floored one by one, so that their sum may stay under the cap."""
        return Bands(
            self.special_percent * enrolment // 100,
            self.general_percent * enrolment // 100,
            self.other_percent * enrolment // 100,
        )

    def total_cap(self, enrolment: int) -> int:
        return self.total_percent * enrolment // 100


@dataclass(frozen=True, slots=True)
class Lines:
    """Three scores that never rise; an empty band repeats the line above it."""

    special: int
    general: int
    other: int

    def grade_of(self, score: int) -> Grade:
        """Give the grade of a score, guaranteed students aside."""
        if score >= self.special:
            return Grade.SPECIAL
        if score >= self.general:
            return Grade.GENERAL
        return Grade.OTHER if score >= self.other else Grade.NONE


@dataclass(frozen=True, slots=True)
class Pool:
    """Who is cut: guaranteed students by number, the others by score, highest first."""

    guaranteed: int
    scores: tuple[int, ...]

    @classmethod
    def of(cls, guaranteed: int, scores: Iterable[int]) -> "Pool":
        return cls(guaranteed, tuple(sorted(scores, reverse=True)))

    def at_least(self, score: int) -> int:
        return sum(1 for one in self.scores if one >= score)


@dataclass(frozen=True, slots=True)
class TieCall:
    """A group of equal scores at the edge of a band, and whether the whole of it is inside."""

    grade: Grade
    score: int
    students: int
    is_inside: bool

    @property
    def sentence(self) -> str:
        if self.is_inside:
            return f"{self.score}分有{self.students}人同分，全部列入{self.grade.label}。"
        return (
            f"{self.score}分有{self.students}人同分，列入会超过最高比例，"
            f"全部不列入{self.grade.label}。"
        )


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Suggested lines, the band sizes that they give, and the ties that moved an edge."""

    bands: Bands
    lines: Lines
    ties: tuple[TieCall, ...]


class LineShare(NamedTuple):
    """How many students a line reaches: exactly, and in hundredths of a percent, half up."""

    students: int
    enrolment: int
    share: Fraction
    hundredths: int


def share_of_line(line: int, pool: Pool, enrolment: int) -> LineShare:
    """Try one score (试算百分比): guaranteed students always stand above it.

    Raises:
        EnrolmentMissing: There is no enrolled student.
    """
    require_students(enrolment)
    students = pool.guaranteed + pool.at_least(line)
    share = Fraction(students, enrolment)
    return LineShare(students, enrolment, share, (share * 10_000 + Fraction(1, 2)).__floor__())


def suggest(pool: Pool, enrolment: int, rules: CutRules) -> Suggestion:
    """Suggest three lines that fill the bands as far as the shares and the least score allow.

    Band 1 is filled up to about 5 % beside the guaranteed students, band 2 to about 15 %, band 3 to
    at most 25 %, all three to at most 45 %. A tie group that crosses line 1 or 2 gets the higher
    grade while the total allows; one that crosses the 25 % or the 45 % limit is dropped whole.

    Raises:
        EnrolmentMissing: There is no enrolled student.
    """
    require_students(enrolment)
    ranked = [score for score in pool.scores if score >= rules.min_score]
    caps, total = rules.caps(enrolment), rules.total_cap(enrolment)
    room = total - pool.guaranteed
    first, tie1 = _take(ranked, 0, caps.special - pool.guaranteed, room=room, grade=Grade.SPECIAL)
    room -= first
    second, tie2 = _take(ranked, first, min(caps.general, room), room=room, grade=Grade.GENERAL)
    room -= second
    third, tie3 = _take(ranked, first + second, min(caps.other, room), room=0, grade=Grade.OTHER)
    line1 = ranked[first - 1] if first else rules.full_marks + 1
    line2 = ranked[first + second - 1] if second else line1
    line3 = ranked[first + second + third - 1] if third else line2
    return Suggestion(
        Bands(pool.guaranteed + first, second, third),
        Lines(line1, line2, line3),
        tuple(tie for tie in (tie1, tie2, tie3) if tie is not None),
    )


def _take(
    ranked: Sequence[int], start: int, wanted: int, *, room: int, grade: Grade
) -> tuple[int, TieCall | None]:
    """Take `wanted` from `start` on, moved to the edge of a tie group that crosses the end."""
    end = min(start + max(0, wanted), len(ranked))
    if not start < end < len(ranked) or ranked[end] != ranked[end - 1]:
        return end - start, None
    score = ranked[end - 1]
    first, size = ranked.index(score), ranked.count(score)
    is_inside = first + size - start <= room
    end = first + size if is_inside else first
    return end - start, TieCall(grade, score, size, is_inside)


def bands_of(lines: Lines, pool: Pool) -> Bands:
    """Count who falls into each band by typed lines."""
    first, second, third = (
        pool.at_least(line) for line in (lines.special, lines.general, lines.other)
    )
    return Bands(pool.guaranteed + first, second - first, third - second)


def ties_at(lines: Lines, scores: Collection[int]) -> tuple[TieCall, ...]:
    """Call out the students who share the very score of a line."""
    groups = (
        (grade, line, sum(1 for score in scores if score == line))
        for grade, line in (
            (Grade.SPECIAL, lines.special),
            (Grade.GENERAL, lines.general),
            (Grade.OTHER, lines.other),
        )
    )
    # A line that repeats the one above it belongs to an empty band and calls nobody twice.
    seen: set[int] = set()
    calls = []
    for grade, line, size in groups:
        if size > 1 and line not in seen:
            calls.append(TieCall(grade, line, size, is_inside=True))
        seen.add(line)
    return tuple(calls)


def require_descending(lines: Lines) -> None:
    """Refuse lines that rise.

    Raises:
        LinesNotDescending: A lower grade would need a higher score.
    """
    if not lines.special >= lines.general >= lines.other:
        raise LinesNotDescending(
            f"三条分数线应依次不升高：特别困难{lines.special}分、一般困难{lines.general}分、"
            f"其他家庭经济困难{lines.other}分，请重新填写。"
        )
