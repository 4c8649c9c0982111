import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.common.files.check import CSV, PDF, XLS, XLSX, FileKind, recognise, shown_name
from zizhu.common.files.refusals import FileKindRefused

ALL = frozenset(FileKind)
PAPERS = frozenset({FileKind.IMAGE, FileKind.PDF})


def _workbook() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def _archive(first: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(first, "x" * 100)
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


class TestRecognise:
    @pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
    def test_tells_pictures_by_their_content(self, picture, form):
        assert recognise(picture(form), PAPERS) == f"image/{form.lower()}"

    def test_tells_a_pdf(self, pdf):
        assert recognise(pdf, PAPERS) == PDF

    def test_tells_workbooks(self):
        assert recognise(_workbook(), ALL) == XLSX
        assert recognise(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ALL) == XLS
        assert recognise("学号,姓名\n1,张三\n".encode("gb18030"), ALL) == CSV

    def test_takes_a_workbook_whose_parts_stand_in_an_odd_order(self):
        assert recognise(_archive("docs.xml"), ALL) == XLSX

    def test_refuses_a_kind_that_the_place_does_not_take(self):
        with pytest.raises(FileKindRefused, match="这里只接受图片（JPG、PNG、WebP）、PDF 文件"):
            recognise(_workbook(), PAPERS)

    @pytest.mark.parametrize(
        "content",
        [
            b"MZ\x90\0" + b"\0" * 100,
            b"<!doctype html><script>alert(1)</script>",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"GIF89a" + b"\0" * 100,
            b"\0" * 100,
            _archive("word/document.xml"),
        ],
    )
    def test_refuses_everything_else(self, content):
        with pytest.raises(FileKindRefused):
            recognise(content, ALL)


class TestShownName:
    @pytest.mark.parametrize(
        ("given", "shown"),
        [
            ("低保证.jpg", "低保证.jpg"),
            ("../../etc/passwd", "passwd.jpg"),
            ("C:\\资料\\低保证.JPG", "低保证.jpg"),
            ("证明.exe", "证明.exe.jpg"),
            ("\u202egpj.exe", "gpj.exe.jpg"),
            ("a\r\nSet-Cookie: x.jpg", "aSet-Cookie_ x.jpg"),
            ("", "附件.jpg"),
            (".jpg", "附件.jpg"),
            ("..", "附件.jpg"),
            ("con.jpg", "_con.jpg"),
            ("证" * 300 + ".jpg", "证" * 96 + ".jpg"),
        ],
    )
    def test_is_safe_and_still_readable(self, given, shown):
        assert shown_name(given, "image/jpeg") == shown

    @given(st.text())
    def test_never_holds_a_path_or_a_control_character(self, name):
        shown = shown_name(name, PDF)
        assert shown.endswith(".pdf")
        assert 4 < len(shown) <= 101
        assert not set(shown) & set('/\\<>:"|?*\0\r\n')
