import io
import zipfile

import pytest

from zizhu.common.workbook import errors
from zizhu.common.workbook.errors import (
    CellsOutOfRange,
    EncryptedWorkbook,
    HeaderNotFound,
    MacroWorkbook,
    NotAWorkbook,
    WorkbookEmpty,
    WorkbookTooLarge,
    WorkbookUnreadable,
    WorkbookUnsafe,
    ZipBomb,
)
from zizhu.common.workbook.table import Limits

HEADER = ("姓名", "身份证号码", "班级")
ONE = ("张三", "110101199003070011", "1班")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FAR = '<row r="{row}"><c r="{cell}" t="inlineStr"><is><t>x</t></is></c></row>'


class TestRefuseOtherFiles:
    @pytest.mark.parametrize(
        "data",
        [
            b"%PDF-1.7\n",
            b"\x89PNG\r\n\x1a\n" + bytes(64),
            b"\xff\xd8\xff\xe0" + bytes(64),
            b"<html><table><tr><td>\xe5\xa7\x93\xe5\x90\x8d</td></tr></table></html>",
            b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>",
            b"{\\rtf1}",
            bytes(range(256)),
            OLE + "WordDocument".encode("utf-16-le"),
        ],
    )
    def test_refuses_what_is_no_workbook(self, read, data):
        with pytest.raises(NotAWorkbook, match=r"^学生\.xlsx："):
            read(data, filename="学生.xlsx")

    @pytest.mark.parametrize(
        "part", ["word/document.xml", "readme.txt", "xl/workbook.bin", "mimetype"]
    )
    def test_refuses_other_archives_by_any_name(self, read, zips, part):
        with pytest.raises(NotAWorkbook):
            read(zips({"[Content_Types].xml": "<Types/>", part: "<x/>"}), filename="a.xlsx")

    def test_takes_a_workbook_by_any_name(self, read, xlsx):
        assert len(read(xlsx(HEADER, ONE), filename="名单.csv").rows) == 1

    @pytest.mark.parametrize("data", [b"", b" \r\n"])
    def test_refuses_an_empty_file(self, read, data):
        with pytest.raises(WorkbookEmpty):
            read(data)

    def test_refuses_an_empty_sheet(self, read, xlsx):
        with pytest.raises(WorkbookEmpty):
            read(xlsx())

    def test_refuses_a_text_without_the_header(self, read):
        with pytest.raises(HeaderNotFound):
            read("几句话，不是表格".encode())

    def test_refuses_too_many_bytes_before_reading_them(self, read, tmp_path):
        path = tmp_path / "large.xlsx"
        with path.open("wb") as file:
            file.truncate(Limits().bytes + 1)
        for source in (path, bytes(Limits().bytes + 1)):
            with pytest.raises(WorkbookTooLarge, match="20 MB"):
                read(source)


class TestRefuseLocked:
    def test_refuses_a_password(self, read):
        with pytest.raises(EncryptedWorkbook):
            read(OLE + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(512))

    def test_refuses_an_encrypted_entry(self, read, xlsx):
        data = bytearray(xlsx(HEADER, ONE))
        at = data.find(b"PK\x01\x02")
        data[at + 8] |= 1
        with pytest.raises(EncryptedWorkbook):
            read(bytes(data))

    def test_refuses_macros(self, read, packed, inline):
        with pytest.raises(MacroWorkbook):
            read(packed(inline(HEADER, ONE), parts={"xl/vbaProject.bin": "x"}))

    def test_refuses_macros_in_the_old_format(self, read):
        with pytest.raises(MacroWorkbook):
            read(OLE + bytes(512) + "_VBA_PROJECT_CUR".encode("utf-16-le"))


