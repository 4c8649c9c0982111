from uuid import UUID

import pytest

from zizhu.identification.domain.lists import (
    GRANT_COLUMNS,
    PUBLIC_AWARD_COLUMNS,
    PUBLIC_COLUMNS,
    Exclusion,
    Listed,
    Tier,
    archive_by_grade,
    grant_list,
    hardship_list,
    membership_of,
)
from zizhu.identification.domain.vocabulary import Grade


def listed(number: int, grade=Grade.GENERAL, **facts) -> Listed:
    return Listed(UUID(int=number), grade, **({"wants_grant": True} | facts))


class TestMembershipOf:
    @pytest.mark.parametrize(
        ("grade", "tier"), [(Grade.SPECIAL, Tier.FIRST), (Grade.GENERAL, Tier.SECOND)]
    )
    def test_lists_who_has_the_grade_and_the_wish(self, grade, tier):
        membership = membership_of(listed(1, grade))
        assert membership.is_on_list
        assert membership.tier is tier

    @pytest.mark.parametrize(
        ("facts", "exclusion"),
        [
            ({"grade": Grade.UNDECIDED}, Exclusion.UNDECIDED),
            ({"grade": Grade.OTHER}, Exclusion.GRADE),
            ({"grade": Grade.NONE}, Exclusion.GRADE),
            ({"wants_grant": False}, Exclusion.NO_WISH),
            ({"has_declined": True}, Exclusion.DECLINED),
            ({"has_left": True}, Exclusion.LEFT),
        ],
    )
    def test_says_why_somebody_is_not_listed(self, facts, exclusion):
        membership = membership_of(listed(1, **facts))
        assert membership.exclusions == (exclusion,)
        assert membership.tier is None

    def test_gives_every_reason(self):
        membership = membership_of(listed(1, Grade.NONE, wants_grant=False, has_left=True))
        assert membership.exclusions == (Exclusion.LEFT, Exclusion.GRADE, Exclusion.NO_WISH)


class TestGrantList:
    def test_keeps_the_order_of_place_and_promotes_nobody(self):
        people = [
            listed(3, place=("法学院", "2024")),
            listed(2, place=("法学院", "2023")),
            listed(1, place=("外语学院", "2024"), has_left=True),
            listed(4, Grade.OTHER, place=("法学院", "2024")),
        ]
        drawn = grant_list(people)
        assert [one.person_id.int for one in drawn.members] == [2, 3]
        assert {one.person_id.int for one in drawn.left_out} == {1, 4}


class TestHardshipList:
    def test_holds_every_hardship_grade_with_or_without_the_wish(self):
        people = [listed(n, grade, wants_grant=False) for n, grade in enumerate(Grade)]
        assert [one.grade for one in hardship_list([*people, listed(9, has_left=True)])] == [
            Grade.SPECIAL,
            Grade.GENERAL,
            Grade.OTHER,
        ]


class TestArchiveByGrade:
    def test_keeps_people_without_the_wish(self):
        archive = archive_by_grade(
            [listed(1, wants_grant=False), listed(2, Grade.UNDECIDED), listed(3, Grade.NONE)]
        )
        assert archive[Grade.GENERAL] == (UUID(int=1),)
        assert archive[Grade.NONE] == (UUID(int=3),)
        assert Grade.UNDECIDED not in archive


class TestColumns:
    def test_publish_no_number_of_any_kind(self):
        for column in (*PUBLIC_COLUMNS, *PUBLIC_AWARD_COLUMNS):
            assert column not in {"证件号码", "手机号", "学号", "特殊群体", "客观分数"}
        assert set(PUBLIC_COLUMNS) - {"序号"} <= set(GRANT_COLUMNS)
