import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.identification.domain.defaults import default_scheme
from zizhu.identification.domain.scheme import (
    ceiling,
    dump_scheme,
    parse_scheme,
    succeed_scheme,
)
from zizhu.identification.errors.filing import DocumentUnreadable, SchemeFlawed

DUMP = dump_scheme(default_scheme())


def edited(path, value):
    data = copy.deepcopy(DUMP)
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return data


class TestDefaultScheme:
    def test_adds_up_to_ninety_in_four_blocks(self):
        marks = [block.full_marks for block in default_scheme().blocks]
        assert marks == [20, 30, 30, 10]
        assert sum(marks) == default_scheme().full_marks == 90

    @pytest.mark.parametrize(
        ("code", "points"),
        [
            ("A1", [0, 4, 8]),
            ("A2", [0, 2, 4, 5]),
            ("A3", [0, 3, 5, 5]),
            ("A4", [0, 1, 2]),
            ("B1", [0, 3, 5, 8, 8]),
            ("B2", [0, 3, 5, 8, 8]),
            ("B3", [14, 10, 7, 4, 0]),
            ("C1", [4, 2]),
            ("C2", [0, 2, 4]),
            ("C3", [0, 3, 6, 8]),
            ("C4", [0, 3, 6]),
            ("C5", [0, 1, 2, 3]),
            ("C6", [0, 2, 3]),
            ("D1", [0, 4]),
            ("D2", [0, 3]),
            ("D3", [0, 3]),
        ],
    )
    def test_gives_the_points_of_the_table(self, code, points):
        assert [option.points for option in default_scheme().item(code).options] == points

    def test_caps_every_item_where_the_table_does(self):
        caps = [item.cap for item in default_scheme().items()]
        assert caps == [8, 5, 5, 2, 8, 8, 14, 6, 4, 8, 6, 3, 3, 4, 3, 3]

    def test_asks_for_evidence_of_an_absent_parent(self):
        assert default_scheme().item("B1").option("absent").evidence

    def test_sends_an_orphan_to_the_special_group_page(self):
        item = default_scheme().item("A3")
        asking = [option.code for option in item.options if option.asks_special_group]
        assert asking == ["orphaned"]


class TestParse:
    def test_reads_back_what_was_dumped(self):
        assert parse_scheme(json.loads(json.dumps(DUMP))) == default_scheme()

    def test_finds_an_unknown_field_by_its_path(self):
        with pytest.raises(DocumentUnreadable) as caught:
            parse_scheme(edited(["blocks", 0, "colour"], "red"))
        assert [finding.field for finding in caught.value.errors] == ["blocks.0.colour"]

    def test_refuses_points_that_are_text(self):
        with pytest.raises(DocumentUnreadable):
            parse_scheme(edited(["full_marks"], "90"))

    @pytest.mark.parametrize("data", [None, 3, "x", [], {}, {"blocks": []}, object()])
    def test_refuses_what_is_no_scheme_at_all(self, data):
        with pytest.raises(DocumentUnreadable):
            parse_scheme(data)

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
            max_leaves=10,
        )
    )
    def test_never_fails_otherwise(self, data):
        with pytest.raises(DocumentUnreadable):
            parse_scheme(data)


class TestFindFlaws:
    @pytest.mark.parametrize(
        ("path", "value", "field"),
        [
            (["full_marks"], 91, "full_marks"),
            (["blocks", 0, "full_marks"], 21, "A"),
            (["blocks", 0, "items", 0, "cap"], 9, "A1"),
            (["blocks", 0, "items", 1, "code"], "A1", "A1"),
            (["blocks", 1, "code"], "A", "A"),
            (["blocks", 0, "items", 0, "options", 1, "code"], "healthy", "A1"),
            (["blocks", 0, "items", 0, "options", 1, "lower"], 5, "A1"),
            (["blocks", 0, "items", 0, "measure"], "income_per_head", "A1"),
            (["blocks", 0, "items", 3, "options", 0, "lower"], 1, "A4"),
            (["blocks", 0, "items", 3, "options", 1, "lower"], 9502, "A4"),
            (["blocks", 0, "items", 3, "options", 2, "upper"], 50_000, "A4"),
            (["blocks", 0, "items", 3, "options", 1, "lower"], None, "A4"),
            (
                ["blocks", 3, "items", 0, "options"],
                DUMP["blocks"][3]["items"][0]["options"][1:],
                "D1",
            ),
            (["blocks", 2, "items", 0, "options", 0, "points"], 0, None),
        ],
    )
    def test_names_the_item_that_contradicts_itself(self, path, value, field):
        if field is None:
            data = edited(path, value)
            data["blocks"][2]["items"][0]["options"][1]["points"] = 0
            field = "C1"
        else:
            data = edited(path, value)
        with pytest.raises(SchemeFlawed) as caught:
            parse_scheme(data)
        assert field in {finding.field for finding in caught.value.errors}


class TestCeiling:
    def test_of_a_multiple_choice_is_all_its_options_up_to_the_cap(self):
        data = edited(["blocks", 0, "items", 0, "kind"], "multi")
        assert ceiling(parse_scheme(data).item("A1")) == 8


class TestSucceed:
    def test_keeps_the_content_under_a_new_version(self):
        successor = succeed_scheme(default_scheme(), "fj-default-v2")
        assert successor.version == "fj-default-v2"
        assert successor.blocks == default_scheme().blocks
