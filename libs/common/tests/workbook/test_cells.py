from datetime import date, datetime, time

import pytest

from zizhu.common.workbook.cells import (
    NUMBER,
    SCIENTIFIC,
    Fault,
    clean_code,
    clean_column,
    clean_date,
    clean_text,
)
from zizhu.common.workbook.table import Column, Kind

DAY = date(2026, 9, 1)
CODE = Column(key="number", header="学号", kind=Kind.CODE, length=20)


class TestCleanText:
    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("张三 ", "张三"),
            ("\ufeff张三", "张三"),
            ("\u00a0张\u00a0三\u3000", "张 三"),
            ("张\u200b三", "张三"),
            ("张\n三", "张 三"),
            ("'张三", "张三"),
            ("''张三", "'张三"),
            ("=1+1", "=1+1"),
            ("-5", "-5"),
            ("１班", "１班"),
            ("阿卜杜拉·买买提", "阿卜杜拉·买买提"),
            ("𠮷\U0002a6d6", "𠮷\U0002a6d6"),
        ],
    )
    def test_keeps_what_was_meant(self, given, kept):
        assert clean_text(given) == kept

    @pytest.mark.parametrize("value", [1.0, 7, True, DAY, time(8)])
    def test_faults_what_is_no_text(self, value):
        assert isinstance(clean_text(value), Fault)

    def test_faults_an_error_value_that_became_text(self):
        assert isinstance(clean_text("#N/A"), Fault)


class TestCleanCode:
    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("１１０１０１ １９９０", "1101011990"),
            ("\u202d110101199003070011\u202c", "110101199003070011"),
            ("11010119900307001Ｘ", "11010119900307001X"),
            ("'0012", "0012"),
            ("‘0012", "0012"),
            ("2E10", "2E10"),
            ("A-01", "A-01"),
        ],
    )
    def test_keeps_what_was_meant(self, given, kept):
        assert clean_code(given) == kept
        assert not isinstance(clean_code(given), Fault)

    @pytest.mark.parametrize("text", ["1.10101E+17", "1.1e17", "2E+10", "１.1E+17", "'4.4E+17"])
    def test_faults_scientific_notation(self, text):
        fault = clean_code(text)
        assert isinstance(fault, Fault)
        assert fault.message == SCIENTIFIC

    def test_faults_a_number_by_its_type_and_shows_its_digits(self):
        fault = clean_code(440101199001011000.0)
        assert isinstance(fault, Fault)
        assert fault == "4.40101199001011E+17"
        assert fault.message == NUMBER


class TestCleanDate:
    @pytest.mark.parametrize(
        "given",
        [
            "2026-09-01",
            "2026/9/1",
            " 2026-9-1 ",
            "２０２６/９/１",
            DAY,
            datetime.combine(DAY, time()),
        ],
    )
    def test_reads_the_day(self, given):
        assert clean_date(given) == "2026-09-01"

    @pytest.mark.parametrize(
        "given",
        [
            "2026-02-30",
            "2026.9.1",
            "1/9/2026",
            "2026-9/1",
            "今天",
            46000.0,
            datetime.combine(DAY, time(8)),
        ],
    )
    def test_faults_what_is_no_day(self, given):
        assert isinstance(clean_date(given), Fault)

    def test_leaves_a_blank_blank(self):
        assert clean_date("") == ""


class TestCleanColumn:
    def test_returns_clean_columns_as_they_are(self):
        values = ("001", "002", "")
        assert clean_column(values, CODE) is values

    def test_cleans_only_what_needs_it(self):
        assert clean_column(("001", "００2", " 3"), CODE) == ["001", "002", "3"]

    def test_does_not_take_numbers_for_equal_truths(self):
        cleaned = clean_column((1.0, True, "1"), CODE)
        assert cleaned == ["1", "TRUE", "1"]
        assert [type(text) for text in cleaned] == [Fault, Fault, str]

    def test_cuts_and_faults_what_is_too_long(self):
        (text,) = clean_column(("9" * 21,), CODE)
        assert isinstance(text, Fault)
        assert text == "9" * 20
