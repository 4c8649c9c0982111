from datetime import UTC, datetime

import pytest

from zizhu.common.trail.anchors import Anchor, AnchorsUnreadable, append_anchor, read_anchors

ANCHOR = Anchor("roster", 7, b"s" * 32, datetime(2026, 9, 1, 8, tzinfo=UTC))


class TestReadAnchors:
    def test_gives_back_what_was_appended(self, tmp_path):
        path = tmp_path / "deep" / "anchors.jsonl"
        append_anchor(path, ANCHOR)
        append_anchor(path, Anchor("funds", 1, b"t" * 32, ANCHOR.time))
        assert read_anchors(path, "roster") == [ANCHOR]

    def test_there_are_none_without_a_file(self, tmp_path):
        assert read_anchors(tmp_path / "none.jsonl", "roster") == []

    @pytest.mark.parametrize("line", ["{", "[]", "{}", '{"service": "roster", "position": "x"}'])
    def test_names_the_line_that_is_no_anchor(self, tmp_path, line):
        path = tmp_path / "anchors.jsonl"
        append_anchor(path, ANCHOR)
        with path.open("a") as file:
            file.write(f"{line}\n")
        with pytest.raises(AnchorsUnreadable, match="第 2 行"):
            read_anchors(path, "roster")
