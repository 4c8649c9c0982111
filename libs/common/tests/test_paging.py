"""Pages that neither double nor hide a row while others are added."""

import pytest

from zizhu.common.ids import new_id
from zizhu.common.paging import CursorInvalid, page_of, read_cursor, read_position, write_cursor


class TestPageOf:
    def test_shows_a_page_and_where_it_goes_on(self):
        page = page_of([1, 2, 3], 2, item=str, position=lambda row: (row,))
        assert page.items == ["1", "2"]
        assert read_cursor(page.next_cursor, 1) == [2]

    def test_ends_on_the_last(self):
        assert page_of([1, 2], 2, item=str, position=lambda row: (row,)).next_cursor is None
        assert page_of([], 2, item=str, position=lambda row: (row,), total=0).total == 0


class TestReadCursor:
    def test_returns_what_was_written(self):
        assert read_cursor(write_cursor("张三", 7, None), 3) == ["张三", 7, None]

    @pytest.mark.parametrize("text", ["", "x", "é", "!!", "e30", "Wzdd", "bnVsbA", "a" * 5000])
    def test_refuses_what_it_did_not_write(self, text):
        with pytest.raises(CursorInvalid):
            read_cursor(text, 2)


class TestReadPosition:
    def test_returns_what_was_written(self):
        last = new_id()
        assert read_position(write_cursor("张三", str(last))) == ("张三", last)

    @pytest.mark.parametrize("last", ["b", 2, None, "\x00"])
    def test_refuses_what_is_no_id(self, last):
        with pytest.raises(CursorInvalid):
            read_position(write_cursor("张三", last))
