import pytest

from zizhu.common.people import NotValid
from zizhu.common.people.ethnic import ETHNIC_GROUPS, ethnic_group
from zizhu.common.people.sex import Sex, read_sex


class TestEthnicGroup:
    @pytest.mark.parametrize("written", ["汉", "汉族", "01", "1", " 汉族 "])
    def test_reads_name_and_code(self, written):
        assert (ethnic_group(written).code, ethnic_group(written).label) == ("01", "汉族")

    @pytest.mark.parametrize(
        ("written", "code"),
        [("土", "30"), ("土家", "15"), ("畲族", "22"), ("基诺", "56"), ("高山族", "23")],
    )
    def test_numbers_as_the_standard_does(self, written, code):
        assert ethnic_group(written).code == code

    @pytest.mark.parametrize("group", ETHNIC_GROUPS)
    def test_reads_every_label_and_code(self, group):
        assert ethnic_group(group.label) is group
        assert ethnic_group(group.code) is group

    @pytest.mark.parametrize(("written", "code"), [("其他", "97"), ("57", "97"), ("58", "98")])
    def test_knows_the_two_beyond_the_56(self, written, code):
        assert ethnic_group(written).code == code

    @pytest.mark.parametrize("written", ["", "族", "99", "火星"])
    def test_refuses_what_is_not_listed(self, written):
        with pytest.raises(NotValid):
            ethnic_group(written)


class TestReadSex:
    @pytest.mark.parametrize("written", ["女", "女性", "2", "female"])
    def test_reads_label_code_and_value(self, written):
        assert read_sex(written) is Sex.FEMALE
        assert read_sex(written).label == "女"

    @pytest.mark.parametrize("written", ["", "未知", "3"])
    def test_refuses_anything_else(self, written):
        with pytest.raises(NotValid):
            read_sex(written)
