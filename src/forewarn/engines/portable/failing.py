"""A warehouse that fails on the rows of a source: the source is named, not the load."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from textwrap import shorten

from forewarn.engines.duckdb.sources import SourceError
from forewarn.engines.portable.warehouses.warehouse import first_line
from forewarn.terms.settings import SourceSpec


class FailedError(SourceError):
    """What the warehouse says of a source in the middle of a load, which ends there."""


@contextmanager
def failing(source: SourceSpec, *, reading: bool = False) -> Iterator[None]:
    """Turns what a driver says of a source's rows into words that name the source.

    Args:
        source: whose rows are asked for.
        reading: they are only read, so that a missing right is one on them.
    """
    try:
        yield
    except _errors(reading=reading) as error:
        written = shorten(source.warehouse or "", 100, placeholder=" ...")
        raise FailedError(
            "warehouse",
            f"the engine fails on the rows of '{written}': {first_line(error)}",
            fix="run it there to see the same; correct the value there, or let warehouse: be a "
            "SELECT that leaves it out or casts it; where a right is missing, grant SELECT",
        ) from error


def _errors(*, reading: bool) -> tuple[type[Exception], ...]:
    """Errors of the drivers that are loaded, of those that speak of rows and statements."""
    found: list[type[Exception]] = []
    if "psycopg" in sys.modules:
        from psycopg import errors

        found += [errors.DataError]
        found += [errors.ProgrammingError] if reading else [errors.UndefinedFunction]
    if "pyspark" in sys.modules:
        from pyspark.errors import PySparkException

        found.append(PySparkException)
    return tuple(found)
