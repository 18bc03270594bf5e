"""Groups by small whole numbers, kept in an array in place of a hash table where there is room."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from duckdb import DuckDBPyConnection

_BYTES = 2**28
_STATE_BYTES = 32
_MOST_BITS = 24


@contextmanager
def packed(connection: DuckDBPyConnection, aggregates: int) -> Iterator[None]:
    """Let the statements within take an array for groups whose keys span few numbers.

    Args:
        connection: which runs them.
        aggregates: how many each group has.
    """
    bits = _bits(connection, aggregates)
    connection.execute(f"SET perfect_ht_threshold = {bits}")
    yield
    connection.execute("RESET perfect_ht_threshold")


def _bits(connection: DuckDBPyConnection, aggregates: int) -> int:
    """How many bits of a group key an array may have: it is there once a thread, all groups."""
    found = connection.execute("SELECT current_setting('threads')").fetchone()
    assert found is not None
    groups = _BYTES // (_STATE_BYTES * aggregates * int(found[0]))
    return min(max(groups.bit_length() - 1, 0), _MOST_BITS)
