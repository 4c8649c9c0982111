import pytest

from zizhu.common.people import NotValid
from zizhu.common.people.phones import normalise_phone

# Eleven digits that no network hands out.
ODD = "10000000001"


class TestNormalisePhone:
    @pytest.mark.parametrize(
        "typed",
        [
            "13811111111",
            "138 1111 1111",
            "138-1111-1111",
            "+8613811111111",
            "+86 138-1111-1111",
            "+86-13811111111",
            "86-13811111111",
            "１３８１１１１１１１１",
            "'13811111111",
            "\u202a13811111111\u202c",
        ],
    )
    def test_leaves_eleven_digits(self, typed):
        assert normalise_phone(typed) == "13811111111"

    @pytest.mark.parametrize(
        "typed",
        [
            "-13811111111",
            "13811111111-",
            "138--11111111",
            "1381111111",
            "138111111111",
            "8613811111111",
            "1381111111a",
            "١٣٨١١١١١١١١",
        ],
    )
    @pytest.mark.parametrize("strict", [True, False])
    def test_refuses_another_build(self, typed, strict):
        with pytest.raises(NotValid) as caught:
            normalise_phone(typed, strict=strict)
        assert "11 位" in caught.value.message
        assert typed not in caught.value.message

    @pytest.mark.parametrize("typed", ["1.38E+10", "1.38e10", "13811111111.0"])
    def test_refuses_what_a_number_cell_destroyed(self, typed):
        with pytest.raises(NotValid, match="文本格式"):
            normalise_phone(typed)

    def test_refuses_a_blank(self):
        with pytest.raises(NotValid, match="为空"):
            normalise_phone(" ")

    def test_strict_refuses_an_unknown_prefix(self):
        with pytest.raises(NotValid, match="13 至 19"):
            normalise_phone(ODD)

    def test_lenient_accepts_any_eleven_digits(self):
        assert normalise_phone(ODD, strict=False) == ODD
