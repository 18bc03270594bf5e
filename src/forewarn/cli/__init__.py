"""The command line: one short file a verb. Heavy imports happen inside the verbs."""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper

_STOPPED = 130


def main() -> None:
    """Run the command line. Exit codes: 0 fine, 1 findings, 2 the user's files, 3 a bug."""
    start_lean()
    from forewarn.cli.app import app_for
    from forewarn.terms.errors import ForewarnError

    _speak_utf8()
    try:
        app_for(sys.argv[1:])()
    except ForewarnError as error:
        from forewarn.render.terminal import complain

        complain(str(error))
        sys.exit(2)
    except (KeyboardInterrupt, SystemExit) as end:
        _leave(end)
    except Exception:
        from forewarn.cli.bug import report_bug

        report_bug()
        sys.exit(3)


def _leave(end: BaseException) -> None:
    """End as a verb ended; with a word about it where somebody stopped it."""
    code = end.code if isinstance(end, SystemExit) else _STOPPED
    if code == _STOPPED:
        from forewarn.render.terminal import complain

        complain("stopped; what was recorded stays, the rest was not written", style="bold")
    sys.exit(code)


def start_lean() -> None:
    """Leave out what a process of one verb would do in vain; before anything else is loaded."""
    # Nearly nothing here is garbage in a circle: looking for it while thousands of functions and
    # classes are loaded took a tenth of a small verb's time.
    gc.set_threshold(100_000, 20, 20)
    # Looking for plugins of pydantic means reading the metadata of every installed package.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def without_algebra() -> None:
    """For a verb that multiplies no matrices: NumPy, not loaded yet, starts no threads for it.

    Starting them costs as much as loading the rest of NumPy.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _speak_utf8() -> None:
    """Text into a file or pipe is UTF-8 whatever the code page; a terminal shows what it can."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8")
