"""Groups by small whole numbers, kept in an array in place of a hash table where there is room."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import duckdb
from duckdb import DuckDBPyConnection

_LEAST_BYTES, _MOST_BYTES = 2**28, 2**30
_OF_THE_LIMIT = 8
"""DuckDB does not count such an array against its limit, so beyond the least it gets this part of
that. A hash table of nearly as many groups takes as much room, and twice the time or more."""
_STATE_BYTES = 32
_MOST_BITS = 24
_RESET = "RESET perfect_ht_threshold"


@contextmanager
def packed(connection: DuckDBPyConnection, aggregates: int) -> Iterator[None]:
    """Let the statements within take an array for groups whose keys span few numbers.

    Args:
        connection: which runs them.
        aggregates: how many each group has.
    """
    bits = _bits(connection, aggregates)
    connection.execute(f"SET perfect_ht_threshold = {bits}")
    try:
        yield
    except BaseException:
        # A transaction that failed takes no statement any more, and what failed is what counts.
        with suppress(duckdb.Error):
            connection.execute(_RESET)
        raise
    connection.execute(_RESET)


def _bits(connection: DuckDBPyConnection, aggregates: int) -> int:
    """How many bits of a group key an array may have: it is there once a thread, all groups."""
    settings = "current_setting('threads'), current_setting('memory_limit')"
    ((threads, limit),) = connection.execute(f"SELECT {settings}").fetchall()
    room = min(max(_LEAST_BYTES, _bytes(limit) // _OF_THE_LIMIT), _MOST_BYTES)
    groups = room // (_STATE_BYTES * aggregates * int(threads))
    return min(max(groups.bit_length() - 1, 0), _MOST_BITS)


def _bytes(shown: str) -> int:
    """A size as DuckDB shows it, such as ``18.8 GiB``; of a unit not known here 0."""
    number, _, unit = shown.partition(" ")
    return int(float(number) * 2 ** _UNITS.get(unit, -100))


_UNITS = {"KiB": 10, "MiB": 20, "GiB": 30, "TiB": 40, "PiB": 50}
