"""Starting is light: no web framework, driver or numerical package before it is needed."""

import json
import subprocess
import sys

import pytest

HEAVY = {
    "altair", "apprise", "dlt", "django", "duckdb", "google", "gspread", "ibis", "lifelines",
    "numpy", "pandas", "psycopg", "pyarrow", "pyspark", "scipy", "sklearn", "snowflake", "sqlglot",
    "statsmodels",
}  # fmt: skip

IMPORT = "import forewarn"

# The console script's own call; the list of modules goes where help does not.
HELP = """
import sys
from forewarn.cli import main
sys.argv = ["forewarn", "--help"]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
"""

LIST = """
import json, sys
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""


def loaded_by(program: str) -> set[str]:
    """Top-level names of the modules that the program loads in an interpreter of its own."""
    done = subprocess.run(
        [sys.executable, "-c", program + LIST], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize("program", [IMPORT, HELP], ids=["import forewarn", "forewarn --help"])
def test_start_loads_nothing_heavy(program: str) -> None:
    assert loaded_by(program) & HEAVY == set()


def test_the_listing_would_show_a_heavy_module() -> None:
    assert "duckdb" in loaded_by("import duckdb")


FORMS = """
import forewarn.scorecard.forms
from forewarn.signals.forms import KINDS
built = [kind for kind, form in KINDS.items() if form.__pydantic_complete__]
assert not built, built
"""


def test_forms_are_built_when_they_are_first_read() -> None:
    assert "pydantic" in loaded_by(FORMS)
