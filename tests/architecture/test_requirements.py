"""Requirements: names, versions and hashes only; and each pin that can say when it may go."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source import ROOT

FILES = sorted((ROOT / "requirements").iterdir())
LOCKED = [path for path in FILES if path.suffix == ".txt"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ADDRESS = re.compile(r"://|--(index-url|extra-index-url|find-links|trusted-host)|@ file|^-[fi] ")
PIN = re.compile(
    r"(?P<name>[a-z0-9.-]+)==(?P<version>[^\s;]+)(?P<marker> ; [^\\]+)?"
    r"(?: --hash=sha256:[0-9a-f]{64})+"
)


def pins(path: Path) -> dict[str, str]:
    """Name → version of every line; anything that is not a pin with hashes is an error."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [" ".join(line.split()) for line in text.splitlines() if not line.startswith("#")]
    found = [
        PIN.fullmatch(line) or pytest.fail(f"{path.name}: not a pin: {line}") for line in lines
    ]
    return {match["name"]: match["version"] for match in found}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_file_names_a_download_address(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if ADDRESS.search(line)] == []


@pytest.mark.parametrize("path", LOCKED, ids=lambda path: path.name)
def test_every_line_is_a_pin_with_hashes(path: Path) -> None:
    assert pins(path)


@pytest.mark.parametrize("name", ["core", "dev"])
def test_the_lock_answers_to_the_ranges(name: str) -> None:
    locked = pins(ROOT / "requirements" / f"{name}.txt")
    wanted = PROJECT["dependencies"] + (
        PROJECT["optional-dependencies"]["dev"] if name == "dev" else []
    )
    stale = [
        text
        for text in wanted
        if (need := Requirement(text))
        and not need.specifier.contains(locked.get(canonicalize_name(need.name), "0"))
    ]
    assert stale == [], "run `make lock`"


def test_core_and_dev_agree() -> None:
    core, dev = (pins(ROOT / "requirements" / f"{name}.txt") for name in ("core", "dev"))
    assert core.items() <= dev.items()


def test_django_stays_below_6_as_long_as_python_3_11_counts() -> None:
    oldest = Requirement(f"python{PROJECT['requires-python']}").specifier
    django = next(need for need in PROJECT["dependencies"] if need.startswith("Django"))
    assert oldest.contains("3.11") == ("<6" in django)


def test_duckdb_still_wants_pytz_without_saying_so() -> None:
    program = (
        "import sys; sys.modules['pytz'] = None; import duckdb; "
        "duckdb.sql('SELECT TIMESTAMPTZ \\'2026-01-01 00:00:00+00\\'').fetchall()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "pytz" in done.stderr, "DuckDB no longer needs pytz: drop it from pyproject.toml"
