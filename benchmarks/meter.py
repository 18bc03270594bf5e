"""What a child process spent: CPU of the whole process, its peak memory, and time on the clock.

This module and all that the measuring process imports is small on purpose: on Linux a child's
peak memory starts from that of the process that started it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Limits:
    """When a child is stopped: what does not end is no figure, and must not take the machine."""

    wall_seconds: float = 1800.0
    memory_mib: int = 9 * 1024


@dataclass(frozen=True, slots=True)
class Spent:
    """One run of one child process and those it waited for.

    Attributes:
        cpu_seconds: user and system.
        peak_mib: largest resident size of any one of the processes.
        trouble: why there is no figure, in words; None when it ended well.
    """

    cpu_seconds: float
    wall_seconds: float
    peak_mib: float
    said: str
    trouble: str | None = None


def spend(
    command: Sequence[str], *, settings: Mapping[str, str] | None = None, limits: Limits
) -> Spent:
    """Run a command from the repository's root, to its end or a limit."""
    environment = {key: value for key, value in os.environ.items() if "FOREWARN" not in key}
    environment |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPATH": str(ROOT)} | dict(settings or {})
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        start = time.monotonic()
        child = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=errors)
        watch = _Watch(child.pid, limits)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
        watch.stop()
        child.returncode = os.waitstatus_to_exitcode(status)
        said = _read(out)
        trouble = watch.trouble or (_last_line(errors) if child.returncode else None)
    return Spent(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, said, trouble)


def python(*words: str) -> list[str]:
    """A command line of this Python."""
    return [sys.executable, *words]


class _Watch:
    """Looks at a child twice a second and ends it beyond a limit."""

    def __init__(self, pid: int, limits: Limits) -> None:
        self.trouble: str | None = None
        self._pid, self._limits, self._over = pid, limits, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        start = time.monotonic()
        while not self._over.wait(0.5):
            if _resident_mib(self._pid) > self._limits.memory_mib:
                self._end(f"stopped above {self._limits.memory_mib} MiB")
            elif time.monotonic() - start > self._limits.wall_seconds:
                self._end(f"stopped after {self._limits.wall_seconds:.0f} s")

    def _end(self, why: str) -> None:
        self.trouble = why
        os.kill(self._pid, 9)
        self._over.set()

    def stop(self) -> None:
        """The child has ended."""
        self._over.set()
        self._thread.join()


def _resident_mib(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _read(file: object) -> str:
    file.seek(0)  # type: ignore[attr-defined]
    text: bytes = file.read()  # type: ignore[attr-defined]
    return text.decode("utf-8", "replace")


def _last_line(errors: object) -> str:
    lines = _read(errors).strip().splitlines()
    return lines[-1][:200] if lines else "failed without a word"
