import threading

import orjson
import pytest

from zizhu.common.workbook.child import answer
from zizhu.common.workbook.errors import HeaderNotFound, WorkbookUnreadable
from zizhu.common.workbook.table import Limits
from zizhu.common.workbook.wire import AnswerCutShort, read_answer, read_order, write_order

DATA = "姓名,身份证号码,班级\n张三,001,1班\n李四,002,1班\n".encode()


@pytest.fixture
def lines(columns):
    return list(answer(DATA, columns, Limits()))


class TestOrder:
    def test_says_what_reading_needs(self, columns):
        assert read_order(write_order(columns, Limits(rows=7))) == (list(columns), Limits(rows=7))


class TestReadAnswer:
    def test_takes_a_whole_answer(self, columns, lines):
        table = read_answer(b"\n".join(lines), columns)
        assert [row.cells["name"] for row in table.rows] == ["张三", "李四"]

    def test_refuses_every_answer_that_was_cut_short(self, columns, lines):
        for end in range(len(lines)):
            with pytest.raises(AnswerCutShort):
                read_answer(b"\n".join(lines[:end]), columns)

    def test_refuses_an_answer_that_was_cut_inside_a_line(self, columns, lines):
        with pytest.raises(AnswerCutShort):
            read_answer(b"\n".join(lines)[:-3], columns)

    def test_refuses_an_answer_with_rows_missing(self, columns, lines):
        with pytest.raises(AnswerCutShort):
            read_answer(b"\n".join([lines[0], lines[-1]]), columns)

    def test_names_the_file_and_keeps_the_facts(self, columns):
        with pytest.raises(HeaderNotFound, match=r"^名单\.csv：") as caught:
            read_answer(b"\n".join(answer(b"a,b", columns, Limits())), columns, "名单.csv")
        assert caught.value.facts["missing"] == ["姓名", "身份证号码", "班级"]


class TestAnswer:
    def test_names_a_fault_of_ours_without_a_word_of_the_file(self, columns):
        (line,) = answer(DATA, columns, None)
        assert orjson.loads(line)["fault"].startswith("AttributeError in ")


class TestCancel:
    def test_ends_the_child(self, read, xlsx):
        cancelled = threading.Event()
        cancelled.set()
        with pytest.raises(WorkbookUnreadable):
            read(xlsx(("姓名", "身份证号码", "班级"), ("张三", "1", "1")), cancelled=cancelled)
