"""The small tables beside the grid: dates, spans of accounts, profiles, counts that rose."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.setwise.cells import Cells, Grid, Span, Spans
from forewarn.engines.duckdb.setwise.codes import CODES, NEVER
from forewarn.engines.duckdb.setwise.scope import Rise, Scope
from forewarn.signals.kinds.share_rise import chance_of_rise

_ARRAYS = "setwise_arrays"
_NULL = -(1 << 31)
"""Stands for NULL among small whole numbers."""
DAY_ONE = "DATE '0001-01-01'"
"""The day whose number is 1."""
Columns = Mapping[str, tuple[str, Sequence[Any]]]
Profile = tuple[object, ...]
"""What spans have in common whose attributes and marks mean the same to a scorecard."""


class Tables:
    """Names of the small tables of one scorecard.

    Attributes:
        dates: a row each.
        spans: a row each, with its profile's number.
        profiles: what is the same of spans, a row each.
    """

    def __init__(self, number: int) -> None:
        """Names that tables of other numbers do not have."""
        self.dates, self.spans = f"setwise_dates{number}", f"setwise_spans{number}"
        self.profiles, self._rises = f"setwise_profiles{number}", f"setwise_rises{number}"

    def rises(self, number: int) -> str:
        """The table of counts that rose, for one ``share_rise``."""
        return f"{self._rises}_{number}"


def mark_column(signal: str, marked: Sequence[str]) -> str:
    """The column that says which status people's mark gives a signal."""
    return f"mark{marked.index(signal)}"


def load(connection: DuckDBPyConnection, name: str, columns: Columns) -> None:
    """Puts columns into a temporary table, by one statement whatever their length."""
    lists = ", ".join(f"unnest(${key}::{type_}[]) AS {key}" for key, (type_, _) in columns.items())
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {lists}",
        {key: list(values) for key, (_, values) in columns.items()},
    )


def insert(connection: DuckDBPyConnection, table: str, columns: Sequence[Any]) -> None:
    """Puts NumPy's columns into a table, in its order; what is masked or no number is NULL.

    Args:
        connection: has the table.
        table: its name.
        columns: small whole numbers where they are masked; None for one of NULLs.
    """
    named = {f"c{n}": each for n, each in enumerate(columns)}
    with arrays(connection, named) as relation:
        connection.execute(f"INSERT INTO {table} SELECT {_chosen(named)} FROM {relation}")


def make(connection: DuckDBPyConnection, table: str, columns: Mapping[str, Any]) -> None:
    """Makes a temporary table of NumPy's columns, as ``insert`` takes them, by name."""
    with arrays(connection, columns) as relation:
        select = f"SELECT {_chosen(columns)} FROM {relation}"
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {select}")


@contextmanager
def arrays(connection: DuckDBPyConnection, columns: Mapping[str, Any]) -> Iterator[str]:
    """NumPy's columns as a relation, by name; what is masked stands there as a number."""
    import numpy as np

    there = {name: each for name, each in columns.items() if each is not None}
    connection.register(_ARRAYS, {name: np.ma.filled(each, _NULL) for name, each in there.items()})
    try:
        yield _ARRAYS
    finally:
        connection.unregister(_ARRAYS)


def _chosen(columns: Mapping[str, Any]) -> str:
    import numpy as np

    return ", ".join(
        "NULL"
        if each is None
        # DuckDB 1.5 does not look at the mask.
        else f"nullif({name}, {_NULL}) AS {name}"
        if isinstance(each, np.ma.MaskedArray)
        else name
        for name, each in columns.items()
    )


def load_dates(
    connection: DuckDBPyConnection, tables: Tables, grid: Grid, cells: Cells, scope: Scope
) -> None:
    """One row per date: its position, the date, its number, and the feeds that are silent."""
    columns: dict[str, tuple[str, Sequence[Any]]] = {
        "i": ("INTEGER", range(len(grid.dates))),
        "d": ("DATE", grid.dates),
        "n": ("INTEGER", [on.toordinal() for on in grid.dates]),
    }
    for place, table in enumerate(scope.silent_tables):
        silent = [table in cells.silent[on] for on in grid.dates]
        columns[f"z{place}"] = ("BOOLEAN", silent)
    load(connection, tables.dates, columns)


