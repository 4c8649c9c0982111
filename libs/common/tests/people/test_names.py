import pytest

from zizhu.common.people import NotValid
from zizhu.common.people.names import comparison_form, normalise_name, same_name, sort_key


class TestNormaliseName:
    def test_keeps_what_was_given(self):
        assert normalise_name("阿依古丽•买买提") == "阿依古丽•买买提"

    @pytest.mark.parametrize("char", ["\u3400", "\u4dbf", "\U00020000", "\U000323af"])
    def test_accepts_rare_characters(self, char):
        assert normalise_name(f"张{char}") == f"张{char}"

    def test_composes(self):
        assert normalise_name("Jose\u0301") == "Jos\u00e9"

    def test_drops_outer_blanks_and_invisible_characters(self):
        assert normalise_name("\ufeff 张三\u200b\u3000") == "张三"

    @pytest.mark.parametrize("char", ["\ue000", "\uf8ff", "\U000f0000", "?", "？", "□", "\ufffd"])
    def test_finds_characters_that_no_register_holds(self, char):
        with pytest.raises(NotValid) as caught:
            normalise_name(f"张{char}")
        assert caught.value.message == "生僻字，请核对身份证"

    @pytest.mark.parametrize("text", ["", "  ", "\u200b", "张" * 101])
    def test_refuses_blank_and_endless(self, text):
        with pytest.raises(NotValid):
            normalise_name(text)


class TestComparisonForm:
    @pytest.mark.parametrize("dot", ["·", "•", "・", "‧", "．", " · ", "."])
    def test_takes_every_middle_dot_for_one(self, dot):
        assert comparison_form(f"阿依古丽{dot}买买提") == "阿依古丽·买买提"

    def test_ignores_blanks_that_align_chinese_names(self):
        assert same_name("张 三", "张三")

    def test_keeps_the_blank_between_latin_words(self):
        assert comparison_form("Ｍaria  LOPEZ") == "maria lopez"

    def test_tells_different_names_apart(self):
        assert not same_name("张三", "张山")


class TestSortKey:
    def test_sorts_by_reading(self):
        names = ["张三丰", "李四", "张三", "欧阳小明", "林五", "丁一"]
        assert sorted(names, key=sort_key) == ["丁一", "李四", "林五", "欧阳小明", "张三", "张三丰"]

    def test_reads_family_names_as_families_do(self):
        assert sort_key("曾一").startswith("zeng1 ")
        assert sort_key("单一").startswith("shan4 ")
        assert sort_key("尉迟一").startswith("yu4 chi2 ")

    def test_reads_the_same_characters_elsewhere_as_usual(self):
        assert sort_key("王曾").startswith("wang2 ceng2")

    def test_is_one_for_two_writings(self):
        assert sort_key("阿依•买买提") == sort_key("阿依·买买提")

    def test_tells_homophones_apart(self):
        assert sort_key("张珊") != sort_key("张山")
