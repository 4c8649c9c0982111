import io
from itertools import repeat

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zizhu.common.errors import Finding
from zizhu.common.workbook.cells import NUMBER, clean_code, clean_text
from zizhu.common.workbook.escape import escape, sheet_names
from zizhu.common.workbook.table import Column, Kind, Row
from zizhu.common.workbook.template import INSTRUCTIONS, write_error_workbook, write_template
from zizhu.common.workbook.write import Sheet, write_table

ONE = {"name": "张三", "number": "110101199003070011", "class_name": "1班", "entered": "2026-09-01"}
STAMP = "导出人：测试员　时间：2026-09-01 08:00　事由：核对"
MANY = tuple(f"第{n}民族" for n in range(80))


def written(sheets, **options):
    target = io.BytesIO()
    write_table(target, sheets, **options)
    return target.getvalue()


def template(columns, **options):
    target = io.BytesIO()
    write_template(target, columns=columns, instructions=["请按列填写"], **options)
    return openpyxl.load_workbook(io.BytesIO(target.getvalue()))


def errors_of(columns, table, **options):
    target = io.BytesIO()
    count = write_error_workbook(
        target, columns=columns, rows=table.rows, findings=table.findings, **options
    )
    return target.getvalue(), count


def text_columns(sheet):
    """Columns of equal width and format stand in the file as one."""
    return sum(
        c.max - c.min + 1 for c in sheet.column_dimensions.values() if c.number_format == "@"
    )


class TestEscape:
    @pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@a", "\tx", "\rx", "'x"])
    def test_makes_risky_text_harmless(self, text):
        assert escape(text) == f"'{text}"

    @pytest.mark.parametrize("text", ["", "张三", "1-5", "a=b"])
    def test_leaves_the_rest(self, text):
        assert escape(text) == text

    @given(st.text())
    def test_is_undone_by_reading(self, text):
        assert clean_text(escape(clean_text(text))) == clean_text(text)
        assert clean_code(escape(clean_code(text))) == clean_code(text)


class TestSheetNames:
    def test_takes_what_excel_forbids_away(self):
        assert sheet_names(["软件1班/2班", "[]", "'"]) == ["软件1班 2班", "Sheet", "Sheet 2"]

    def test_keeps_long_names_apart(self):
        names = sheet_names(["长" * 40, "长" * 41, "长" * 31])
        assert len(set(names)) == 3
        assert max(map(len, names)) == 31


class TestWriteTable:
    def test_reads_back(self, columns, read):
        table = read(written([Sheet("名单", columns, [ONE, ONE])], stamp=STAMP))
        assert table.sheet == "名单"
        assert table.findings == []
        assert table.rows == [Row(3, ONE), Row(4, ONE)]

    @given(
        names=st.lists(
            st.text(
                st.characters(exclude_categories=["Cs", "Cc", "Cn"])
                | st.sampled_from("_x0041_·=-'"),
                min_size=1,
                max_size=40,
            ).map(clean_text),
            min_size=1,
        )
    )
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    def test_reads_back_rare_characters(self, columns, read, names):
        rows = [{**ONE, "name": name} for name in ("𠮷\U0002a6d6\U000323af", "买买提·艾力", *names)]
        table = read(written([Sheet("名单", columns, rows)]))
        assert [row.cells["name"] for row in table.rows] == [row["name"] for row in rows]

    def test_writes_every_cell_as_text_under_a_frozen_header(self, columns):
        data = written([Sheet("名单", columns, [ONE])], stamp=STAMP)
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        assert sheet["A1"].value == STAMP
        assert sheet.freeze_panes == "A3"
        assert {(cell.data_type, cell.number_format) for row in sheet["A2:D3"] for cell in row} == {
            ("s", "@")
        }

    def test_stamps_every_sheet(self, columns):
        sheets = [Sheet("一/二", columns, [ONE]), Sheet("一:二", columns[:1], iter([]))]
        book = openpyxl.load_workbook(io.BytesIO(written(sheets, stamp=STAMP)))
        assert book.sheetnames == ["一 二", "一 二 2"]
        assert [sheet["A1"].value for sheet in book] == [STAMP, STAMP]
        assert [sheet["A2"].value for sheet in book] == ["姓名", "姓名"]

    def test_writes_a_header_without_rows(self, columns):
        book = openpyxl.load_workbook(io.BytesIO(written([Sheet("空", columns, [])])))
        assert next(iter(book.active.values)) == tuple(column.header for column in columns)

    def test_writes_no_formula(self, columns):
        row = {**ONE, "name": '=HYPERLINK("http://example.com")'}
        book = openpyxl.load_workbook(io.BytesIO(written([Sheet("名单", columns, [row])])))
        assert book.active["A2"].value.startswith("'=")

    def test_writes_to_a_path(self, columns, read, tmp_path):
        path = tmp_path / "名单.xlsx"
        write_table(path, [Sheet("名单", columns, repeat(ONE, 3))])
        assert len(read(path).rows) == 3


