from datetime import date
from pathlib import Path

import pytest

from zizhu.common.errors import Finding
from zizhu.common.workbook.cells import DATE, ERROR, FORMULA, MERGED, NUMBER
from zizhu.common.workbook.errors import HeaderDoubled, HeaderNotFound, TooManyRows, WorkbookEmpty
from zizhu.common.workbook.read import read_table_async
from zizhu.common.workbook.table import Limits

HEADER = ("姓名", "身份证号码", "班级")
ONE = ("张三", "110101199003070011", "1班")
TWO = ("李四", "110101199003070022", "1班")
# Made once with xlwt, which is no longer kept up and so is no dependency: title, header, five
# texts, a number, a formula without a stored value, a merged cell; an instruction sheet behind.
LEGACY = Path(__file__).with_name("legacy.xls")


class TestReadRows:
    def test_keeps_the_numbers_of_the_sheet(self, xlsx, texts):
        data = xlsx(("学生信息表",), (), HEADER, ONE, (), ("", " ", None), TWO, (), ("  ",))
        assert texts(data) == [(4, *ONE, ""), (7, *TWO, "")]

    def test_counts_from_the_sheet_and_not_from_the_first_cell(self, xlsx, texts):
        def edit(book):
            for at, (head, value) in enumerate(zip(HEADER, ONE, strict=True)):
                book.active.cell(5, 3 + at, head)
                book.active.cell(6, 3 + at, value)

        assert texts(xlsx(edit=edit)) == [(6, *ONE, "")]

    def test_skips_a_second_header(self, xlsx, texts):
        assert texts(xlsx(HEADER, ONE, HEADER, TWO)) == [(2, *ONE, ""), (4, *TWO, "")]

    def test_skips_rows_that_only_carry_a_number(self, xlsx, texts):
        data = xlsx(("序号", *HEADER), (1, *ONE), (2,), (3,))
        assert texts(data) == [(2, *ONE, "")]

    def test_tells_absent_columns_from_blank_ones(self, xlsx, read):
        assert read(xlsx(HEADER, ONE)).present == ("name", "number", "class_name")
        assert "entered" in read(xlsx((*HEADER, "入学日期"), ONE)).present

    def test_passes_over_the_reasons_of_an_error_workbook(self, xlsx, read):
        table = read(xlsx((*HEADER, "错误信息"), (*ONE, "身份证号码有误")))
        assert table.rows[0].cells["number"] == ONE[1]
        assert table.findings == []

    def test_reads_the_first_sheet_that_has_the_header(self, xlsx, read):
        def edit(book):
            book.active.title = "名单"
            book.create_sheet("填写说明", 0).append(("请按模板填写",))

        assert read(xlsx(HEADER, ONE, edit=edit)).sheet == "名单"

    def test_finds_fault_with_a_second_sheet_of_data(self, xlsx, read):
        def edit(book):
            book.active.title = "一"
            for row in (HEADER, TWO):
                book["二" if "二" in book.sheetnames else book.create_sheet("二").title].append(row)

        table = read(xlsx(HEADER, ONE, edit=edit))
        assert len(table.rows) == 1
        assert [f.row for f in table.findings] == [None]
        assert "二" in table.findings[0].message

    def test_passes_over_hidden_sheets(self, xlsx, read):
        def edit(book):
            book.active.sheet_state = "hidden"
            book.create_sheet("名单").append(("姓名",))

        with pytest.raises(HeaderNotFound):
            read(xlsx(HEADER, ONE, edit=edit))

    async def test_leaves_the_loop_free(self, xlsx, columns):
        table = await read_table_async(xlsx(HEADER, ONE), columns=columns)
        assert table.rows[0].cells["name"] == "张三"


