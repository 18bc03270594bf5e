"""Text that a spreadsheet would run, kept from it by a quote in front; and the quote taken off."""

from __future__ import annotations

import re

# The full-width forms at the end are read as the plain ones by some programs.
STARTS = "=+\\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20"
_RUNS = re.compile(f"'*[{STARTS}]")
_QUOTED = re.compile(f"'+[{STARTS}]")


def quoted(text: str) -> str:
    """The text as a CSV cell: a single quote before anything that would run.

    A text that begins with such a quote itself gets one more, so that `unquoted` gives back what
    went in, whatever it was.
    """
    return f"'{text}" if _RUNS.match(text) else text


def unquoted(text: str) -> str:
    """The text that `quoted` was given; other text as it is."""
    return text[1:] if _QUOTED.match(text) else text
