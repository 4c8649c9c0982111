from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.common.people import NotValid
from zizhu.common.people.documents import (
    Document,
    DocumentKind,
    document_kind,
    normalise_document,
)
from zizhu.common.people.resident import check_character
from zizhu.common.people.sex import Sex

TODAY = date(2026, 9, 1)
VALID = "350102200001010011"


def read(text, kind=DocumentKind.RESIDENT_ID, today=TODAY) -> Document:
    return normalise_document(kind, text, today=today)


def refusal(text, kind=DocumentKind.RESIDENT_ID, today=TODAY) -> str:
    with pytest.raises(NotValid) as caught:
        read(text, kind, today)
    return caught.value.message


def with_check(seventeen: str) -> str:
    return seventeen + check_character(seventeen)


class TestResidentId:
    @pytest.mark.parametrize(
        ("typed", "number"),
        [
            (VALID, VALID),
            ("35010220000101002X", "35010220000101002X"),
            ("35010220010615007x", "35010220010615007X"),
            ("360426199101010071", "360426199101010071"),
        ],
    )
    def test_accepts_the_worked_examples(self, typed, number):
        assert read(typed).number == number

    def test_converts_fifteen_digits_and_remembers_them(self):
        document = read("350102000101001")
        assert document.number == "350102190001010015"
        assert document.original == "350102000101001"

    def test_remembers_no_original_of_eighteen(self):
        assert read("35010220010615007x").original is None

    @pytest.mark.parametrize(
        "typed",
        [
            f"'{VALID}",
            f"\ufeff{VALID}\u00a0",
            "３５０１０２２０００01010011",
            "350102 20000101 0011",
        ],
    )
    def test_undoes_what_spreadsheets_do(self, typed):
        assert read(typed) == Document(DocumentKind.RESIDENT_ID, VALID)

    def test_refuses_a_day_that_does_not_exist(self):
        assert "出生日期" in refusal("35010320020229001X")

    def test_refuses_a_wrong_check_character(self):
        assert "校验码" in refusal("350102200001010012")

    def test_refuses_a_birth_in_the_future(self):
        assert "今天之后" in refusal(VALID, today=date(1999, 12, 31))

    def test_accepts_a_birth_today(self):
        assert read(VALID, today=date(2000, 1, 1)).birth_date == date(2000, 1, 1)

    def test_refuses_a_birth_before_1900(self):
        assert "出生日期" in refusal(with_check("35010218991231001"))

    @pytest.mark.parametrize("typed", ["3.50102E+17", "3.50102e17", "350102200001010000.0"])
    def test_refuses_what_a_number_cell_destroyed(self, typed):
        assert "文本格式" in refusal(typed)

    @pytest.mark.parametrize("typed", ["", "  ", "'", "\ufeff"])
    def test_refuses_a_blank(self, typed):
        assert "为空" in refusal(typed)

    @pytest.mark.parametrize("typed", ["35010220000101001", VALID + "1", "٣" * 18, "X" * 18])
    def test_refuses_another_build(self, typed):
        assert "18 位" in refusal(typed)

    def test_warns_of_an_unknown_province_and_accepts(self):
        document = read(with_check("16010220000101001"))
        assert document.warnings

    def test_has_no_warning_for_a_known_province(self):
        assert read(VALID).warnings == ()

    @pytest.mark.parametrize("prefix", ["810000", "830000"])
    def test_names_the_kind_of_a_residence_permit(self, prefix):
        assert "港澳台居民居住证" in refusal(with_check(f"{prefix}20000101001"))

    def test_names_the_kind_of_a_foreigners_card(self):
        assert "外国人永久居留身份证" in refusal(with_check("91103620000101001"))

    @given(st.text(alphabet="0123456789Xx+-E.", min_size=6, max_size=30))
    def test_never_repeats_the_value(self, typed):
        message = refusal(typed, today=date(1900, 1, 1))
        assert typed not in message
        assert typed.upper() not in message

    def test_keeps_the_number_out_of_its_text(self):
        document = read("350102000101001")
        assert document.number not in repr(document)
        assert document.original not in repr(document)

    @given(
        st.integers(110000, 659999),
        st.dates(date(1900, 1, 1), TODAY),
        st.integers(0, 999),
    )
    def test_reads_back_birth_date_and_sex(self, region, born, sequence):
        document = read(with_check(f"{region}{born:%Y%m%d}{sequence:03}"))
        assert document.birth_date == born
        assert document.sex is (Sex.MALE if sequence % 2 else Sex.FEMALE)

    @given(st.integers(0, 16), st.integers(1, 9))
    def test_finds_every_single_wrong_digit(self, place, step):
        wrong = (int(VALID[place]) + step) % 10
        refusal(f"{VALID[:place]}{wrong}{VALID[place + 1 :]}")


