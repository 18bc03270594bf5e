"""Measures an export of many accounts: ``python -m benchmarks.workbook --accounts 5000``.

Makes a book of that size (eight inputs, 26 weeks), reads it in, and prints CPU seconds, peak memory
and size of file of each whole verb, Python's start included, and of LibreOffice opening the
workbook where it is installed.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.make import make
from benchmarks.sizes import LAST_AS_OF, Size

_RUN = """
import resource, subprocess, sys, time
begun = time.monotonic()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, time.monotonic() - begun, used.ru_maxrss // 1024)
sys.exit(done.returncode)
"""
_EVENTS_PER_ACCOUNT = 200
_MOST_EVENTS = 1_000_000


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.workbook")
    parser.add_argument("--accounts", type=int, default=5_000)
    parser.add_argument("--weeks", type=int, default=0, help="also tables of so many weeks")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        _measure(Path(place), accounts=asked.accounts, weeks=asked.weeks)


def _measure(place: Path, *, accounts: int, weeks: int) -> None:
    events = min(_EVENTS_PER_ACCOUNT * accounts, _MOST_EVENTS)
    home, book = place / "book", place / "book.xlsx"
    make(Size("workbook", events, accounts, 4 * accounts), home)
    verb = [sys.executable, "-m", "forewarn"]
    about = ["--project", str(home), "--as-of", LAST_AS_OF.isoformat()]
    _show("ingest", [*verb, "ingest", "--project", str(home)])
    _show(f"export --xlsx, {accounts:,} accounts", [*verb, "export", *about, "--xlsx", str(book)])
    print(f"  {book.stat().st_size / 1e6:.1f} MB")
    if weeks:
        tables = ["--parquet", str(place / "tables"), "--weeks", str(weeks)]
        _show(f"export --parquet --weeks {weeks}", [*verb, "export", *about, *tables])
    office = shutil.which("soffice")
    if office is not None:
        profile = f"-env:UserInstallation=file://{place}/profile"
        opening = [office, profile, "--headless", "--convert-to", "csv", "--outdir", str(place)]
        _show("LibreOffice opens it", [*opening, str(book)])


def _show(what: str, command: Sequence[str]) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _RUN, *command], check=True, capture_output=True, text=True
    )
    cpu, wall, peak = map(float, ran.stdout.split())
    print(f"{what}: {cpu:.1f} s CPU, {wall:.1f} s on the clock, {peak:.0f} MiB")


if __name__ == "__main__":
    main()
