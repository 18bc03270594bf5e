"""Throw-away environments: one per peer, made from its list of names and versions."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

LISTS = Path(__file__).parent


def environment(peer: str, folder: Path) -> Path:
    """The Python of a peer's environment, made when it is not there or its list has changed.

    Raises:
        OSError: it cannot be made; the installer's last line says why.
    """
    listed, place = LISTS / f"{peer}.txt", folder / peer
    wanted, python = listed.read_text("utf-8"), place / "bin" / "python"
    stamp = place / "installed.txt"
    if stamp.is_file() and stamp.read_text("utf-8") == wanted:
        return python
    shutil.rmtree(place, ignore_errors=True)
    for command in _commands(place, python, listed):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            lines = done.stderr.strip().splitlines() or ["no word"]
            raise OSError(f"{peer} does not install: {lines[-1][:200]}")
    stamp.write_text(wanted, "utf-8")
    return python


def _commands(place: Path, python: Path, listed: Path) -> list[list[str]]:
    beside = Path(sys.executable).with_name("uv")
    uv = str(beside) if beside.exists() else shutil.which("uv")
    if uv:
        return [
            [uv, "venv", "--quiet", "--python", sys.executable, str(place)],
            [uv, "pip", "install", "--quiet", "--python", str(python), "-r", str(listed)],
        ]
    return [
        [sys.executable, "-m", "venv", str(place)],
        [str(python), "-m", "pip", "install", "--quiet", "-r", str(listed)],
    ]
