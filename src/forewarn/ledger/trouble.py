"""What a database says, turned into an error for people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from forewarn.terms.errors import ForewarnError


@contextmanager
def in_words(place: str) -> Iterator[None]:
    """Lets a ForewarnError stand for what the database raises inside; ``place`` is named in it."""
    from django.db import DatabaseError, InterfaceError

    try:
        yield
    except (DatabaseError, InterfaceError) as error:
        found, fix = _explained(str(error).strip())
        raise ForewarnError(f"ledger {place}: {found}", fix=fix) from error


_EXPLANATIONS = (
    (
        "locked",
        "another process is writing to it and was not done in time",
        "try again when it is done",
    ),
    ("not a database", "this file is no SQLite database", "name another file, or move this one"),
    ("malformed", "the file is damaged", "restore it from a backup"),
    ("readonly", "it may be read but not written", "give this user the right to write there"),
    ("unable to open", "the file cannot be opened", "check that it and its folder may be written"),
    ("disk is full", "the disk is full; nothing of this date was written", "make space, run again"),
    ("disk i/o error", "the disk reports an error", "check the disk, then run again"),
    (
        "already exists",
        "it holds tables of the same names that Forewarn did not make",
        "give the ledger a database of its own",
    ),
)


def _explained(said: str) -> tuple[str, str]:
    for sign, found, fix in _EXPLANATIONS:
        if sign in said.lower():
            return found, fix
    return f"the database refused: {said}", "check the URL and that the database is running"
