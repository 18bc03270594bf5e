"""Why sqlglot is held back, and what shows that the reason is gone."""

import ast
import re
import tomllib
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[3]
BACKENDS = {"connect", "duckdb", "postgres", "pyspark", "memtable", "set_backend", "get_backend"}


def portable() -> dict[str, str]:
    """Names and bounds of the extra ``portable``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found = [
        re.fullmatch(r"([\w-]+)(.*)", each) for each in project["optional-dependencies"]["portable"]
    ]
    return {each[1]: each[2] for each in found if each}


def test_sqlglot_is_held_below_what_ibis_12_cannot_take() -> None:
    bounds = portable()
    assert version("ibis-framework").startswith("12."), "tried with Ibis 12 only: look at the pin"
    assert bounds["ibis-framework"] == "==12.0.*", "another Ibis: try sqlglot without its bound"
    assert "<30.18" in bounds["sqlglot"]
    installed = tuple(int(part) for part in version("sqlglot").split(".")[:2])
    assert installed < (30, 18)


def test_ibis_is_a_compiler_only() -> None:
    """What broke lies in Ibis's backends; the compiler is held by the kept statements."""
    used = {
        f"{file.name}:{node.lineno}"
        for file in (ROOT / "src" / "forewarn" / "engines" / "portable").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "ibis"
        and node.attr in BACKENDS
    }
    assert used == set()