class TestRefuseBombs:
    def test_refuses_a_part_that_unpacks_too_far(self, read, packed, inline):
        with pytest.raises(ZipBomb):
            read(packed(inline(HEADER, ONE), parts={"xl/media/a.xml": " " * 20_000_000}))

    def test_refuses_parts_that_unpack_too_far_together(self, read, packed, inline):
        parts = {f"xl/media/{n}.bin": " " * 1_000_000 for n in range(5)}
        with pytest.raises(ZipBomb):
            read(packed(inline(HEADER, ONE), parts=parts), limits=Limits(unpacked=4_000_000))

    def test_refuses_thousands_of_parts(self, read, packed, inline):
        parts = {f"xl/media/{n}.bin": "" for n in range(2_001)}
        with pytest.raises(ZipBomb):
            read(packed(inline(HEADER, ONE), parts=parts))

    @pytest.mark.parametrize(
        ("row", "cell"), [(1048576, "XFD1048576"), (3, "AAA3"), (200000, "A200000")]
    )
    def test_refuses_cells_far_out(self, read, packed, inline, row, cell):
        with pytest.raises(CellsOutOfRange, match=cell):
            read(packed(inline(HEADER, ONE) + FAR.format(row=row, cell=cell)))

    def test_takes_a_format_far_out(self, read, packed, inline):
        far = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
        assert len(read(packed(inline(HEADER, ONE) + far)).rows) == 1

    def test_survives_cells_far_out_that_no_search_sees(self, read, packed, inline):
        hidden = FAR.format(row=1048576, cell="XFD1048576").replace(' r="XFD', "\tr='XFD")
        hidden = hidden.replace('1048576" t', "1048576' t")
        with pytest.raises(WorkbookUnreadable):
            read(packed(inline(HEADER, ONE) + hidden))

    def test_survives_running_out_of_memory(self, read, xlsx):
        with pytest.raises(WorkbookUnreadable):
            read(xlsx(HEADER, *[ONE] * 20_000), limits=Limits(memory=16 * 1024 * 1024))

    def test_survives_running_out_of_time(self, read, xlsx):
        with pytest.raises(WorkbookUnreadable):
            read(xlsx(HEADER, ONE), limits=Limits(seconds=0))

    def test_refuses_a_long_text_shared_by_all_cells(self, read, packed, relate):
        rows = "".join(
            f'<row r="{n}">'
            + "".join(f'<c r="{c}{n}" t="s"><v>0</v></c>' for c in "ABC")
            + "</row>"
            for n in range(2, 300)
        )
        head = "".join(f'<c r="{c}1" t="s"><v>{n}</v></c>' for n, c in enumerate("ABC", 1))
        strings = "".join(f"<si><t>{text}</t></si>" for text in ("长" * 30_000, *HEADER))
        data = packed(
            f'<row r="1">{head}</row>{rows}',
            parts={
                "xl/_rels/workbook.xml.rels": relate("worksheets/sheet1.xml", "sharedStrings.xml"),
                "xl/sharedStrings.xml": f"<sst>{strings}</sst>",
            },
        )
        table = read(data)
        assert max(len(text) for row in table.rows for text in row.cells.values()) == 500
        assert len(table.findings) == 3 * 298


class TestRefuseTricks:
    @pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "docProps/core.xml"])
    @pytest.mark.parametrize(
        "declared", ['<!DOCTYPE x SYSTEM "file:///etc/passwd">', "<!ENTITY a 'b'>"]
    )
    def test_refuses_declared_entities(self, read, packed, inline, part, declared):
        with pytest.raises(WorkbookUnsafe):
            read(packed(inline(HEADER, ONE), parts={part: f"<?xml version='1.0'?>{declared}<x/>"}))

    def test_finds_a_declaration_across_chunks(self, read, packed, inline):
        text = " " * (256 * 1024 - 4) + "<!DOCTYPE x><x/>"
        with pytest.raises(WorkbookUnsafe):
            read(packed(inline(HEADER, ONE), parts={"xl/a.xml": text}))

    def test_refuses_utf_16_inside(self, read, packed, inline):
        with pytest.raises(WorkbookUnsafe):
            read(packed(inline(HEADER, ONE), parts={"xl/a.xml": "<x/>".encode("utf-16")}))

    @pytest.mark.parametrize("name", ["../../etc/passwd", "xl\\..\\..\\x", "XL/Workbook.xml"])
    def test_refuses_names_that_climb_or_clash(self, read, packed, inline, name):
        with pytest.raises(WorkbookUnsafe):
            read(packed(inline(HEADER, ONE), parts={name: "x"}))

    def test_refuses_a_file_cut_short(self, read, xlsx):
        data = xlsx(HEADER, ONE)
        with pytest.raises(WorkbookUnreadable):
            read(data[: len(data) // 2])

    def test_refuses_a_part_whose_size_is_a_lie(self, read, packed, inline):
        data = bytearray(packed(inline(HEADER, ONE), compression=zipfile.ZIP_STORED))
        at = data.find(b"sheetData")
        data[at + 20] ^= 0x20
        with pytest.raises(WorkbookUnreadable):
            read(bytes(data))
        assert zipfile.ZipFile(io.BytesIO(data)).testzip() is not None


class TestRefusals:
    def test_every_one_of_a_file_travels_from_the_child(self):
        named = {
            c
            for c in vars(errors).values()
            if isinstance(c, type) and c.__module__ == errors.__name__
        }
        assert set(errors.REFUSALS.values()) == named - {
            errors.ReaderUnavailable,
            errors.FileMissing,
        }
