"""Books that are scored at once leave DuckDB with the threads that it had."""

from __future__ import annotations

from contextlib import ExitStack

import duckdb
import pytest

from forewarn.engines.duckdb.setwise.said import one_thread


def threads(connection: duckdb.DuckDBPyConnection) -> int:
    return int(connection.execute("SELECT current_setting('threads')").fetchall()[0][0])


@pytest.mark.parametrize("first_out", [0, 1])
def test_threads_come_back_whichever_book_is_done_first(first_out: int) -> None:
    connection = duckdb.connect(config={"threads": 3})
    cursors, books = [connection.cursor(), connection.cursor()], [ExitStack(), ExitStack()]
    for cursor, book in zip(cursors, books, strict=True):
        book.enter_context(one_thread(cursor))
        assert threads(connection) == 1
    for each in (first_out, 1 - first_out):
        books[each].close()
        cursors[each].close()
    assert threads(connection) == 3


def test_who_has_one_thread_keeps_it_and_a_failure_gives_threads_back() -> None:
    alone, several = (duckdb.connect(config={"threads": n}) for n in (1, 2))
    with pytest.raises(KeyError), one_thread(alone), one_thread(several):
        raise KeyError
    assert (threads(alone), threads(several)) == (1, 2)
