"""Rows of 学生信息表 read cell by cell (domain.md 4.1, 4.4, 10.9)."""

from datetime import date

import pytest

from zizhu.common.people.documents import DocumentKind
from zizhu.common.people.sex import Sex
from zizhu.common.workbook.table import Row
from zizhu.roster.domain.places import PlaceNames
from zizhu.roster.domain.rows import HINT, RowChecker
from zizhu.roster.domain.student import StudentStatus

GOOD = {
    "name": "张三",
    "phone": "13800000001",
    "document_kind": "居民身份证",
    "document": "350102200001010011",
    "ethnic": "汉",
    "sex": "男",
    "college": "文学院",
    "year": "2016级",
    "major": "德语",
    "class_name": "2016级康复1班",
    "student_number": "201600001",
}


@pytest.fixture
def checker():
    return RowChecker(date(2026, 9, 1))


@pytest.fixture
def check(checker):
    def read(faulty=(), **changes):
        return checker.check(Row(2, GOOD | changes), faulty)

    return read


@pytest.fixture
def said(checker):
    def sentences():
        return [(found.column, found.message) for found in checker.findings]

    return sentences


class TestCheck:
    def test_reads_a_whole_row(self, check, said):
        row = check()
        assert not row.is_bad
        assert said() == []
        assert (row.name, row.sex, row.ethnic) == ("张三", Sex.MALE, "01")
        assert row.document.number == "350102200001010011"
        assert row.place == PlaceNames("文学院", 2016, "德语", "2016级康复1班")

    @pytest.mark.parametrize("year", ["2016", "2016级", " 2016 级"])
    def test_takes_a_year_in_either_writing(self, check, year):
        assert check(year=year).place.year == 2016

    @pytest.mark.parametrize("name", ["2016级康复1班", "航海1312", "1班"])
    def test_takes_class_names_as_they_are(self, check, name):
        assert check(class_name=name).place.class_name == name

    def test_lets_phone_and_student_number_be_blank(self, check, said):
        row = check(phone="", student_number="")
        assert (row.phone, row.student_number, said()) == (None, None, [])

    def test_stores_a_lowercase_x_as_uppercase(self, check):
        assert check(document="35010220010615007x").document.number == "35010220010615007X"

    def test_converts_fifteen_digits_and_remembers_them(self, check):
        document = check(document="350102000101001", sex="男").document
        assert (document.number, document.original) == ("350102190001010015", "350102000101001")

    def test_takes_the_word_of_the_source_for_the_kind(self, check):
        assert check(document_kind="身份证").document.kind is DocumentKind.RESIDENT_ID

    def test_lets_the_kind_decide_how_a_number_is_checked(self, check, said):
        row = check(document_kind="港澳居民来往内地通行证", document="H12345678")
        assert row.document.kind is DocumentKind.HK_MACAO_TRAVEL_PERMIT
        assert check(document="H12345678").is_bad
        assert [column for column, _ in said()] == ["身份证号码"]

    def test_names_every_bad_cell_of_a_row_at_once(self, check, said):
        row = check(
            name="", document="1", ethnic="火星", sex="?", college="", year="大一", phone="12"
        )
        assert row.is_bad
        assert [column for column, _ in said()] == [
            "姓名",
            "性别",
            "民族",
            "身份证号码",
            "手机号",
            "院系",
            "年级",
        ]

    def test_never_repeats_a_value(self, check, said):
        check(document="350102200001010019", phone="12345678901")
        assert not any("3501" in text or "12345678901" in text for _, text in said())

    def test_leaves_alone_what_the_reader_refused(self, check, said):
        row = check(faulty={"身份证号码"}, document="3.5E+17")
        assert (row.is_bad, row.document, said()) == (True, None, [])

    @pytest.mark.parametrize(
        "number",
        [
            "350600198811111111",
            "350627198202222222",
            "350681199122222222",
            "350622198505555555",
        ],
    )
    def test_refuses_the_samples_of_the_source(self, check, number):
        assert check(document=number).is_bad

    def test_hints_at_a_sex_that_the_number_contradicts(self, check, said):
        row = check(sex="女")
        assert not row.is_bad
        ((column, text),) = said()
        assert (column, text.startswith(HINT)) == ("性别", True)

    def test_refuses_characters_that_no_register_holds(self, check, said):
        assert check(name="张\ue000").is_bad
        assert said() == [("姓名", "生僻字，请核对身份证")]


class TestStatus:
    @pytest.mark.parametrize(
        ("text", "status"),
        [
            ("在读", StudentStatus.ACTIVE),
            ("休学", StudentStatus.SUSPENDED),
            ("离校", StudentStatus.LEFT),
            ("", None),
        ],
    )
    def test_is_read_or_left_alone(self, check, text, status):
        assert check(status=text).status is status

    def test_is_never_deleted_by_a_sheet(self, check):
        assert check(status="已删除").is_bad
