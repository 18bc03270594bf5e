"""Words that many rows share, kept once: rows of large tables hold whole numbers in their place.

A word has its code in ``codes.<dictionary>`` from the first ingest that brings it, and keeps it.
``coded.<table>`` has the rows as written, and ``facts.<table>`` is a view that reads like any
other fact table: with words. Codes are a matter of the store; whoever does not ask for them sees
none. A table that an older Forewarn wrote has words in its rows until it is read as a whole again,
and everything reads it as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.literals import literal
from forewarn.engines.duckdb.sql import Parameters, quoted

CODED, CODES = "coded", "codes"
KEYS: Mapping[str, Mapping[str, str]] = {
    "events": {"account_id": "accounts", "user_id": "users", "event": "names", "_file": "files"}
}
"""By table the columns that are coded, and the dictionary of each."""
KIND = "INTEGER"
_NEW = "new_words"
_FEW = 64
"""So many codes are named in a statement one by one."""


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The words of one kind, each with its code: 0 and on, without gaps.

    Attributes:
        name: of its table in ``codes``.
        connection: to the store.
    """

    name: str
    connection: DuckDBPyConnection = field(compare=False, repr=False)

    @property
    def sql(self) -> str:
        """Its table, with the columns ``code`` and ``word``."""
        return f"{CODES}.{quoted(self.name)}"

    def size(self) -> int:
        """How many codes were given."""
        found = self.connection.execute(f"SELECT count(*) FROM {self.sql}").fetchone()
        return int(found[0]) if found else 0

    def word(self, code: str) -> str:
        """SQL of the word of a code."""
        return word_of(self.name, code)

    def passing(self, code: str, test: Callable[[Parameters], str], parameters: Parameters) -> str:
        """SQL condition that the word of a code passes a test; false where there is no word.

        Args:
            code: SQL of the code.
            test: gives an SQL condition on the column ``word``, never NULL.
            parameters: of the statement that the condition goes into.
        """
        own = Parameters()
        asked = test(own)
        here, there = (self._few(f"{no}({asked})", own) for no in ("", "NOT "))
        if not here:
            return "false"
        if len(here) <= _FEW and len(here) <= max(len(there), 1):
            return f"coalesce({code} IN ({_listed(here)}), false)"
        if not there:
            return f"({code} IS NOT NULL)"
        if len(there) <= _FEW:
            return f"coalesce({code} NOT IN ({_listed(there)}), false)"
        passing = f"SELECT code FROM {self.sql} AS f WHERE word IS NOT NULL AND {test(parameters)}"
        return f"coalesce({code} IN ({passing}), false)"

    def codes(self, words: Collection[str]) -> list[int]:
        """The codes of some words; those that have none are left out."""
        asked = f"SELECT code FROM {self.sql} WHERE list_contains(?, word)"
        return [code for (code,) in self.connection.execute(asked, [list(words)]).fetchall()]

    def _few(self, test: str, own: Parameters) -> list[int]:
        """Codes of words that pass, one more than few at most."""
        words = f"SELECT code FROM {self.sql} AS f WHERE word IS NOT NULL AND {test}"
        found = self.connection.execute(f"{words} LIMIT {_FEW + 1}", own.values)
        return [code for (code,) in found.fetchall()]


def _listed(codes: list[int]) -> str:
    return ", ".join(map(str, sorted(codes)))


def word_of(dictionary: str, code: str) -> str:
    """SQL of the word of a code; NULL where there is none.

    By a list and no join: where nobody asks for the column, nothing is looked up.
    """
    words = f"SELECT list(word ORDER BY code) FROM {CODES}.{quoted(dictionary)}"
    return f"list_extract(({words}), {code} + 1)"


def is_coded(connection: DuckDBPyConnection, table: str) -> bool:
    """Whether the rows of a stored table hold codes."""
    return _there(connection, CODED, table)


def has_codes(connection: DuckDBPyConnection, dictionary: str) -> bool:
    """Whether there is such a dictionary."""
    return _there(connection, CODES, dictionary)


def _there(connection: DuckDBPyConnection, schema: str, table: str) -> bool:
    found = connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE database_name = current_database()"
        " AND schema_name = ? AND table_name = ?",
        [schema, table],
    )
    return found.fetchone() is not None


def rows_of(connection: DuckDBPyConnection, table: str) -> str:
    """The table that the rows of a fact table are written to, as SQL."""
    schema = CODED if is_coded(connection, table) else "facts"
    return f"{schema}.{quoted(table)}"


def prepare(connection: DuckDBPyConnection, table: str) -> None:
    """Make the schemas, and the dictionaries of a table where they are missing."""
    for schema in (CODED, CODES):
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    for name in KEYS[table].values():
        connection.execute(
            f"CREATE TABLE IF NOT EXISTS {CODES}.{quoted(name)} (code {KIND}, word VARCHAR)"
        )


def words_in(column: str) -> str:
    """The temporary table, as SQL, with the gathered words of a column to be coded."""
    return quoted(f"words of {column}")