def load_spans(
    connection: DuckDBPyConnection,
    tables: Tables,
    cells: Cells,
    scope: Scope,
    *,
    positions: Mapping[str, int],
    profiles: Callable[[Spans], Sequence[Profile]],
    marked: Sequence[str],
) -> None:
    """One row per span with its profile's number, and one row per profile with its answers.

    A span's first day stands there as its number; where there is none, as NULL.
    """
    import numpy as np

    spans = cells.spans
    numbers: dict[Profile, int] = {}
    places = [numbers.setdefault(each, len(numbers)) for each in profiles(spans)]
    of_each = dict(zip(reversed(places), reversed(range(len(spans))), strict=True))
    born = [_NULL if on is None else on.toordinal() for on in spans.created_on]
    columns = {
        "a": [positions[account] for account in spans.account_ids],
        "f": spans.first,
        "u": spans.after,
        "p": places,
        **{f"c{n}": _covered_from(cells, table) for n, table in enumerate(scope.tables)},
    }
    arrays = {name: np.array(column, np.int32) for name, column in columns.items()}
    born_on = np.ma.masked_equal(np.array(born, np.int32), _NULL)
    make(connection, tables.spans, {**arrays, "born": born_on})
    firsts = [spans[of_each[number]] for number in range(len(numbers))]
    load(connection, tables.profiles, _profiles(firsts, scope, marked))


def _covered_from(cells: Cells, table: str) -> list[int]:
    """Per span the first day from which no rows in a table means none."""
    covering = cells.covering.get(table)
    most = NEVER if covering is None else covering.toordinal()
    nothing: Mapping[str, date] = {}
    firsts = (cells.seen.get(account, nothing).get(table) for account in cells.spans.account_ids)
    return [most if on is None or (day := on.toordinal()) > most else day for on in firsts]


def _profiles(firsts: Sequence[Span], scope: Scope, marked: Sequence[str]) -> Columns:
    columns: dict[str, tuple[str, Sequence[Any]]] = {"p": ("INTEGER", range(len(firsts)))}
    for place, each in enumerate(scope.of_account):
        answers = [each.answer(span.attributes) for span in firsts]
        columns[f"x{place}"] = (each.type, answers)
    for name in marked:
        codes = [_mark(span, name, scope) for span in firsts]
        columns[mark_column(name, marked)] = ("UTINYINT", codes)
    return columns


def _mark(span: Span, name: str, scope: Scope) -> int | None:
    """The status that a mark on the signal, or on one it builds on, gives it."""
    if name in span.marks:
        return CODES[span.marks[name].status]
    found = (_mark(span, other, scope) for other in scope.book[name].refers_to())
    return next((code for code in found if code is not None), None)


def marked_signals(spans: Spans, names: Sequence[str], scope: Scope) -> list[str]:
    """The signals in use that a mark of any account touches."""
    marks = {name for each in spans.marked.values() for name in each}
    return [name for name in names if marks & _rests_on(name, scope)] if marks else []


def _rests_on(name: str, scope: Scope) -> set[str]:
    return {name}.union(*(_rests_on(other, scope) for other in scope.book[name].refers_to()))


def load_rises(connection: DuckDBPyConnection, tables: Tables, scope: Scope, grid: str) -> None:
    """Per ``share_rise`` the combinations of counts whose rise is beyond chance."""
    for number, rise in enumerate(scope.rises):
        part, whole, part_before, whole_before = rise.counts
        found = connection.execute(
            f"""SELECT DISTINCT {part}, {whole}, {part_before}, {whole_before} FROM ({grid})
            WHERE {part} * {whole_before} > {part_before} * {whole}"""
        ).fetchall()
        rose = [counts for counts in found if _is_rare(counts, rise)]
        columns = list(zip(*rose, strict=True)) or [()] * 4
        load(
            connection,
            tables.rises(number),
            {f"k{place}": ("BIGINT", column) for place, column in enumerate(columns)},
        )


def _is_rare(counts: tuple[int, int, int, int], rise: Rise) -> bool:
    return chance_of_rise(*counts) < rise.alpha
