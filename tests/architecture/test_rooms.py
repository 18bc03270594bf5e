"""Rooms keep to themselves: what import-linter cannot say is said here."""

import ast
import sys
import tomllib
from collections.abc import Iterator

import pytest

from tests.architecture.source import CORE, PACKAGE, ROOT, modules, place, tree

LINES = 400
CLOCKS = {"now", "utcnow", "today"}
TIMES = {"time", "time_ns", "localtime", "gmtime", "monotonic", "perf_counter"}
SQL_CLOCKS = (
    "now()",
    "current_date",
    "current_timestamp",
    "localtimestamp",
    "getdate()",
    "today()",
)


def imported(module: ast.Module) -> Iterator[tuple[str, int]]:
    """Full names of what a module imports, at any depth, with the line."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or "", node.lineno


def clock_readings(module: ast.Module) -> Iterator[int]:
    """Lines that name a function that reads the wall clock, called or passed on."""
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute):
            of_time = isinstance(node.value, ast.Name) and node.value.id == "time"
            if node.attr in CLOCKS or (of_time and node.attr in TIMES):
                yield node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (node.lineno for alias in node.names if alias.name in TIMES)


def statements(module: ast.Module) -> Iterator[tuple[str, int]]:
    """String constants that are not docstrings, in lower case without blanks, with the line."""
    prose = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield "".join(node.value.lower().split()), node.lineno


def test_no_module_is_long_without_a_reason() -> None:
    long = []
    for path in modules():
        lines = path.read_text(encoding="utf-8").splitlines()
        reasons = [line for line in lines if line.startswith("# long: ") and len(line) > 20]
        if len(lines) > LINES and not reasons:
            long.append(f"{place(path, len(lines))}: divide it, or say why in a line '# long: …'")
    assert long == []


def test_terms_need_only_the_standard_library() -> None:
    others = [
        f"{place(path, line)}: {name}"
        for path in modules("terms")
        for name, line in imported(tree(path))
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not (name + ".").startswith("forewarn.terms.")
    ]
    assert others == []


def test_the_core_reads_no_clock() -> None:
    readings = [place(path, line) for path in modules(*CORE) for line in clock_readings(tree(path))]
    assert readings == []


@pytest.mark.parametrize(
    "line",
    [
        "datetime.now(UTC)",
        "datetime.datetime.now()",
        "date.today()",
        "field(default_factory=datetime.now)",
        "time.time()",
        "from time import time",
        "D.utcnow()",
    ],
)
def test_a_clock_would_be_seen(line: str) -> None:
    assert list(clock_readings(ast.parse(line))) == [1]


@pytest.mark.parametrize("line", ["as_of.time()", "import time", "curve.monotonic"])
def test_what_is_no_clock_is_left_alone(line: str) -> None:
    assert list(clock_readings(ast.parse(line))) == []


def test_no_statement_asks_the_database_for_the_time() -> None:
    asked = [
        f"{place(path, line)}: {clock}"
        for path in modules(*CORE, "engines", "ledger")
        for text, line in statements(tree(path))
        for clock in SQL_CLOCKS
        if clock in text
    ]
    assert asked == []


def test_every_room_of_the_core_is_under_the_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    held = {
        module
        for contract in contracts["tool"]["importlinter"]["contracts"]
        if {"django", "duckdb", "typer"} <= set(contract.get("forbidden_modules", ()))
        for module in contract["source_modules"]
    }
    there = {room for room in CORE if (PACKAGE / room).is_dir()}
    assert {f"forewarn.{room}" for room in there} <= held


def test_the_rooms_are_looked_into() -> None:
    assert modules("terms") != []
    assert set(modules("terms")) < set(modules())
