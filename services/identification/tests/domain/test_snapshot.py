from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.identification.domain.snapshot import (
    PublicRow,
    dump_snapshot,
    public_name,
    read_snapshot,
    take_snapshot,
)
from zizhu.identification.domain.vocabulary import Grade
from zizhu.identification.errors.filing import DocumentUnreadable
from zizhu.identification.errors.judging import FieldNotPublic

ROUND = UUID(int=9)


def row(number: int, **facts) -> PublicRow:
    usual = {
        "name": f"学生{number}",
        "college": "外国语学院",
        "year": "2024",
        "major": "德语",
        "class_name": "2024级德语1班",
        "grade": Grade.GENERAL,
    }
    return PublicRow(UUID(int=number), **(usual | facts))


class TestPublicName:
    def test_is_whole_masked_under_18_or_a_number_tail_on_request(self):
        assert public_name("欧阳小明", is_minor=False) == "欧阳小明"
        assert public_name("欧阳小明", is_minor=True) == "欧**明"
        number = "2026080012"
        asked = {"is_unnamed": True, "student_number": number}
        assert public_name("欧阳小明", is_minor=False, **asked) == "学号尾号0012"
        assert public_name("欧阳小明", is_minor=True, **asked) == "学号尾号0012"
        assert public_name("欧阳小明", is_minor=False, student_number=number) == "欧阳小明"

    def test_is_masked_for_who_asked_and_has_no_student_number(self):
        assert public_name("欧阳小明", is_minor=False, is_unnamed=True) == "欧**明"


class TestTakeSnapshot:
    def test_orders_rows_and_names_their_content(self):
        rows = [row(3), row(1, college="法学院"), row(2)]
        snapshot = take_snapshot(ROUND, rows)
        assert [one.person_id.int for one in snapshot.rows] == [2, 3, 1]
        assert snapshot.digest == take_snapshot(ROUND, rows[::-1]).digest
        changed = take_snapshot(ROUND, [*rows[:2], replace(rows[2], grade=Grade.OTHER)])
        assert changed.digest != snapshot.digest

    def test_keeps_two_students_of_one_name_apart(self):
        snapshot = take_snapshot(ROUND, [row(1, name="张三"), row(2, name="张三")])
        assert len(snapshot.rows) == 2
        found = snapshot.row_of(UUID(int=2))
        assert found is not None
        assert found.person_id == UUID(int=2)
        assert snapshot.row_of(UUID(int=3)) is None

    @pytest.mark.parametrize(
        "text",
        [
            "张三 350102200001010011",
            "张三13800001111",
            "张三 138 0000 1111",
            "3501**********0011",
            "6217000000000000004",
        ],
    )
    @pytest.mark.parametrize("field", ["name", "class_name", "award"])
    def test_refuses_numbers_of_documents_phones_and_cards(self, field, text):
        with pytest.raises(FieldNotPublic) as refusal:
            take_snapshot(ROUND, [row(1, **{field: text})])
        assert refusal.value.errors[0].field == f"{UUID(int=1)}.{field}"
        assert text not in str(refusal.value.errors)

    def test_refuses_a_person_twice_and_one_without_a_grade(self):
        for rows in ([row(1), row(1)], [row(1, grade=Grade.UNDECIDED)]):
            with pytest.raises(FieldNotPublic):
                take_snapshot(ROUND, rows)

    @given(order=st.permutations(range(1, 8)))
    def test_does_not_depend_on_the_order(self, order):
        ordered = take_snapshot(ROUND, [row(number) for number in range(1, 8)])
        assert take_snapshot(ROUND, [row(number) for number in order]) == ordered


class TestReadSnapshot:
    def test_reads_back_the_very_snapshot(self):
        snapshot = take_snapshot(ROUND, [row(1), row(2, award="一档")])
        assert read_snapshot(dump_snapshot(snapshot)) == snapshot

    def test_refuses_a_row_with_a_private_field(self):
        data = dump_snapshot(take_snapshot(ROUND, [row(1)]))
        data["rows"][0]["identity_number"] = "x"
        with pytest.raises(DocumentUnreadable):
            read_snapshot(data)
