"""The portable engine costs nothing until it is opened."""

import subprocess
import sys


def test_its_package_imports_no_compiler_and_no_driver() -> None:
    program = (
        "import sys, forewarn.engines.portable; "
        "print([name for name in ('ibis', 'sqlglot', 'pyspark', 'psycopg') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr
