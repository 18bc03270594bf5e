"""A file that is not read, with the reason and the way through."""

from __future__ import annotations


class RefusedError(Exception):
    """Why a file is refused, before its name is known.

    Attributes:
        code: short stable name, as in docs/errors.md.
        found: what was found, in words.
        fix: what to do.
    """

    def __init__(self, code: str, found: str, *, fix: str = "") -> None:
        super().__init__(found)
        self.code = code
        self.found = found
        self.fix = fix
