"""The package's own source, read as text and as syntax trees."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "src" / "forewarn"
CORE = ("terms", "signals", "scorecard", "scoring", "evidence", "plays")


def modules(*rooms: str) -> list[Path]:
    """Python files of the rooms (of the whole package when none is named), in order."""
    folders = [PACKAGE / room for room in rooms] or [PACKAGE]
    found = [path for folder in folders for path in folder.rglob("*.py")]
    single = [path for room in rooms if (path := PACKAGE / f"{room}.py").exists()]
    return sorted(found + single)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def committed() -> list[Path]:
    """Files that git tracks; empty outside a checkout."""
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]