class TestWriteTemplate:
    def test_keeps_whole_columns_in_text_format(self, columns):
        sheet = template(columns).active
        assert text_columns(sheet) == 4
        assert sheet.freeze_panes == "A2"

    def test_offers_choices_short_and_long(self):
        columns = [
            Column(key="sex", header="性别", choices=("男", "女")),
            Column(key="ethnic", header="民族", choices=MANY),
            Column(key="other", header="证件类型", choices=MANY[:60]),
        ]
        book = template(columns)
        rules = {
            str(r.sqref).split(":")[0]: r.formula1
            for r in book.active.data_validations.dataValidation
        }
        assert rules == {
            "A2": '"男,女"',
            "B2": "选项!$A$1:$A$80",
            "C2": "选项!$B$1:$B$60",
        }
        assert book["选项"].sheet_state == "hidden"
        assert [book["选项"]["A80"].value, book["选项"]["B60"].value] == [MANY[79], MANY[59]]

    def test_explains_each_column(self, columns):
        noted = Column(key="n", header="学号", required=False, note="没有可不填", kind=Kind.CODE)
        book = template([*columns, noted])
        assert book.active["E1"].comment.text == "没有可不填"
        lines = list(book[INSTRUCTIONS].values)
        assert lines[0][0] == "请按列填写"
        assert lines[-1] == ("学号", "选填", "没有可不填", "")

    def test_imports_when_filled_in(self, columns, read):
        book = template(columns)
        book.active.append(tuple(ONE.values()))
        target = io.BytesIO()
        book.save(target)
        assert read(target.getvalue()).rows == [Row(2, ONE)]


class TestWriteErrorWorkbook:
    HEADER = ("姓名", "身份证号码", "班级")

    @pytest.fixture
    def table(self, read, xlsx):
        good, bad = ("张三", "001", "1班"), (7, 440101199001011000, "-班")
        return read(xlsx(self.HEADER, good, bad, good))

    def test_holds_only_bad_rows_with_their_reasons(self, columns, table):
        data, count = errors_of(columns, table)
        rows = list(openpyxl.load_workbook(io.BytesIO(data)).active.values)
        assert count == 1
        assert rows[0] == ("姓名", "身份证号码", "班级", "入学日期", "错误信息")
        assert rows[1][:4] == ("7", "4.40101199001011E+17", "'-班", "")
        assert rows[1][4] == f"姓名：{NUMBER}；身份证号码：{NUMBER}"
        assert len(rows) == 2

    @pytest.mark.parametrize("stamp", [None, STAMP])
    def test_imports_again_and_still_refuses_what_was_not_mended(self, columns, read, table, stamp):
        again = read(errors_of(columns, table, stamp=stamp)[0])
        assert [row.cells["class_name"] for row in again.rows] == ["-班"]
        assert [f.column for f in again.findings] == ["身份证号码"]

    def test_imports_again_when_mended(self, columns, read, table):
        book = openpyxl.load_workbook(io.BytesIO(errors_of(columns, table)[0]))
        book.active["A2"], book.active["B2"] = "李四", "110101199003070022"
        target = io.BytesIO()
        book.save(target)
        assert read(target.getvalue()).findings == []

    def test_keeps_columns_in_text_format_for_the_mending(self, columns, table):
        sheet = openpyxl.load_workbook(io.BytesIO(errors_of(columns, table)[0])).active
        assert {sheet.cell(2, at).number_format for at in range(1, 6)} == {"@"}
        assert text_columns(sheet) == 4

    def test_leaves_out_what_concerns_no_row(self, columns, table):
        findings = [Finding("整个文件"), Finding("太多", row=2)]
        target = io.BytesIO()
        count = write_error_workbook(target, columns=columns, rows=table.rows, findings=findings)
        assert count == 1
