"""Arrays in place of hash tables: how much room they get, and that they are given back."""

from __future__ import annotations

import duckdb
import pytest

from forewarn.engines.duckdb.packing import packed


def bits(connection: duckdb.DuckDBPyConnection) -> int:
    found = connection.execute("SELECT current_setting('perfect_ht_threshold')").fetchone()
    assert found is not None
    return int(found[0])


@pytest.mark.parametrize(
    ("limit", "threads", "aggregates", "wanted"),
    [
        ("400MB", 2, 3, 20),  # 2²⁸ bytes whatever the limit
        ("4GiB", 2, 3, 21),  # an eighth of it
        ("64GiB", 2, 3, 22),  # 2³⁰ bytes at most
        ("64GiB", 16, 3, 19),  # one a thread
        ("64GiB", 1, 1, 24),  # and no more groups than these
    ],
)
def test_the_room_follows_the_limit_of_memory(
    limit: str, threads: int, aggregates: int, wanted: int
) -> None:
    with duckdb.connect(config={"memory_limit": limit, "threads": threads}) as connection:
        usual = bits(connection)
        with packed(connection, aggregates):
            assert bits(connection) == wanted
        assert bits(connection) == usual


def test_a_statement_that_fails_leaves_the_setting_as_it_was() -> None:
    with duckdb.connect() as connection:
        usual = bits(connection)
        with pytest.raises(duckdb.BinderException), packed(connection, 1):
            connection.execute("SELECT nothing")
        assert bits(connection) == usual


def test_what_failed_is_told_also_where_the_transaction_takes_no_more() -> None:
    with duckdb.connect() as connection:
        connection.execute("BEGIN")
        with pytest.raises(duckdb.ConversionException), packed(connection, 1):
            connection.execute("SELECT CAST('word' AS INTEGER)").fetchall()
