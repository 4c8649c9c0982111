from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from zizhu.common.errors import Refusal
from zizhu.common.workbook.child import answer
from zizhu.common.workbook.table import Column, Limits, Table
from zizhu.common.workbook.wire import read_answer

COLUMNS = [Column(key="name", header="姓名"), Column(key="number", header="学号")]
LEGACY = Path(__file__).with_name("legacy.xls").read_bytes()
# Each of these examples starts a process.
FEW = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def damaged(data, cuts):
    bytes_ = bytearray(data)
    for at, value in cuts:
        bytes_[at % len(bytes_)] = value
    return bytes(bytes_)


CUTS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=40)


class TestRead:
    @given(st.binary() | st.text().map(str.encode))
    @example("姓名,学号\n\x0e,1".encode())
    @settings(deadline=None)
    def test_answers_any_text_with_a_table_or_a_refusal(self, data):
        try:
            table = read_answer(b"\n".join(answer(data, COLUMNS, Limits())), COLUMNS)
        except Refusal:
            return
        assert isinstance(table, Table)

    @pytest.mark.parametrize("kind", ["xlsx", "xls"])
    @given(cuts=CUTS)
    @FEW
    def test_answers_damaged_workbooks_so_too(self, read, xlsx, kind, cuts):
        data = (
            xlsx(("姓名", "身份证号码", "班级"), ("张三", "1", "1")) if kind == "xlsx" else LEGACY
        )
        with suppress(Refusal):
            assert read(damaged(data, cuts)).rows

    @given(body=st.binary(max_size=2000), magic=st.sampled_from([b"PK\x03\x04", LEGACY[:512]]))
    @FEW
    def test_answers_false_magic_so_too(self, read, body, magic):
        with pytest.raises(Refusal):
            read(magic + body)

    @given(sheet=st.text(st.sampled_from('<>/crfvt="1A$s '), max_size=300))
    @FEW
    def test_answers_any_sheet_so_too(self, read, packed, sheet):
        with pytest.raises(Refusal):
            read(packed(sheet))
