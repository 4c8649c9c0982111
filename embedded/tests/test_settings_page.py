"""The page of settings says what the code reads."""

from pathlib import Path

from zizhu.embedded.settings_page import PAGE, page

ROOT = Path(__file__).parents[2]
HOW = "run `python -m zizhu.embedded.settings_page` and commit what it writes"


class TestPage:
    def test_is_as_committed(self):
        assert (ROOT / PAGE).read_text(encoding="utf-8") == page(), HOW

    def test_describes_every_setting(self):
        rows = [line for line in page().splitlines() if line.startswith("| `")]
        assert len(rows) > 30
        assert [row for row in rows if row.endswith("|  |")] == []

    def test_shows_no_secret(self):
        assert "SecretStr" not in page()
