"""Open one file in a process of its own and say what came of it, and what it took.

    python -m tests.workbook.opened_alone FILE

``megabytes``: the most memory of this process and of the one that read, to be held against what
both need for a workbook of one cell.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from forewarn.workbook.opening import ForeignFileError, open_workbook


def opened(path: Path) -> dict[str, object]:
    began = time.monotonic()
    code = ""
    try:
        open_workbook(path)
    except ForeignFileError as error:
        code = error.code
    took = time.monotonic() - began
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "code": code,
        "seconds": round(took, 2),
        "cpu_seconds": round(sum(each.ru_utime + each.ru_stime for each in used), 2),
        "megabytes": [_most(), used[1].ru_maxrss / 1024],
    }


def _most() -> float:
    """Of this process since it began; ``ru_maxrss`` has that of its parent in it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(
        int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")
    )


if __name__ == "__main__":
    sys.stdout.write(json.dumps(opened(Path(sys.argv[1]))))
