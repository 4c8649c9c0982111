"""Rows against the register: who is new, who changes, and what only 异动 may do."""

from datetime import date
from itertools import count
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.common.people.names import comparison_form
from zizhu.common.people.sex import Sex
from zizhu.roster.domain.branches import grow_branches
from zizhu.roster.domain.matching import (
    Known,
    KnownStudents,
    Verdict,
    match_moves,
    match_students,
    refuse_doubled,
)
from zizhu.roster.domain.places import PlaceNames, Tree, name_key
from zizhu.roster.domain.rows import CheckedRow, RowChecker
from zizhu.roster.domain.student import StudentStatus

HOME = PlaceNames("文学院", 2016, "德语", "1班")


def ids():
    numbers = count(1)
    return lambda: UUID(int=next(numbers))


@pytest.fixture
def tree():
    tree = Tree(())
    tree.grow(HOME, ids())
    return tree


@pytest.fixture
def checker():
    return RowChecker(date(2026, 9, 1))


def row(number=2, person=b"p1", **changes):
    values = {"name": "张三", "sex": Sex.MALE, "ethnic": "01", "place": HOME} | changes
    made = CheckedRow(number, person=person, **values)
    made.comparison_name = comparison_form(made.name)
    return made


@pytest.fixture
def known(tree):
    def make(**changes):
        values = {
            "id": UUID(int=99),
            "person": b"p1",
            "name": "张三",
            "comparison_name": "张三",
            "sex": "male",
            "ethnic": "01",
            "phone_digest": b"f1",
            "student_number": "1",
            "place": tree.find(HOME),
            "status": StudentStatus.ACTIVE,
        } | changes
        return KnownStudents.of([Known(**values)])

    return make


class TestImport:
    @pytest.fixture
    def verdict(self, known, tree, checker):
        def judge(one, **stored):
            (found,) = match_students([one], known(**stored), tree, checker)
            return found.verdict

        return judge

    def test_takes_an_unknown_person_for_new(self, verdict):
        assert verdict(row(person=b"p2")) is Verdict.NEW

    def test_finds_nothing_to_do_for_an_equal_row(self, verdict):
        assert verdict(row(phone_digest=b"f1", student_number="1")) is Verdict.UNCHANGED

    def test_lets_blank_cells_keep_what_the_student_filled_in(self, verdict):
        assert verdict(row()) is Verdict.UNCHANGED

    @pytest.mark.parametrize(
        "change",
        [
            {"name": "张三丰"},
            {"sex": Sex.FEMALE},
            {"ethnic": "22"},
            {"phone_digest": b"f2"},
            {"student_number": "2"},
        ],
    )
    def test_overwrites_what_differs(self, verdict, change):
        assert verdict(row(**change)) is Verdict.CHANGED

    @pytest.mark.parametrize(
        "place",
        [
            PlaceNames("理学院", 2016, "德语", "1班"),
            PlaceNames("文学院", 2017, "德语", "1班"),
            PlaceNames("文学院", 2016, "日语", "1班"),
            PlaceNames("文学院", 2016, "德语", "2班"),
        ],
    )
    def test_sends_another_place_to_the_change_of_roster(self, verdict, checker, place):
        assert verdict(row(place=place)) is Verdict.BAD
        (finding,) = checker.findings
        assert "学生异动" in finding.message
        assert "文学院 2016级 德语 1班" in finding.message

    def test_takes_other_blanks_and_width_for_the_same_class(self, verdict):
        assert verdict(row(place=PlaceNames("文 学院", 2016, "德语", "１班"))) is Verdict.UNCHANGED

    def test_hints_at_the_same_name_and_number_under_another_document(self, verdict, checker):
        assert verdict(row(person=b"p2", student_number="1")) is Verdict.NEW
        assert [found.message.startswith("提示：") for found in checker.findings] == [True]


class TestDoubled:
    def test_refuses_both_rows_and_names_the_other(self, checker):
        rows = [row(2), row(3, b"p2"), row(7)]
        for one in rows:
            one.document = object()
        refuse_doubled(rows, checker)
        assert [one.is_bad for one in rows] == [True, False, True]
        assert "第 7 行" in checker.findings[0].message
        assert "第 2 行" in checker.findings[1].message


class TestMoves:
    @pytest.fixture
    def verdict(self, known, tree, checker):
        def judge(one, **stored):
            (found,) = match_moves([one], known(**stored), tree, checker)
            return found.verdict

        return judge

    def test_change_the_place(self, verdict):
        assert verdict(row(place=HOME._replace(year=2017))) is Verdict.CHANGED

    def test_change_the_status(self, verdict):
        assert verdict(row(status=StudentStatus.SUSPENDED)) is Verdict.CHANGED

    def test_find_nothing_to_do_for_the_same_place(self, verdict):
        assert verdict(row()) is Verdict.UNCHANGED

    def test_refuse_whom_the_register_does_not_hold(self, verdict, checker):
        assert verdict(row(person=b"p2")) is Verdict.BAD
        assert "先通过学生导入" in checker.findings[0].message

    def test_refuse_another_name_for_the_number(self, verdict):
        assert verdict(row(name="李四")) is Verdict.BAD


class TestTree:
    def test_tells_classes_of_one_name_apart_by_major_and_year(self):
        tree = Tree(())
        new_id = ids()
        places = {
            tree.grow(PlaceNames("文学院", year, major, "1班"), new_id)
            for year in (2016, 2017)
            for major in ("德语", "日语")
        }
        assert len({place.class_id for place in places}) == 4
        assert len({place.major_id for place in places}) == 2

    @given(st.lists(st.tuples(*(st.sampled_from(["甲", "乙", "丙"]) for _ in range(3)))))
    def test_finds_what_it_grew_and_grows_it_once(self, names):
        tree, new_id = Tree(()), ids()
        wanted = [PlaceNames(college, 2020, major, one) for college, major, one in names]
        grown = [tree.grow(one, new_id) for one in wanted]
        size = len(tree.grown)
        assert [tree.grow(one, new_id) for one in wanted] == grown
        assert len(tree.grown) == size
        assert [tree.names_of(place) for place in grown] == wanted
        assert Tree(tree.units.values()).find(wanted[0]) == grown[0] if wanted else True

    def test_shows_classes_in_natural_order_with_counts(self):
        tree, new_id = Tree(()), ids()
        counts = [
            (tree.grow(HOME._replace(class_name=name), new_id), number)
            for number, name in enumerate(["10班", "2班", "1班"], 1)
        ]
        ((college),) = grow_branches(counts, tree.units)
        ((year),) = college.branches
        assert (college.name, college.students, year.name, year.id) == ("文学院", 6, "2016级", None)
        assert [one.name for one in year.branches[0].branches] == ["1班", "2班", "10班"]

    def test_compares_names_without_blanks_and_width(self):
        assert name_key("计算机 １班") == name_key("计算机1班")
