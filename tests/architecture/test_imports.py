"""The import contracts of pyproject.toml hold, and each of them would notice."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from zizhu_testing.sources import ROOT

PLANTED = {
    "independence": ("services/roster", "roster/service/planted.py", "import zizhu.identity"),
    "directions": ("libs/common", "common/planted.py", "import zizhu.roster"),
    "layers": ("services/roster", "roster/errors/planted.py", "import zizhu.roster.domain"),
    "purity": ("services/roster", "roster/domain/planted.py", "import sqlalchemy"),
    "gateway": ("services/gateway", "gateway/pages/planted.py", "import zizhu.gateway.app"),
    "no-data": ("services/gateway", "gateway/pages/planted.py", "import asyncpg"),
    "tests": ("libs/common", "common/planted.py", "import zizhu_testing"),
}


def check(root: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    paths = [*root.glob("libs/*/src"), *root.glob("services/*/src"), root / "embedded/src"]
    chosen = [part for contract in contracts for part in ("--contract", contract)]
    return subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", *chosen],
        cwd=root,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, paths))},
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture
def copy(tmp_path):
    """The sources in a folder where they may be broken."""
    for name in ("libs", "services", "embedded"):
        ignore = shutil.ignore_patterns("__pycache__", "tests", "migrations", "*.egg-info")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def plant(copy: Path, package: str, file: str, text: str) -> None:
    path = copy / package / "src/zizhu" / file
    path.parent.mkdir(exist_ok=True)
    path.parent.joinpath("__init__.py").touch()
    path.write_text(text + "\n")


class TestContracts:
    def test_hold(self):
        outcome = check(ROOT)
        assert outcome.returncode == 0, outcome.stdout

    @pytest.mark.parametrize("contract", PLANTED)
    def test_break_under_a_planted_violation(self, copy, contract):
        plant(copy, *PLANTED[contract])
        outcome = check(copy, contract)
        assert outcome.returncode == 1
        assert "BROKEN" in outcome.stdout
        assert "planted" in outcome.stdout

    def test_have_a_violation_each(self):
        project = tomllib.loads((ROOT / "pyproject.toml").read_text())
        names = [contract["id"] for contract in project["tool"]["importlinter"]["contracts"]]
        assert sorted(names) == sorted(PLANTED)

    def test_a_file_of_no_layer_is_refused(self, copy):
        plant(copy, "services/roster", "roster/utils.py", "")
        outcome = check(copy, "layers")
        assert "zizhu.roster.utils" in outcome.stdout

    def test_rules_are_watched_through_other_modules(self, copy):
        plant(copy, "services/roster", "roster/domain/planted.py", "import zizhu.common.database")
        assert "BROKEN" in check(copy, "purity").stdout
