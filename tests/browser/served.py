"""The site as people get it: served by its own command, in a process of its own."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from tests import ledgers

_PATIENCE = 180


@dataclass(frozen=True)
class Served:
    """Where the pages are, and the link that the command printed."""

    url: str
    link: str


@contextmanager
def served(
    folder: Path, *, log: Path, link: str = "omar@example.com", env: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """Serves a project until left."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["serve", "--project", folder, "--port", port, "--link", link]
    command = [Path(sys.executable).with_name("forewarn"), *map(str, words)]
    with log.open("w") as said:
        running = subprocess.Popen(
            command, stdout=said, stderr=subprocess.STDOUT, env=ledgers.environment(folder, env)
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(running, url, log)
        found = re.search(r"http://\S+/member/link/\S+", log.read_text())
        assert found is not None, log.read_text()
        yield Served(url, found[0])
    finally:
        running.terminate()
        running.wait(timeout=30)


def _wait(running: subprocess.Popen[bytes], url: str, log: Path) -> None:
    # Straight to this machine, whatever proxy the environment names.
    opener = build_opener(ProxyHandler({}))
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        assert running.poll() is None, log.read_text()
        try:
            opener.open(f"{url}/healthz", timeout=5).close()
            return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"not up after {_PATIENCE} s: {log.read_text()}")
