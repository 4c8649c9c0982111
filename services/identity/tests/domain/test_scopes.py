"""Scopes: kinds of accounts, what a row covers, who gives what (S004, domain.md 1.2 to 1.4)."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.common.auth import Post, Role, ScopeRow
from zizhu.identity.domain.accounts import HeldPost, ScopeLine
from zizhu.identity.domain.scopes import (
    PostKind,
    check_columns,
    check_gives,
    covers,
    may_manage,
    post_kind,
    role_for,
    row_kind,
)
from zizhu.identity.errors import BeyondOwnScope, ScopeInvalid


def uid(number):
    return UUID(int=number)


COLLEGES, YEARS, MAJORS, CLASSES = [uid(1), uid(2)], [2025, 2026], [uid(11), uid(12)], [uid(21)]

rows = st.builds(
    ScopeRow,
    st.sampled_from(COLLEGES),
    st.one_of(st.none(), st.sampled_from(YEARS)),
    st.one_of(st.none(), st.sampled_from(MAJORS)),
    st.one_of(st.none(), st.sampled_from(CLASSES)),
)
places = st.builds(
    ScopeRow,
    st.sampled_from(COLLEGES),
    st.sampled_from(YEARS),
    st.sampled_from(MAJORS),
    st.sampled_from(CLASSES),
)


def line(college="外语学院", year=None, major=None, class_name=None, *, matched=True):
    return ScopeLine(
        id=uid(99),
        college_id=uid(1) if matched else None,
        year=year,
        major_id=None,
        class_id=None,
        college_name=college,
        major_name=major,
        class_name=class_name,
        is_matched=matched,
    )


def post(role, scope=(), *, unmatched=0):
    lines = [
        ScopeLine(uid(50 + at), row.college_id, row.year, row.major_id, row.class_id, "院")
        for at, row in enumerate(scope)
    ]
    lines += [line(matched=False)] * unmatched
    return HeldPost(
        uid(3), uid(4), uid(5), role, None, is_active=True, version=1, lines=tuple(lines)
    )


def giver(role, *scope):
    return Post(uid(6), role, uid(5), tuple(scope))


class TestKind:
    @pytest.mark.parametrize(
        ("columns", "kind"),
        [
            ((False, False, False), PostKind.DEPT),
            ((True, False, False), PostKind.YEAR),
            ((False, True, False), PostKind.MAJOR),
            ((True, True, False), PostKind.MAJOR),
            ((True, True, True), PostKind.CLASS),
        ],
    )
    def test_follows_from_the_most_specific_column(self, columns, kind):
        year, major, class_ = columns
        assert row_kind(has_year=year, has_major=major, has_class=class_) is kind

    def test_counsellor_a_with_three_languages_of_one_year_is_a_year_account(self):
        assert post_kind(Role.COUNSELOR, [line(year=2017)]).label == "年级账号"

    def test_counsellor_b_with_one_major_of_four_years_is_a_major_account(self):
        assert post_kind(Role.COUNSELOR, [line(major="编导")]).label == "专业账号"

    def test_counsellor_c_with_four_classes_is_four_rows_of_the_class_kind(self):
        four = [line(year=2015 + n, major=f"专业{n}", class_name=f"{n}班") for n in range(4)]
        assert post_kind(Role.COUNSELOR, four).label == "班级账号"

    def test_rows_of_different_kinds_are_several(self):
        assert post_kind(Role.COUNSELOR, [line(year=2017), line(major="编导")]) is PostKind.SEVERAL

    def test_rows_that_wait_by_name_have_a_kind_as_well(self):
        assert post_kind(Role.COUNSELOR, [line(year=2017, matched=False)]) is PostKind.YEAR


class TestRole:
    def test_whole_departments_make_a_department_account(self):
        assert role_for([PostKind.DEPT, PostKind.DEPT]) is Role.DEPT

    def test_parts_make_a_counsellor(self):
        assert role_for([PostKind.YEAR, PostKind.CLASS]) is Role.COUNSELOR

    def test_both_at_once_or_nothing_are_refused(self):
        for kinds in ([PostKind.DEPT, PostKind.YEAR], []):
            with pytest.raises(ScopeInvalid):
                role_for(kinds)


class TestColumns:
    def test_a_class_without_its_year_is_refused(self):
        with pytest.raises(ScopeInvalid):
            check_columns(has_college=True, has_year=False, has_major=True, has_class=True)

    def test_nothing_without_its_college(self):
        with pytest.raises(ScopeInvalid):
            check_columns(has_college=False, has_year=True, has_major=False, has_class=False)


class TestCovers:
    @given(rows, rows, places)
    def test_a_covered_row_never_reaches_further_than_its_cover(self, outer, inner, place):
        """Whoever may give a row could see every place in it already."""
        if outer.covers(inner) and inner.covers(place):
            assert outer.covers(place)

    @given(rows, rows)
    def test_rows_that_cover_each_other_are_the_same(self, one, other):
        if one.covers(other) and other.covers(one):
            assert one == other

    @given(rows)
    def test_a_row_covers_itself(self, row):
        assert row.covers(row)

    @given(st.lists(rows, max_size=3), st.lists(rows, min_size=1, max_size=3))
    def test_the_school_covers_every_row_and_others_each_by_one_of_theirs(self, own, wanted):
        assert covers(giver(Role.SCHOOL_ADMIN), wanted)
        expected = all(any(mine.covers(row) for mine in own) for row in wanted)
        assert covers(giver(Role.DEPT, *own), wanted) is expected

    def test_a_year_of_a_college_does_not_cover_the_college(self):
        assert not covers(giver(Role.DEPT, ScopeRow(uid(1), 2026)), [ScopeRow(uid(1))])


class TestGives:
    @given(st.sampled_from(Role), st.sampled_from(Role))
    def test_accounts_are_opened_downward_only(self, own, wanted):
        allowed = {
            (Role.PLATFORM_ADMIN, Role.SCHOOL_ADMIN),
            (Role.SCHOOL_ADMIN, Role.DEPT),
            (Role.SCHOOL_ADMIN, Role.COUNSELOR),
            (Role.DEPT, Role.COUNSELOR),
        }
        try:
            check_gives(giver(own), wanted)
        except BeyondOwnScope:
            assert (own, wanted) not in allowed
        else:
            assert (own, wanted) in allowed


class TestManage:
    def test_one_row_outside_is_too_many(self):
        dept = giver(Role.DEPT, ScopeRow(uid(1)))
        inside = post(Role.COUNSELOR, [ScopeRow(uid(1), 2026)])
        both = post(Role.COUNSELOR, [ScopeRow(uid(1), 2026), ScopeRow(uid(2), 2026)])
        assert may_manage(dept, [inside])
        assert not may_manage(dept, [both])
        assert not may_manage(dept, [inside, both])

    def test_a_row_that_still_waits_is_the_schools(self):
        waiting = post(Role.COUNSELOR, [ScopeRow(uid(1), 2026)], unmatched=1)
        assert not may_manage(giver(Role.DEPT, ScopeRow(uid(1))), [waiting])
        assert may_manage(giver(Role.SCHOOL_ADMIN), [waiting])

    def test_nobody_manages_their_equals(self):
        assert not may_manage(giver(Role.SCHOOL_ADMIN), [post(Role.SCHOOL_ADMIN)])
        assert not may_manage(
            giver(Role.DEPT, ScopeRow(uid(1))), [post(Role.DEPT, [ScopeRow(uid(1))])]
        )
