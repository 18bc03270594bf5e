"""The words of columns that are to be coded, gathered from a source before its rows are typed.

Each column alone and as it was given: its different words are few beside the rows, so it is asked
of them, not of every row, whether blanks stand around any. They serve as the words to be learned
too, where all rows are written just as they came.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb import coded, values
from forewarn.engines.duckdb.given import Given
from forewarn.engines.duckdb.sql import quoted


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the words of a source are.

    Attributes:
        clean: our names of the columns of which none has a blank around it, nor is empty.
        all_clean: these are all that are to be coded.
    """

    clean: frozenset[str] = frozenset()
    all_clean: bool = False


def gather(
    connection: DuckDBPyConnection, table: str, relation: str, given: Iterable[Given]
) -> Gathered:
    """Put the words of every column to be coded into a table of its own, see ``coded.words_in``.

    Args:
        connection: the store.
        table: whose rows they are.
        relation: with the rows as given.
        given: the columns that the source has.
    """
    if table not in coded.KEYS:
        return Gathered()
    columns = [each for each in given if each.column.name in coded.KEYS[table]]
    for each in columns:
        word = values.reading(each.column, quoted(each.theirs), each.kind)
        _gather(connection, relation, each.column.name, word)
    _gather(connection, relation, "_file", "_file")
    clean = {each.column.name for each in columns if _is_clean(connection, each)}
    return Gathered(frozenset(clean), len(clean) == len(columns))


def _gather(connection: DuckDBPyConnection, relation: str, column: str, word: str) -> None:
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {coded.words_in(column)} AS SELECT DISTINCT {word} AS word"
        f" FROM {quoted(relation)}"
    )


def _is_clean(connection: DuckDBPyConnection, given: Given) -> bool:
    if not values.is_text(given.kind):
        return True
    words = f"SELECT 1 FROM {coded.words_in(given.column.name)}"
    return connection.execute(f"{words} WHERE {values.blank('word')} LIMIT 1").fetchone() is None