class TestFindCells:
    def test_refuses_numbers_by_their_type(self, xlsx, read):
        table = read(xlsx(HEADER, ONE, ("李四", 440101199001011000, "1班")))
        assert table.findings == [Finding(NUMBER, row=3, column="身份证号码")]
        assert table.bad_rows == {3}
        assert [row.number for row in table.good()] == [2]
        assert table.rows[1].cells["number"] == "4.40101199001011E+17"

    def test_refuses_formulas_even_with_a_stored_text(self, packed, inline, read):
        formula = '<row r="3"><c r="A3" t="str"><f>B3</f><v>李四</v></c></row>'
        table = read(packed(inline(HEADER, ONE) + formula))
        assert table.findings == [Finding(FORMULA, row=3, column="姓名")]

    def test_takes_text_that_only_looks_like_a_formula(self, packed, inline, texts):
        data = packed(inline(HEADER, ("=1+1", "110101199003070011", "@班")))
        assert texts(data) == [(2, "=1+1", "110101199003070011", "@班", "")]

    def test_passes_over_formulas_in_other_columns(self, xlsx, read):
        assert read(xlsx(("序号", *HEADER), ("=ROW()-1", *ONE))).findings == []

    def test_refuses_error_values(self, packed, inline, read):
        error = '<row r="3"><c r="A3" t="e"><v>#N/A</v></c><c r="B3" t="str"><v>1</v></c></row>'
        assert read(packed(inline(HEADER, ONE) + error)).findings == [
            Finding(ERROR, row=3, column="姓名")
        ]

    def test_refuses_every_row_of_a_merged_cell(self, xlsx, read):
        def edit(book):
            book.active.merge_cells("A1:C1")
            book.active.merge_cells("C3:C4")

        table = read(xlsx(("学生信息表",), HEADER, ONE, TWO, edit=edit))
        assert table.findings == [Finding(MERGED, row=n, column="班级") for n in (3, 4)]

    def test_reads_days(self, xlsx, read):
        header = (*HEADER, "入学日期")
        rows = [(*ONE, "2026/9/1"), (*ONE, date(2026, 9, 1)), (*ONE, "九月")]
        table = read(xlsx(header, *rows))
        assert [row.cells["entered"] for row in table.rows] == ["2026-09-01", "2026-09-01", "九月"]
        assert table.findings == [Finding(DATE, row=4, column="入学日期")]

    def test_refuses_a_text_that_is_too_long(self, xlsx, read):
        table = read(xlsx(HEADER, ("张" * 51, *ONE[1:])))
        assert [f.column for f in table.findings] == ["姓名"]

    def test_names_faults_in_reading_order(self, xlsx, read):
        table = read(xlsx(HEADER, (1, ONE[1], 2), ("李四", 3, "1班")))
        assert [(f.row, f.column) for f in table.findings] == [
            (2, "姓名"),
            (2, "班级"),
            (3, "身份证号码"),
        ]


class TestReadLegacy:
    def test_reads_the_old_format(self, read):
        table = read(LEGACY.read_bytes(), filename="名单.xlsx")
        assert table.sheet == "学生信息"
        assert [row.number for row in table.rows] == [3, 4, 5, 6, 7, 8]
        assert [(f.row, f.column, f.message) for f in table.findings] == [
            (4, "身份证号码", NUMBER),
            (7, "班级", MERGED),
            (8, "班级", MERGED),
        ]


class TestReadCsv:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_reads_every_encoding_and_delimiter(self, csv, texts, encoding, delimiter):
        data = csv(("学生信息表",), HEADER, ONE, encoding=encoding, delimiter=delimiter)
        assert texts(data) == [(3, *ONE, "")]

    def test_counts_records_as_the_sheet_will(self, csv, texts):
        data = csv(HEADER, ('"张\n三"', *ONE[1:]), (), ("李四",), ("王五", '="007"', "2班", "多余"))
        assert texts(data) == [
            (2, "张 三", *ONE[1:], ""),
            (4, "李四", "", "", ""),
            (5, "王五", "007", "2班", ""),
        ]


class TestCountRows:
    def test_takes_as_many_as_the_limit(self, csv, read):
        table = read(csv(HEADER, *[ONE] * 50_000))
        assert len(table.rows) == 50_000

    def test_refuses_one_more(self, csv, read):
        with pytest.raises(TooManyRows, match="50001 行"):
            read(csv(HEADER, *[ONE] * 50_001))

    def test_counts_neither_blanks_nor_headers(self, xlsx, read):
        table = read(xlsx(HEADER, ONE, HEADER, (" ",), TWO), limits=Limits(rows=2))
        assert len(table.rows) == 2

    def test_refuses_a_header_without_rows(self, xlsx, read):
        with pytest.raises(WorkbookEmpty, match="表头下面没有数据"):
            read(xlsx(HEADER, (" ",)))

    def test_refuses_doubled_columns(self, xlsx, read):
        with pytest.raises(HeaderDoubled):
            read(xlsx((*HEADER, "姓名"), ONE))
