"""Sums that do not depend on the order of rows.

Doubles added in another order give another last digit, and threads see rows in any order. So
whole numbers are summed as integers and everything else as DECIMAL: money as it is, doubles with
nine decimals, which holds sums up to 10^29 and is finer than any amount people keep. The sum
becomes a double only at the end. NaN and infinities count as empty.
"""

from __future__ import annotations

from dataclasses import dataclass

from forewarn.engines.counted import COUNTED, whole_if_it_is
from forewarn.engines.duckdb.catalog import StoredColumn, StoredTable
from forewarn.engines.duckdb.layers import Output, Read
from forewarn.engines.fact_tables import not_summed

_ONE = "CAST(1 AS BIGINT)"
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")


@dataclass(frozen=True, slots=True)
class Amount:
    """What is added for one row.

    Attributes:
        sql: BIGINT or DECIMAL; NULL adds nothing.
        whole: the sum is an integer.
        counts: the sum is a number of things: an integer wherever it is whole.
    """

    sql: str
    whole: bool
    counts: bool = False

    @property
    def ones(self) -> bool:
        """Every row adds one."""
        return self.sql == _ONE

    @property
    def type(self) -> str:
        """SQL type of the sum."""
        return "BIGINT" if self.whole else "DOUBLE"

    @property
    def summed(self) -> str:
        """SQL type in which partial sums are kept."""
        return "BIGINT" if self.whole else "DECIMAL(38,9)"

    @property
    def read(self) -> Read | None:
        """How the sum is handed out."""
        return whole_if_it_is if self.counts and not self.whole else None

    def answer(self, column: str, *, less: str | None = None) -> Output:
        """The answer from a layer's column of sums, less that of another."""
        total = f"{{layer}}_{column}" if less is None else f"{{layer}}_{column} - {{layer}}_{less}"
        return Output(f"CAST({total} AS {self.type})", self.read)


def amount(table: StoredTable, column: str | None, *, each_row: bool = False) -> Amount:
    """What one row adds: 1 (or what its count says, unless ``each_row``), or its column.

    Raises:
        ForewarnError: there is no such column, or it cannot be summed.
    """
    if column is not None:
        return _of_column(table.column(column))
    counted = COUNTED.get(table.name)
    if each_row or counted is None or counted not in table.columns:
        return Amount(_ONE, whole=True, counts=True)
    each = _of_column(table.column(counted))
    return Amount(f"coalesce({each.sql}, 1)", each.whole, counts=True)


def _of_column(column: StoredColumn) -> Amount:
    if column.type.startswith(_WHOLE) or column.type == "BOOLEAN":
        return Amount(f"CAST({column.sql} AS BIGINT)", whole=True)
    if column.type.startswith("DECIMAL"):
        return Amount(column.sql, whole=False)
    if column.type in ("DOUBLE", "FLOAT"):
        return Amount(_decimal(column.sql), whole=False)
    if column.type in ("VARCHAR", "HUGEINT", "UBIGINT", "UHUGEINT"):
        return Amount(_decimal(f"TRY_CAST({column.sql} AS DOUBLE)"), whole=False)
    raise not_summed(column.table, column.name, kind=column.type)


def _decimal(value: str) -> str:
    return f"CASE WHEN isfinite({value}) THEN CAST({value} AS DECIMAL(38,9)) END"
