"""The rank difference of a class: two competition rankings compared in exact integers.

The form's rank uses `raw_score`, never the full marks of a guaranteed student; the same scores give
the same flags in whatever order they come (domain.md 5.4).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar
from uuid import UUID

from zizhu.identification.domain.rules import RoundRules
from zizhu.identification.domain.vocabulary import Coded, Difference

Points = TypeVar("Points", int, Fraction)

HUNDREDTHS = 10_000


class FlagCause(Coded):
    """Why a flag is what it is."""

    WITHIN = "within", "名次之差未超过阈值"
    BEYOND = "beyond", "名次之差超过阈值"
    TOO_FEW = "too_few", "参与排名人数过少"
    GUARANTEED = "guaranteed", "兜底对象不标记异常"
    CLEARED = "cleared", "院系已确认测评无误"
    UNSCORED = "unscored", "评议尚未全部完成"


@dataclass(frozen=True, slots=True)
class ClearedScores:
    """The two scores that a department confirmed; the clearance lasts while both stay."""

    raw_score: int
    peer_score: Fraction


@dataclass(frozen=True, slots=True)
class Contender:
    """One application of a class, as the comparison sees it.

    `peer_score` is missing while the panel has not finished; the class is the one whose panel
    evaluated the student, which a later move does not change (domain.md 5.10.7).
    """

    person_id: UUID
    raw_score: int
    peer_score: Fraction | None
    is_guaranteed: bool = False
    cleared: ClearedScores | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the comparison says of one student, with everything needed to explain it.

    `threshold` is in hundredths of a percent; ranks are missing for an unscored student.
    """

    person_id: UUID
    flag: Difference
    cause: FlagCause
    population: int
    threshold: int
    raw_rank: int | None = None
    peer_rank: int | None = None

    @property
    def gap(self) -> int | None:
        """The places between the two ranks."""
        if self.raw_rank is None or self.peer_rank is None:
            return None
        return abs(self.raw_rank - self.peer_rank)


@dataclass(frozen=True, slots=True)
class ClassDifference:
    """The comparison of one class; `is_flat` warns 民主评议未拉开差距 before flags are shown."""

    population: int
    verdicts: tuple[Verdict, ...]
    is_flat: bool

    @property
    def warnings(self) -> tuple[str, ...]:
        if not self.is_flat:
            return ()
        return ("民主评议未拉开差距：超过半数学生的互评分相同，请先核对评议情况再处理异常。",)


@dataclass(frozen=True, slots=True)
class ClassReadiness:
    """Whether a class can be compared, and which forms it still waits for."""

    class_id: UUID
    unreviewed: tuple[UUID, ...]

    @property
    def is_ready(self) -> bool:
        return not self.unreviewed


def rank(scores: Mapping[UUID, Points]) -> dict[UUID, int]:
    """Rank by competition: the highest score is 1, equal scores share a place (1, 2, 2, 4)."""
    place: dict[Points, int] = {}
    for position, score in enumerate(sorted(scores.values(), reverse=True), start=1):
        place.setdefault(score, position)
    return {person_id: place[score] for person_id, score in scores.items()}


def is_beyond(raw_rank: int, peer_rank: int, *, population: int, threshold: int) -> bool:
    """Say whether two ranks lie further apart than the threshold, strictly, without fractions.

    Args:
        raw_rank: The place by the form's score.
        peer_rank: The place by the panel's score.
        population: How many students are ranked.
        threshold: Hundredths of a percent.
    """
    return abs(raw_rank - peer_rank) * HUNDREDTHS > threshold * population


def compare(contenders: Collection[Contender], rules: RoundRules) -> ClassDifference:
    """Compare the two rankings of one class and flag who lies too far apart.

    The population is the forms with both scores, guaranteed students included. A flag cleared by
    the department stays cleared while both scores are unchanged.

    Source: S004; ties, exactness and small classes domain.md 5.4.
    """
    scored = {one.person_id: one.peer_score for one in contenders if one.peer_score is not None}
    raw_ranks = rank(
        {one.person_id: one.raw_score for one in contenders if one.person_id in scored}
    )
    peer_ranks = rank(scored)
    population = len(scored)
    verdicts = tuple(
        _judge(
            one,
            population=population,
            ranks=(raw_ranks[one.person_id], peer_ranks[one.person_id]),
            rules=rules,
        )
        if one.person_id in scored
        else Verdict(
            one.person_id,
            Difference.UNCOMPUTED,
            FlagCause.UNSCORED,
            population,
            rules.threshold_hundredths,
        )
        for one in sorted(contenders, key=lambda one: one.person_id)
    )
    return ClassDifference(
        population, verdicts, is_flat=_is_flat(scored.values(), rules.min_population_for_flag)
    )


def split_ready(
    classes: Mapping[UUID, Iterable[tuple[UUID, bool]]],
) -> tuple[tuple[ClassReadiness, ...], tuple[ClassReadiness, ...]]:
    """Part the classes of a job into those that can be compared and those that still wait.

    Args:
        classes: For each class its applications, as person and whether the form is reviewed.

    Returns:
        The ready classes and the waiting ones, which are listed and never skipped silently.
    """
    states = [
        ClassReadiness(
            class_id, tuple(sorted(one for one, is_reviewed in forms if not is_reviewed))
        )
        for class_id, forms in sorted(classes.items())
    ]
    return (
        tuple(state for state in states if state.is_ready),
        tuple(state for state in states if not state.is_ready),
    )


def _judge(
    one: Contender, *, population: int, ranks: tuple[int, int], rules: RoundRules
) -> Verdict:
    threshold = rules.threshold_hundredths
    if population < rules.min_population_for_flag:
        flag, cause = Difference.TOO_FEW, FlagCause.TOO_FEW
    elif not is_beyond(*ranks, population=population, threshold=threshold):
        flag, cause = Difference.NORMAL, FlagCause.WITHIN
    elif one.is_guaranteed and not rules.flags_guaranteed:
        flag, cause = Difference.NORMAL, FlagCause.GUARANTEED
    elif one.peer_score is not None and one.cleared == ClearedScores(one.raw_score, one.peer_score):
        flag, cause = Difference.NORMAL, FlagCause.CLEARED
    else:
        flag, cause = Difference.ABNORMAL, FlagCause.BEYOND
    return Verdict(one.person_id, flag, cause, population, threshold, *ranks)


def _is_flat(peer_scores: Collection[Fraction], least: int) -> bool:
    # Below the least population no flag is shown, and a lone score is always its own majority.
    if len(peer_scores) < max(least, 2):
        return False
    ((_, most),) = Counter(peer_scores).most_common(1)
    return most * 2 > len(peer_scores)


def stale_verdicts(verdicts: Sequence[Verdict], rules: RoundRules) -> tuple[UUID, ...]:
    """List whose flag was computed with another threshold than the round has now (5.10.16)."""
    return tuple(one.person_id for one in verdicts if one.threshold != rules.threshold_hundredths)
