import pytest

from zizhu.common.workbook.errors import HeaderDoubled, HeaderNotFound
from zizhu.common.workbook.header import find_header, plain


class TestPlain:
    @pytest.mark.parametrize(
        "written",
        [
            "姓名",
            " 姓 名 ",
            "*姓名",
            "姓名*",
            "姓名（必填）",
            "姓名(选填)",
            "＊姓名：",
            "姓\n名",
            "【必填】姓名",
        ],
    )
    def test_sees_through_decoration(self, written):
        assert plain(written) == "姓名"


class TestFindHeader:
    def test_finds_columns_in_any_order_between_unknown_ones(self, columns):
        header = find_header([["序号", "班级", "姓名", "备注", "身份证号码"]], columns)
        assert header.index == 0
        assert header.positions == {"class_name": 1, "name": 2, "number": 4}

    def test_knows_aliases(self, columns):
        header = find_header([["姓名", "证件号码", "班级"]], columns)
        assert header.positions["number"] == 1

    def test_looks_below_titles(self, columns):
        top = [["学生信息表", "", ""], ["填表人：", "", ""], ["姓名", "身份证号码", "班级"]]
        assert find_header(top, columns).index == 2

    def test_does_not_look_below_the_tenth_row(self, columns):
        with pytest.raises(HeaderNotFound):
            find_header([["", "", ""]] * 10 + [["姓名", "身份证号码", "班级"]], columns)

    def test_names_what_is_missing(self, columns):
        with pytest.raises(HeaderNotFound) as caught:
            find_header([["姓名", "备注"]], columns)
        assert caught.value.facts["missing"] == ["身份证号码", "班级"]
        assert "身份证号码、班级" in caught.value.detail

    def test_refuses_a_column_that_stands_twice(self, columns):
        with pytest.raises(HeaderDoubled, match="身份证号码"):
            find_header([["姓名", "身份证号码", "证件号码", "班级"]], columns)
