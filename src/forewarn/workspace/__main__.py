"""``python -m forewarn.workspace``: what ``forewarn serve`` becomes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from forewarn.render.terminal import complain
from forewarn.terms.errors import ForewarnError


def main() -> None:
    """Serves; exit codes as those of the command line."""
    parser = argparse.ArgumentParser(prog="forewarn serve")
    parser.add_argument("--project", type=Path)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--link", metavar="EMAIL")
    parser.add_argument("--processes", type=int, default=1)
    asked = parser.parse_args()
    from forewarn.workspace.serving import serve

    try:
        serve(
            asked.project,
            host=asked.host,
            port=asked.port,
            link=asked.link,
            processes=asked.processes,
        )
    except ForewarnError as error:
        complain(str(error))
        sys.exit(2)


if __name__ == "__main__":
    main()
