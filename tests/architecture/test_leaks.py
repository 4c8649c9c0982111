"""No tracked file names a package registry's address or a folder of somebody's machine.

The patterns are put together from halves, so that this file does not hold what it looks for.
"""

import re
from pathlib import Path

import pytest

from zizhu_testing.sources import repository_files

REGISTRIES = (
    "py" + r"pi\.(org|tuna|douban)",
    "python" + r"hosted\.org",
    "npm" + r"js\.(org|com)",
    "npm" + r"mirror\.com",
    "deb" + r"\.debian\.org",
    "mirrors" + r"\.[a-z]+\.(com|cn|edu)",
)
MACHINES = (
    "/wo" + "rk/",
    "/fa" + "rm/",
    "/tmp/" + "plan",
    "/ro" + "ot/",
    "/Us" + r"ers/\w+/",
    "/ho" + r"me/(?!zizhu)\w+/",
)
FORBIDDEN = re.compile("|".join(REGISTRIES + MACHINES))


def leaks(path: Path) -> list[str]:
    content = path.read_bytes()
    if b"\0" in content:
        return []  # pictures and workbooks
    lines = content.decode(errors="replace").splitlines()
    return [
        f"{path}:{number} {found.group()}"
        for number, line in enumerate(lines, 1)
        if (found := FORBIDDEN.search(line))
    ]


class TestLeaks:
    def test_there_are_none(self):
        assert [leak for path in repository_files() for leak in leaks(path)] == []

    @pytest.mark.parametrize(
        "halves",
        [
            ("https://py", "pi.org/simple"),
            ("https://registry.npm", "js.org"),
            ("cd /wo", "rk/main"),
            ("/ho", "me/somebody/project"),
            ("http://deb", ".debian.org/debian"),
        ],
    )
    def test_a_planted_one_is_found(self, tmp_path, halves):
        path = tmp_path / "Dockerfile"
        path.write_text("FROM scratch\n" + "".join(halves) + "\n")
        assert len(leaks(path)) == 1

    def test_a_picture_is_no_text(self, tmp_path):
        path = tmp_path / "picture.png"
        path.write_bytes(b"\0" + b"/wo" + b"rk/")
        assert leaks(path) == []