def learn(
    connection: DuckDBPyConnection,
    table: str,
    rows: str,
    columns: Collection[str],
    *,
    gathered: bool = False,
) -> None:
    """Give every word of the rows of a SELECT that has no code the next one, in their order.

    Args:
        connection: the store.
        table: whose rows they are.
        rows: the SELECT.
        columns: those that are to be written.
        gathered: their words were gathered already, see ``gathered.gather``.
    """
    keys = {column: name for column, name in KEYS[table].items() if column in columns}
    if not gathered:
        _gather(connection, rows, keys)
    for column, name in keys.items():
        words = f"{CODES}.{quoted(name)}"
        connection.execute(
            f"INSERT INTO {words} SELECT CAST((SELECT count(*) FROM {words})"
            f" + row_number() OVER (ORDER BY word) - 1 AS {KIND}), word FROM"
            f" (SELECT word FROM {words_in(column)} WHERE word IS NOT NULL)"
            f" ANTI JOIN {words} AS known USING (word)"
        )
        connection.execute(f"DROP TABLE temp.{words_in(column)}")


def _gather(connection: DuckDBPyConnection, rows: str, columns: Collection[str]) -> None:
    # All of them in one pass: each set has the words of one column, and none in the others.
    sets = ", ".join(f"({quoted(column)})" for column in columns)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {_NEW} AS SELECT {', '.join(map(quoted, columns))}"
        f" FROM ({rows}) GROUP BY GROUPING SETS ({sets})"
    )
    for column in columns:
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {words_in(column)} AS"
            f" SELECT {quoted(column)} AS word FROM {_NEW} WHERE {quoted(column)} IS NOT NULL"
        )
    connection.execute(f"DROP TABLE {_NEW}")


def encoded(table: str, rows: str, columns: Sequence[str]) -> str:
    """A SELECT of the columns of rows, with codes in place of words; all words were learned."""
    keys = {column: name for column, name in KEYS[table].items() if column in columns}
    shown = ", ".join(
        f"{quoted(f'by {each}')}.code AS {quoted(each)}" if each in keys else f"r.{quoted(each)}"
        for each in columns
    )
    joins = " ".join(
        f"LEFT JOIN {CODES}.{quoted(name)} AS {quoted(f'by {column}')}"
        f" ON {quoted(f'by {column}')}.word = r.{quoted(column)}"
        for column, name in keys.items()
    )
    return f"SELECT {shown} FROM ({rows}) AS r {joins}"


def decoded(
    connection: DuckDBPyConnection,
    table: str,
    *more: str,
    stored: str = "",
    files: Collection[str] | None = None,
) -> str:
    """A SELECT of the rows of a coded table with their words.

    Args:
        connection: the store.
        table: its name.
        more: SQL of other columns, such as ``rowid``.
        stored: another table of ``coded`` than the one of that name.
        files: only rows of these, as shown; None = all rows.
    """
    found = connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE database_name = current_database()"
        f" AND schema_name = {literal(CODED)} AND table_name = ? ORDER BY column_index",
        [stored or table],
    ).fetchall()
    keys = KEYS[table]
    columns = [
        f"{word_of(keys[name], quoted(name))} AS {quoted(name)}" if name in keys else quoted(name)
        for (name,) in found
    ]
    # By name and column: the word of its code is called the same.
    rows = f"{CODED}.{quoted(stored or table)} AS r"
    codes = [] if files is None else Dictionary(keys["_file"], connection).codes(files)
    where = "" if files is None else f" WHERE r._file IN ({_listed(codes) or 'NULL'})"
    return f"SELECT {', '.join([*columns, *more])} FROM {rows}{where}"


def show(connection: DuckDBPyConnection, table: str) -> None:
    """Make ``facts.<table>`` read the rows of ``coded.<table>``."""
    connection.execute(
        f"CREATE OR REPLACE VIEW facts.{quoted(table)} AS {decoded(connection, table)}"
    )


def drop(connection: DuckDBPyConnection, table: str) -> None:
    """Drop a fact table, whichever form it has, and with coded rows their dictionaries."""
    if not is_coded(connection, table):
        connection.execute(f"DROP TABLE IF EXISTS facts.{quoted(table)}")
        return
    connection.execute(f"DROP VIEW facts.{quoted(table)}")
    connection.execute(f"DROP TABLE {CODED}.{quoted(table)}")
    for name in KEYS[table].values():
        connection.execute(f"DROP TABLE {CODES}.{quoted(name)}")


def forget_unused(connection: DuckDBPyConnection, table: str) -> None:
    """Forget words that no row has any more; their codes are never given again."""
    for column, name in KEYS[table].items():
        words = f"{CODES}.{quoted(name)}"
        used = f"SELECT {quoted(column)} AS code FROM {CODED}.{quoted(table)}"
        gone = (
            f"SELECT code FROM (SELECT code FROM {words} WHERE word IS NOT NULL)"
            f" ANTI JOIN (SELECT DISTINCT code FROM ({used})) USING (code)"
        )
        connection.execute(f"UPDATE {words} SET word = NULL WHERE code IN ({gone})")
