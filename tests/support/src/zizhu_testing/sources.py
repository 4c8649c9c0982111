"""The repository's own sources, for tests that read them: what git tracks or is about to."""

import ast
import functools
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[4]
SHIPPED = ("libs/", "services/", "embedded/")


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file: where it is below the root, and what it says."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def is_shipped(self) -> bool:
        """Whether it runs in an installation, rather than in a test of one."""
        return self.path.startswith(SHIPPED) and "/src/" in self.path

    @property
    def is_test(self) -> bool:
        return "/tests/" in f"/{self.path}" and not self.path.startswith("tests/support/src/")

    def at(self, node: ast.AST) -> str:
        """Say where a node stands, as an editor can jump to it."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


@functools.cache
def repository_files() -> tuple[Path, ...]:
    """Every file that is in the repository, or would be with the next `git add`."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = (ROOT / name for name in listing.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def python_sources() -> Iterator[Source]:
    """Every Python file of the repository."""
    for path in repository_files():
        if path.suffix == ".py":
            yield Source(path.relative_to(ROOT).as_posix(), path.read_text())


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    """Every call of `name(…)` or `….name(…)` below a node."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called_name(node) == name:
            yield node


def called_name(call: ast.Call) -> str | None:
    """Return the last word of what is called: `b` for `a.b()`."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else None


def keyword(call: ast.Call, name: str) -> object:
    """Return a keyword argument's literal value, or None."""
    for argument in call.keywords:
        if argument.arg == name and isinstance(argument.value, ast.Constant):
            return argument.value.value
    return None
