from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.common.people.masking import (
    mask_address,
    mask_birth_date,
    mask_card,
    mask_document,
    mask_name,
    mask_phone,
)


class TestMaskName:
    @pytest.mark.parametrize(
        ("name", "masked"),
        [
            ("张三", "张*"),
            ("欧阳小明", "欧**明"),
            ("张小三", "张*三"),
            ("张", "*"),
            ("", ""),
            ("阿依古丽·买买提", "阿***·**提"),
            ("阿依•买提", "阿*•*提"),
            ("阿·依", "阿·*"),
            ("\U00020bb7田", "\U00020bb7*"),
            ("Maria Lopez", "M**** ****z"),
            ("\u8fbb\U000e0100田", "\u8fbb*"),
        ],
    )
    def test_shows_the_ends(self, name, masked):
        assert mask_name(name) == masked

    @given(st.text(alphabet="张三李四·", min_size=1))
    def test_hides_at_least_one_letter(self, name):
        assert "*" in mask_name(name) or not name.strip("·")


class TestMaskNumbers:
    def test_shows_four_at_each_end_of_an_identity_number(self):
        assert mask_document("350102200001010011") == "3501**********0011"

    @pytest.mark.parametrize(
        ("number", "masked"),
        [("H00000001", "H0*****01"), ("00000001", "00****01"), ("E1234", "E***4"), ("E1", "**")],
    )
    def test_shows_less_of_shorter_documents(self, number, masked):
        assert mask_document(number) == masked

    def test_shows_three_and_four_of_a_phone(self):
        assert mask_phone("13811111111") == "138****1111"

    def test_shows_two_of_a_short_phone(self):
        assert mask_phone("1234567") == "*****67"
        assert mask_phone("110") == "***"

    @pytest.mark.parametrize("number", ["6217000000000000004", "6217000000000004"])
    def test_shows_four_and_four_of_a_card(self, number):
        assert mask_card(number) == "6217 **** **** 0004"

    def test_shows_nothing_of_a_short_card(self):
        assert mask_card("62170004") == "****"

    @given(st.text(alphabet="0123456789X", min_size=1, max_size=30))
    def test_never_shows_all(self, number):
        for mask in (mask_document, mask_phone, mask_card):
            assert "*" in mask(number)

    def test_shows_the_year_of_a_birth_date(self):
        assert mask_birth_date(date(2000, 1, 1)) == "2000"


class TestMaskAddress:
    @pytest.mark.parametrize(
        ("address", "shown"),
        [
            ("福建省福州市连江县凤城镇一路1号", "福建省福州市连江县"),
            ("福建省福清市龙田镇上一路3号", "福建省福清市"),
            ("福建省连江县城关市场路5号", "福建省连江县"),
            ("上海市 浦东新区 世纪大道1号", "上海市浦东新区"),
            ("江西省景德镇市昌江区一路", "江西省景德镇市昌江区"),
            ("河南省新乡市新乡县七里营镇", "河南省新乡市新乡县"),
            ("云南省大理白族自治州漾濞彝族自治县某镇", "云南省大理白族自治州漾濞彝族自治县"),
            ("内蒙古自治区呼和浩特市新城区一路", "内蒙古自治区呼和浩特市新城区"),
            ("北京市东城区东直门", "北京市东城区"),
        ],
    )
    def test_shows_down_to_the_county(self, address, shown):
        assert mask_address(address) == f"{shown}****"

    @pytest.mark.parametrize(
        ("address", "shown"),
        [
            ("北京市幸福小区3号楼", "北京市"),
            ("北京市阳光花园东区2栋", "北京市"),
            ("福建省厦门市某某小区9号", "福建省厦门市"),
            ("某村3组", ""),
            ("连江3号", ""),
        ],
    )
    def test_shows_less_where_the_words_do_not_tell(self, address, shown):
        assert mask_address(address) == f"{shown}****"
