"""The small tables beside the grid: dates, spans of accounts, profiles, counts that rose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.setwise.cells import Cells, Grid, Span
from forewarn.engines.duckdb.setwise.codes import CODES, NEVER
from forewarn.engines.duckdb.setwise.scope import Rise, Scope
from forewarn.signals.kinds.share_rise import chance_of_rise

DATES, SPANS, PROFILES = "setwise_dates", "setwise_spans", "setwise_profiles"
_ARRAYS = "setwise_arrays"
_NULL = -(1 << 31)
"""Stands for NULL among small whole numbers."""
Columns = Mapping[str, tuple[str, Sequence[Any]]]


def rise_table(number: int) -> str:
    """The table of counts that rose, for one ``share_rise``."""
    return f"setwise_rises{number}"


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
    import numpy as np

    arrays, chosen = {}, []
    for n, each in enumerate(columns):
        masked = isinstance(each, np.ma.MaskedArray)  # DuckDB 1.5 does not look at the mask
        chosen.append("NULL" if each is None else f"nullif(c{n}, {_NULL})" if masked else f"c{n}")
        if each is not None:
            arrays[f"c{n}"] = np.ma.filled(each, _NULL)
    connection.register(_ARRAYS, arrays)
    connection.execute(f"INSERT INTO {table} SELECT {', '.join(chosen)} FROM {_ARRAYS}")
    connection.unregister(_ARRAYS)


def load_dates(connection: DuckDBPyConnection, grid: Grid, cells: Cells, scope: Scope) -> None:
    """One row per date: its position, the date, its number, and the feeds that are silent."""
    columns: dict[str, tuple[str, Sequence[Any]]] = {
        "i": ("INTEGER", range(len(grid.dates))),
        "d": ("DATE", grid.dates),
        "n": ("INTEGER", [on.toordinal() for on in grid.dates]),
    }
    for place, table in enumerate(scope.silent_tables):
        silent = [table in cells.silent[on] for on in grid.dates]
        columns[f"z{place}"] = ("BOOLEAN", silent)
    load(connection, DATES, columns)


def load_spans(
    connection: DuckDBPyConnection,
    spans: Sequence[Span],
    cells: Cells,
    scope: Scope,
    *,
    positions: Mapping[str, int],
    profile: Callable[[Span], tuple[Any, ...]],
    marked: Sequence[str],
) -> None:
    """One row per span with its profile's number, and one row per profile with its answers."""
    numbers: dict[tuple[Any, ...], int] = {}
    firsts: list[Span] = []
    places = []
    for span in spans:
        key = profile(span)
        if key not in numbers:
            numbers[key] = len(numbers)
            firsts.append(span)
        places.append(numbers[key])
    columns: dict[str, tuple[str, Sequence[Any]]] = {
        "a": ("INTEGER", [positions[span.account_id] for span in spans]),
        "f": ("INTEGER", [span.first for span in spans]),
        "u": ("INTEGER", [span.after for span in spans]),
        "born": ("DATE", [span.created_on for span in spans]),
        "p": ("INTEGER", places),
    }
    for place, table in enumerate(scope.tables):
        columns[f"c{place}"] = ("INTEGER", _covered_from(cells, spans, table))
    load(connection, SPANS, columns)
    load(connection, PROFILES, _profiles(firsts, scope, marked))


def _covered_from(cells: Cells, spans: Sequence[Span], table: str) -> list[int]:
    covering, seen = cells.covering.get(table), cells.seen
    most = NEVER if covering is None else covering.toordinal()
    nowhere: Mapping[str, date] = {}
    firsts = (seen.get(span.account_id, nowhere).get(table) for span in spans)
    return [most if on is None else min(on.toordinal(), most) for on in firsts]


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


def marked_signals(spans: Iterable[Span], names: Sequence[str], scope: Scope) -> list[str]:
    """The signals in use that a mark of any account touches."""
    marks = {name for span in spans for name in span.marks}
    return [name for name in names if marks & _rests_on(name, scope)] if marks else []


def _rests_on(name: str, scope: Scope) -> set[str]:
    return {name}.union(*(_rests_on(other, scope) for other in scope.book[name].refers_to()))


def load_rises(connection: DuckDBPyConnection, scope: Scope, grid: str) -> None:
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
            rise_table(number),
            {f"k{place}": ("BIGINT", column) for place, column in enumerate(columns)},
        )


def _is_rare(counts: tuple[int, int, int, int], rise: Rise) -> bool:
    return chance_of_rise(*counts) < rise.alpha
