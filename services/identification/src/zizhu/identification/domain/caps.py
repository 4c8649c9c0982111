"""Whether typed lines keep the shares: targets warn, maxima refuse, guaranteed students excuse.

Bands 1 and 2 are "about" (约) and only warn; 25 % and 45 % are "at most" (最高) (domain.md 5.8).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from zizhu.common.errors import Finding
from zizhu.identification.domain.enrolment import require_students
from zizhu.identification.domain.lines import (
    Bands,
    CutRules,
    Lines,
    Pool,
    bands_of,
    require_descending,
)
from zizhu.identification.domain.vocabulary import Grade
from zizhu.identification.errors.judging import CapExceeded


@dataclass(frozen=True, slots=True)
class LineCheck:
    """What typed lines would give: band sizes, what forbids them, and what only warns."""

    bands: Bands
    errors: tuple[Finding, ...]
    warnings: tuple[str, ...]


def check_lines(lines: Lines, pool: Pool, enrolment: int, rules: CutRules) -> LineCheck:
    """Weigh typed lines without cutting, so that a screen can show all of it at once.

    Raises:
        EnrolmentMissing: There is no enrolled student.
        LinesNotDescending: A lower grade would need a higher score.
    """
    require_students(enrolment)
    require_descending(lines)
    bands = bands_of(lines, pool)
    return LineCheck(
        bands,
        tuple(_errors(bands, pool, enrolment, rules)),
        tuple(_warnings(lines, bands, pool, enrolment, rules)),
    )


def require_caps(check: LineCheck) -> None:
    """Refuse lines that exceed a maximum.

    Raises:
        CapExceeded: With one finding for each maximum.
    """
    if check.errors:
        raise CapExceeded("".join(finding.message for finding in check.errors), errors=check.errors)


def _errors(bands: Bands, pool: Pool, enrolment: int, rules: CutRules) -> Iterator[Finding]:
    cap = rules.caps(enrolment).other
    if bands.other > cap:
        yield Finding(
            f"其他家庭经济困难{bands.other}人，超过在校生{enrolment}人的{rules.other_percent}%"
            f"（最多{cap}人），请提高该线。",
            field="other",
        )
    total = rules.total_cap(enrolment)
    by_score = bands.total - pool.guaranteed
    if by_score > max(0, total - pool.guaranteed):
        yield Finding(
            f"三档合计{bands.total}人，超过在校生{enrolment}人的{rules.total_percent}%"
            f"（最多{total}人），请提高分数线。",
            field="total",
        )


def _warnings(
    lines: Lines, bands: Bands, pool: Pool, enrolment: int, rules: CutRules
) -> Iterator[str]:
    caps, total = rules.caps(enrolment), rules.total_cap(enrolment)
    if pool.guaranteed > total:
        yield f"兜底对象{pool.guaranteed}人，已超过在校生的{rules.total_percent}%（{total}人）。"
    for grade, size, cap, percent in (
        (Grade.SPECIAL, bands.special, caps.special, rules.special_percent),
        (Grade.GENERAL, bands.general, caps.general, rules.general_percent),
    ):
        if size > cap:
            yield f"{grade.label}{size}人，超过约{percent}%的参考人数{cap}人。"
    for grade, line in (
        (Grade.SPECIAL, lines.special),
        (Grade.GENERAL, lines.general),
        (Grade.OTHER, lines.other),
    ):
        if line < rules.min_score:
            yield f"{grade.label}线{line}分低于学校最低分{rules.min_score}分。"
