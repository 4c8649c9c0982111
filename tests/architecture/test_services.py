"""Importing a service does nothing: no connection, no settings read, no line printed. Rules of the
domain know no plumbing but the pure one, and nothing in them waits.
"""

import ast
from collections.abc import Iterator

import pytest

from zizhu_testing.sources import Source, called_name, calls, python_sources

MADE_BY_THE_HOST = frozenset(
    {"create_engine", "create_async_engine", "async_sessionmaker", "sessionmaker", "Database"}
    | {"ClientSession", "AsyncClient", "Client", "Redis", "from_url", "connect", "connect_robust"}
    | {"FastAPI", "Starlette", "getenv"}
)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
PURE = (
    *("auth", "clock", "errors", "people", "terms", "validity", "workbook.table", "workdays"),
    # The rules of every import; the rest of that machine is plumbing.
    *("imports.findings", "imports.refusals", "imports.states"),
)
CLOCKS = frozenset({"MachineClock", "BusinessClock"})


def at_import(node: ast.AST) -> Iterator[ast.Call]:
    """Every call that runs when a module is imported: class bodies and default values too."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield child
        if isinstance(child, FUNCTIONS):
            defaults = [*child.args.defaults, *child.args.kw_defaults]
            yield from (c for default in defaults if default for c in at_import(ast.Expr(default)))
        else:
            yield from at_import(child)


def made_at_import(source: Source) -> list[str]:
    if not source.is_shipped:
        return []
    return [
        f"{source.at(call)} {name}"
        for call in at_import(source.tree)
        if (name := called_name(call) or "") in MADE_BY_THE_HOST or name.endswith("Settings")
    ]


def prints(source: Source) -> list[str]:
    return [source.at(c) for c in calls(source.tree, "print") if source.is_shipped]


def is_rule(source: Source) -> bool:
    parts = source.path.split("/")
    return source.is_shipped and any(part.removesuffix(".py") == "domain" for part in parts[5:])


def impurities(source: Source) -> Iterator[str]:
    """What a rule may not do: know other plumbing, ask a clock, wait."""
    if not is_rule(source):
        return
    own = f"zizhu.{source.path.split('/')[4]}"
    allowed = (f"{own}.domain", f"{own}.errors", *(f"zizhu.common.{name}" for name in PURE))
    for node in ast.walk(source.tree):
        if isinstance(node, ast.AsyncFunctionDef | ast.Await):
            yield f"{source.at(node)} waits"
        for name in imported(node):
            known = any(name == module or name.startswith(f"{module}.") for module in allowed)
            if name.startswith("zizhu.") and not known:
                yield f"{source.at(node)} imports {name}"
            if name.rsplit(".", 1)[-1] in CLOCKS:
                yield f"{source.at(node)} asks a clock"


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


class TestImporting:
    def test_makes_nothing(self):
        assert [place for source in python_sources() for place in made_at_import(source)] == []

    @pytest.mark.parametrize(
        "text",
        [
            "settings = RosterSettings()",
            "engine = create_async_engine('x')",
            "class A:\n    client = httpx.AsyncClient()",
            "def f(db=Database('x')): ...",
            "if True:\n    pool = Redis.from_url('x')",
        ],
    )
    def test_a_planted_one_is_found(self, text):
        assert made_at_import(Source("services/roster/src/zizhu/roster/app.py", text))

    def test_inside_functions_it_is_made_by_whoever_calls(self):
        text = "def f():\n    return create_async_engine('x')\nasync def g():\n    return Redis()\n"
        assert made_at_import(Source("services/roster/src/zizhu/roster/app.py", text)) == []


class TestPrinting:
    def test_is_left_to_programs(self):
        assert [place for source in python_sources() for place in prints(source)] == []

    def test_a_planted_one_is_found(self):
        assert prints(Source("libs/common/src/zizhu/common/bus.py", "def f():\n    print(1)"))


class TestRules:
    def test_are_pure(self):
        assert [flaw for source in python_sources() for flaw in impurities(source)] == []

    def test_are_found_at_all(self):
        assert any(is_rule(source) for source in python_sources())

    @pytest.mark.parametrize(
        "text",
        [
            "from zizhu.common.database import Database",
            "from zizhu.common import ids",
            "from zizhu.roster.models import Student",
            "import zizhu.contracts.roster",
            "from zizhu.common.clock import MachineClock",
            "async def enrol(): ...",
        ],
    )
    def test_a_planted_impurity_is_found(self, text):
        source = Source("services/roster/src/zizhu/roster/domain/register.py", text)
        assert list(impurities(source))

    def test_may_know_what_is_pure(self):
        text = (
            "from zizhu.common.clock import business_day\n"
            "from zizhu.common import errors\n"
            "from zizhu.common.people.names import fold\n"
            "from zizhu.roster.domain.units import Unit\n"
            "from zizhu.roster.errors import AlreadyEnrolled\n"
        )
        assert not list(impurities(Source("services/roster/src/zizhu/roster/domain.py", text)))
