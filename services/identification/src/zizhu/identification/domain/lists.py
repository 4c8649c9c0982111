"""Who stands on which list: the grant list with every reason for staying off it, and the archive.

Nobody is promoted in the place of somebody who left (domain.md 5.9, 5.10.15).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from zizhu.identification.domain.vocabulary import Coded, Grade

GRANT_COLUMNS = (
    "序号",
    "学校",
    "院系",
    "年级",
    "专业",
    "班级",
    "学号",
    "姓名",
    "性别",
    "民族",
    "证件类型",
    "证件号码",
    "手机号",
    "认定等级",
    "资助档次",
    "特殊群体",
    "客观分数",
    "备注",
)
PUBLIC_COLUMNS = ("序号", "院系", "专业", "年级", "班级", "姓名", "认定等级")
PUBLIC_AWARD_COLUMNS = (*PUBLIC_COLUMNS[:-1], "资助档次")


class Tier(Coded):
    """The tier of the national grant that a grade brings."""

    FIRST = "first", "一档"
    SECOND = "second", "二档"


TIER_OF = {Grade.SPECIAL: Tier.FIRST, Grade.GENERAL: Tier.SECOND}
HARDSHIP = frozenset({Grade.SPECIAL, Grade.GENERAL, Grade.OTHER})


class Exclusion(Coded):
    """One reason for not standing on the grant list."""

    UNDECIDED = "undecided", "尚未认定"
    GRADE = "grade", "认定等级不在国家助学金范围内"
    NO_WISH = "no_wish", "本人未申请国家助学金"
    DECLINED = "declined", "本人已声明放弃国家资助"
    LEFT = "left", "离校"


@dataclass(frozen=True, slots=True)
class Listed:
    """One applicant as the lists see them; `place` puts the lists in order.

    `place` is college, year, major, class and student number.
    """

    person_id: UUID
    grade: Grade
    wants_grant: bool
    place: tuple[str, ...] = ()
    has_declined: bool = False
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class Membership:
    """Whether one person stands on the grant list: a tier, or every reason against it."""

    person_id: UUID
    grade: Grade
    tier: Tier | None
    exclusions: tuple[Exclusion, ...]

    @property
    def is_on_list(self) -> bool:
        return not self.exclusions


@dataclass(frozen=True, slots=True)
class GrantList:
    """The grant list in its order, and those applicants who are not on it, each with reasons."""

    members: tuple[Membership, ...]
    left_out: tuple[Membership, ...]


def membership_of(listed: Listed) -> Membership:
    """Decide whether one applicant is on the grant list (grade in 特别, 一般 and wish 是)."""
    found = (
        (Exclusion.LEFT, listed.has_left),
        (Exclusion.UNDECIDED, listed.grade is Grade.UNDECIDED),
        (Exclusion.GRADE, listed.grade in {Grade.OTHER, Grade.NONE}),
        (Exclusion.NO_WISH, not listed.wants_grant),
        (Exclusion.DECLINED, listed.has_declined),
    )
    exclusions = tuple(exclusion for exclusion, holds in found if holds)
    tier = None if exclusions else TIER_OF[listed.grade]
    return Membership(listed.person_id, listed.grade, tier, exclusions)


def grant_list(people: Iterable[Listed]) -> GrantList:
    """Part the applicants of a round into the grant list and the rest, in the order of place."""
    decided = [membership_of(one) for one in sorted(people, key=_order)]
    return GrantList(
        tuple(one for one in decided if one.is_on_list),
        tuple(one for one in decided if not one.is_on_list),
    )


def hardship_list(people: Iterable[Listed]) -> tuple[Listed, ...]:
    """Give everybody with a hardship grade who is still here, in the order of place."""
    return tuple(
        one for one in sorted(people, key=_order) if one.grade in HARDSHIP and not one.has_left
    )


def archive_by_grade(people: Iterable[Listed]) -> dict[Grade, tuple[UUID, ...]]:
    """Give each decided grade its people, with or without the wish, for the archive."""
    ordered = sorted(people, key=_order)
    return {
        grade: tuple(one.person_id for one in ordered if one.grade is grade)
        for grade in Grade
        if grade is not Grade.UNDECIDED
    }


def _order(listed: Listed) -> tuple[tuple[str, ...], UUID]:
    return (listed.place, listed.person_id)
