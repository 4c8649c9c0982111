"""Files as other programs write them, made by hand: valid, and unlike those of Excel."""

import pytest

from zizhu.common.errors import Finding
from zizhu.common.workbook.cells import FORMULA
from zizhu.common.workbook.errors import WorkbookUnreadable

HEADER = ("姓名", "身份证号码", "班级")
ONE = ("张三", "110101199003070011", "1班")
SHEET = "xl/worksheets/sheet1.xml"


def shared(*texts):
    return f"<sst>{''.join(f'<si>{text}</si>' for text in texts)}</sst>"


@pytest.fixture
def with_strings(packed, relate):
    def pack(*texts):
        rows = '<row r="1">' + "".join(
            f'<c r="{c}1" t="s"><v>{n}</v></c>' for n, c in enumerate("ABC")
        )
        rows += '</row><row r="2">' + "".join(
            f'<c r="{c}2" t="s"><v>{n}</v></c>' for n, c in enumerate("ABC", 3)
        )
        links = relate("worksheets/sheet1.xml", "sharedStrings.xml")
        head = (f"<t>{text}</t>" for text in HEADER)
        parts = {"xl/sharedStrings.xml": shared(*head, *texts), "xl/_rels/workbook.xml.rels": links}
        return packed(rows + "</row>", parts=parts)

    return pack


class TestReadTexts:
    def test_reads_inline_strings(self, texts, packed, inline):
        assert texts(packed(inline(HEADER, ONE))) == [(2, *ONE, "")]

    def test_joins_runs_of_rich_text_and_drops_readings(self, texts, with_strings):
        rich = "<r><rPr><b/></rPr><t>张</t></r><r><t>三</t></r>"
        reading = '<t>110101199003070011</t><rPh sb="0" eb="1"><t>ちょう</t></rPh>'
        kept = '<t xml:space="preserve"> 1班 </t>'
        assert texts(with_strings(rich, reading, kept)) == [(2, *ONE, "")]

    def test_unescapes(self, texts, with_strings):
        data = with_strings("<t>张&amp;三_x000D_</t>", "<t>&#49;1</t>", "<t><![CDATA[<1班>]]></t>")
        assert texts(data) == [(2, "张&三", "11", "<1班>", "")]


class TestReadParts:
    def test_needs_no_styles_and_no_list_of_types(self, texts, packed, inline):
        data = packed(inline(HEADER, ONE), parts={"[Content_Types].xml": None})
        assert texts(data) == [(2, *ONE, "")]

    @pytest.mark.parametrize(
        "dimension", ['<dimension ref="A1"/>', '<dimension ref="A1:XFD1048576"/>']
    )
    def test_does_not_believe_the_dimension(self, texts, packed, inline, dimension):
        sheet = f"<worksheet>{dimension}<sheetData>{inline(HEADER, ONE)}</sheetData></worksheet>"
        assert texts(packed("", parts={SHEET: sheet})) == [(2, *ONE, "")]

    @pytest.mark.parametrize(
        "link",
        [
            ("/xl/worksheets/sheet1.xml", SHEET),
            ("worksheets/Sheet1.xml", "xl/worksheets/Sheet1.xml"),
            ("worksheets/sheet1.xml", "xl/worksheets/SHEET1.xml"),
            ("worksheets/名单.xml", "xl/worksheets/名单.xml"),
            ("worksheets/sheet1.xml", "xl\\worksheets\\sheet1.xml"),
        ],
    )
    def test_follows_targets_as_they_come(self, read, packed, inline, relate, link):
        target, part = link
        formula = '<row r="3"><c r="A3" t="str"><f>B3</f><v>李四</v></c></row>'
        sheet = f"<worksheet><sheetData>{inline(HEADER, ONE)}{formula}</sheetData></worksheet>"
        links = {"xl/_rels/workbook.xml.rels": relate(target)}
        table = read(packed("", parts={SHEET: None, **links, part: sheet}))
        assert table.findings == [Finding(FORMULA, row=3, column="姓名")]

    def test_asks_to_save_anew_what_the_parser_cannot_follow(self, read, packed, inline, relate):
        links = {"xl/_rels/workbook.xml.rels": relate("../other/list.xml")}
        sheet = f"<worksheet><sheetData>{inline(HEADER, ONE)}</sheetData></worksheet>"
        with pytest.raises(WorkbookUnreadable, match="另存为"):
            read(packed("", parts={SHEET: None, **links, "other/list.xml": sheet}))

    def test_reads_prefixed_names(self, read, packed, inline):
        rows = inline(HEADER, ONE) + '<row r="3"><c r="A3" t="str"><f>B3</f><v>李</v></c></row>'
        rows = rows.replace("</", "</\0").replace("<", "<x:").replace("<x:/\0", "</x:")
        sheet = f'<x:worksheet xmlns:x="a"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
        table = read(packed("", parts={SHEET: sheet}))
        assert table.findings == [Finding(FORMULA, row=3, column="姓名")]

    def test_reads_cells_without_places(self, read, packed):
        cells = ["".join(f'<c t="str"><v>{text}</v></c>' for text in row) for row in (HEADER, ONE)]
        formula = '<row><c t="str"><f>B3</f><v>李四</v></c></row>'
        table = read(packed(f"<row>{cells[0]}</row><row>{cells[1]}</row>{formula}"))
        assert table.rows[0].cells["number"] == ONE[1]
        assert [(f.row, FORMULA in f.message) for f in table.findings] == [(None, True)]


class TestFindFormulas:
    @pytest.mark.parametrize("padding", range(0, 700, 37))
    def test_finds_them_across_chunks(self, read, packed, inline, padding):
        blanks = " " * (256 * 1024 - 600 + padding)
        formula = '<row r="3"><c r="A3" t="str"><f>B3</f><v>李四</v></c></row>'
        table = read(packed(inline(HEADER, ONE) + blanks + formula))
        assert table.findings == [Finding(FORMULA, row=3, column="姓名")]

    def test_takes_formulas_of_lists_and_formats_for_none(self, read, packed, inline):
        rest = (
            "</sheetData><conditionalFormatting><cfRule><formula>A1</formula></cfRule>"
            "</conditionalFormatting><dataValidations><dataValidation><formula1>B1</formula1>"
            "</dataValidation></dataValidations><sheetData>"
        )
        assert read(packed(inline(HEADER, ONE) + rest)).findings == []