class TestOtherKinds:
    @pytest.mark.parametrize("prefix", ["810000", "820000", "830000"])
    def test_accepts_residence_permits(self, prefix):
        number = with_check(f"{prefix}20000101001")
        document = read(number, DocumentKind.RESIDENCE_PERMIT)
        assert document.number == number
        assert document.birth_date == date(2000, 1, 1)

    def test_refuses_a_resident_id_as_residence_permit(self):
        assert "81、82 或 83" in refusal(VALID, DocumentKind.RESIDENCE_PERMIT)

    def test_refuses_fifteen_digits_as_residence_permit(self):
        refusal("810000000101001", DocumentKind.RESIDENCE_PERMIT)

    def test_accepts_both_foreigners_cards(self):
        kind = DocumentKind.FOREIGN_PERMANENT_RESIDENCE
        new = with_check("91103620000101002")
        assert read(new, kind).sex is Sex.FEMALE
        old = read("abc110000010100", kind)
        assert (old.number, old.birth_date, old.sex) == ("ABC110000010100", None, None)

    def test_refuses_another_build_of_a_foreigners_card(self):
        assert "以 9 开头" in refusal(VALID, DocumentKind.FOREIGN_PERMANENT_RESIDENCE)

    @pytest.mark.parametrize(
        ("kind", "typed", "number"),
        [
            (DocumentKind.HK_MACAO_TRAVEL_PERMIT, "h00000001", "H00000001"),
            (DocumentKind.HK_MACAO_TRAVEL_PERMIT, "M0000000100", "M0000000100"),
            (DocumentKind.TAIWAN_TRAVEL_PERMIT, "0000 0001", "00000001"),
            (DocumentKind.PASSPORT, "e00000001", "E00000001"),
            (DocumentKind.OTHER, "军字第 0001 号", "军字第0001号"),
        ],
    )
    def test_accepts(self, kind, typed, number):
        document = read(typed, kind)
        assert document == Document(kind, number)
        assert document.birth_date is None

    @pytest.mark.parametrize(
        ("kind", "typed"),
        [
            (DocumentKind.HK_MACAO_TRAVEL_PERMIT, "K00000001"),
            (DocumentKind.HK_MACAO_TRAVEL_PERMIT, "H0000001"),
            (DocumentKind.TAIWAN_TRAVEL_PERMIT, "0000001"),
            (DocumentKind.PASSPORT, "ZHANGSAN"),
            (DocumentKind.PASSPORT, "E0"),
            (DocumentKind.OTHER, "1" * 41),
            (DocumentKind.OTHER, " "),
            (DocumentKind.OTHER, "1.5E+10"),
        ],
    )
    def test_refuses(self, kind, typed):
        refusal(typed, kind)

    def test_two_kinds_with_one_number_are_two_documents(self):
        assert Document(DocumentKind.PASSPORT, "E1") != Document(DocumentKind.OTHER, "E1")


class TestDocumentKind:
    @pytest.mark.parametrize("kind", DocumentKind)
    def test_reads_label_and_value(self, kind):
        assert document_kind(kind.label) is kind
        assert document_kind(kind.value) is kind

    def test_reads_the_short_name_of_the_resident_id(self):
        assert document_kind(" 身份证 ") is DocumentKind.RESIDENT_ID

    def test_lists_the_kinds_when_it_refuses(self):
        with pytest.raises(NotValid, match="居民身份证、"):
            document_kind("学生证")
