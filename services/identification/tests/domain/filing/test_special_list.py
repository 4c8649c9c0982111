from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.identification.domain.groups import DEFAULT_KINDS
from zizhu.identification.domain.special_list import (
    ListEntry,
    count_by_kind,
    match_list,
    result_of,
    still_to_contact,
)
from zizhu.identification.domain.vocabulary import ListMatch
from zizhu.identification.errors.filing import UnknownGroup

ENROLLED = {bytes([number]): UUID(int=number) for number in range(1, 6)}
DAY = date(2025, 9, 1)


def entry(number, code="dibao"):
    return ListEntry(bytes([number]), code, "民政", DAY)


def run(*entries):
    return match_list(entries, enrolled=ENROLLED, kinds=DEFAULT_KINDS)


class TestMatch:
    def test_finds_the_enrolled_and_only_counts_the_others(self):
        found = run(entry(1), entry(9), entry(8, "orphan"), entry(10))
        assert [student.student_id for student in found.students] == [UUID(int=1)]
        assert found.not_enrolled == {"dibao": 2, "orphan": 1}

    def test_counts_a_doubled_row_once(self):
        found = run(entry(1), entry(1), entry(9), entry(9))
        assert len(found.students) == 1
        assert found.not_enrolled == {"dibao": 1}

    def test_keeps_both_kinds_of_one_student(self):
        assert len(run(entry(1), entry(1, "orphan")).students) == 2

    def test_refuses_a_kind_that_does_not_exist(self):
        with pytest.raises(UnknownGroup):
            run(entry(1, "rich"))


class TestResult:
    def test_of_a_decline_stands_before_an_application(self):
        one = UUID(int=1)
        assert result_of(one, applicants={one}, declined={one}) is ListMatch.DECLINED
        assert result_of(one, applicants={one}, declined=set()) is ListMatch.APPLIED
        assert result_of(one, applicants=set(), declined=set()) is ListMatch.NOT_APPLIED


class TestCount:
    def test_gives_the_four_counts_by_kind(self):
        found = run(entry(1), entry(2), entry(3), entry(9), entry(1, "orphan"))
        counts = count_by_kind(found, applicants={UUID(int=1)}, declined={UUID(int=2)})
        assert counts == {
            "dibao": {
                ListMatch.APPLIED: 1,
                ListMatch.NOT_APPLIED: 1,
                ListMatch.DECLINED: 1,
                ListMatch.NOT_ENROLLED: 1,
            },
            "orphan": {
                ListMatch.APPLIED: 1,
                ListMatch.NOT_APPLIED: 0,
                ListMatch.DECLINED: 0,
                ListMatch.NOT_ENROLLED: 0,
            },
        }

    @given(st.lists(st.tuples(st.integers(1, 9), st.sampled_from(["dibao", "orphan"]))))
    def test_adds_up_to_the_people_on_the_list(self, rows):
        found = run(*(entry(number, code) for number, code in rows))
        counts = count_by_kind(found, applicants={UUID(int=1)}, declined={UUID(int=2)})
        assert sum(sum(row.values()) for row in counts.values()) == len(set(rows))


class TestStillToContact:
    def test_lists_each_once_who_neither_applied_nor_declined(self):
        found = run(entry(1), entry(2), entry(3), entry(3, "orphan"), entry(9))
        left = still_to_contact(found, applicants={UUID(int=1)}, declined={UUID(int=2)})
        assert left == (UUID(int=3),)
