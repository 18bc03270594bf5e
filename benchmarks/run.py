"""One measurement as a process of its own: ``python -m benchmarks.run NAME FOLDER [WORD ...]``.

NAME is a module of ``benchmarks.measures``; FOLDER holds the facts that ``benchmarks.make`` made.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path


def main() -> None:
    """Do the work; what it spends is measured from outside."""
    name, folder, *words = sys.argv[1:]
    import_module(f"benchmarks.measures.{name}").run(Path(folder), *words)


if __name__ == "__main__":
    main()
