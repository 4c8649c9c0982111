from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fastapi import Request

from zizhu.common.files import OpenFile
from zizhu.common.files.response import file_response, upload_name
from zizhu.common.files.rows import StoredFile
from zizhu.common.ids import new_id

STORED = StoredFile(
    id=new_id(),
    media_type="application/pdf",
    display_name='低保 "证明".pdf',
    size=3,
    sha256=b"",
    state="kept",
    account_id=None,
    owner_type="application",
    owner_id=None,
    created_at=datetime(2026, 9, 1, tzinfo=UTC),
    expires_at=None,
)


async def _chunks():
    yield b"abc"


def _headers(**values):
    return file_response(OpenFile(replace(STORED, **values), _chunks())).headers


class TestFileResponse:
    def test_sends_a_pdf_as_an_attachment_that_may_do_nothing(self):
        headers = _headers()
        assert headers["content-disposition"].startswith("attachment; ")
        assert headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in headers["content-security-policy"]
        assert headers["cache-control"] == "private, no-store"
        assert headers["content-length"] == "3"

    def test_writes_a_chinese_name_as_rfc_5987_says(self):
        assert _headers()["content-disposition"] == (
            'attachment; filename="file.pdf"; '
            "filename*=UTF-8''%E4%BD%8E%E4%BF%9D%20%22%E8%AF%81%E6%98%8E%22.pdf"
        )

    def test_shows_pictures_and_nothing_else(self):
        assert _headers(media_type="image/png")["content-disposition"].startswith("inline")
        for kind in ("text/csv", "image/svg+xml", "text/html", "application/zip"):
            assert _headers(media_type=kind)["content-disposition"].startswith("attachment")

    def test_saves_a_picture_where_it_was_asked_to(self):
        opened = OpenFile(replace(STORED, media_type="image/png"), _chunks())
        response = file_response(opened, as_attachment=True)
        assert response.headers["content-disposition"].startswith("attachment")


class TestUploadName:
    @pytest.mark.parametrize(
        ("header", "name"),
        [
            ("attachment; filename*=UTF-8''%E8%AF%81%E6%98%8E.pdf", "证明.pdf"),
            ('attachment; filename="a.pdf"', "a.pdf"),
            ("", ""),
            ("attachment", ""),
        ],
    )
    def test_reads_the_name_of_a_raw_upload(self, header, name):
        headers = [(b"content-disposition", header.encode())]
        assert upload_name(Request({"type": "http", "headers": headers})) == name
