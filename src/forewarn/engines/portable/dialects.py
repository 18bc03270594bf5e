"""What an engine says in its own way, and what it is able to do.

Ibis is used as a compiler only: one expression becomes the SQL of each engine, and the engine's
own driver runs it. The few words that Ibis renders wrongly or slowly are said here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import ibis
import ibis.expr.datatypes as dt
from ibis.backends.sql import compilers, datatypes
from sqlglot.expressions import Literal

EPOCH = date(1970, 1, 1)
_UNLIKE = {("postgres", "money"), ("postgres", "citext")}
"""Types that behave otherwise than those that Ibis takes them for."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """The name of a type for which there is no equal here, as its engine writes it."""

    engine: str
    name: str


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one engine is spoken to.

    Attributes:
        name: as sqlglot and the engine URLs have it.
        shown: as people call the engine.
        compiler: Ibis's, for expressions.
        types: Ibis's reader of this engine's type names.
        day_number: days from 1 January 1970 to a date column.
        table: the words before the SELECT that fills a new table.
        later_day, later_at: a date, and a wall-clock instant, some whole days later; only in the
            way of the engines that we run.
    """

    name: str
    shown: str
    compiler: Callable[[], Any]
    types: Any
    day_number: Callable[[Any], Any]
    table: str = "CREATE TABLE {name} AS"
    later_day: str = "({} + {})"
    later_at: str = "({} + to_days({}))"

    def sql(self, expression: Any) -> str:
        """The expression as one SELECT of this engine."""
        compiler = self.compiler()
        query: str = compiler.to_sqlglot(expression).sql(dialect=compiler.dialect)
        return query

    def schema(self, columns: Mapping[str, str]) -> Any:
        """Names and this engine's type names as an Ibis schema."""
        return ibis.schema({name: self.type(text) for name, text in columns.items()})

    def type(self, text: str) -> Any:
        """A type name of this engine as Ibis has it; what has no equal is left unknown."""
        try:
            found = self.types.from_string(text)
        except Exception:
            # Whatever the parser of foreign type names raises.
            found = dt.unknown
        # PostgreSQL hands over times of day, intervals, lists, shapes and addresses each in a form
        # of its own.
        strange = self.name == "postgres" and not (readable(found) or found.is_json())
        if found.is_unknown() or strange or (self.name, text) in _UNLIKE:
            return dt.Unknown(raw_type=Foreign(self.name, text))
        return found

    def written(self, columns: Sequence[str], rows: Sequence[tuple[int, ...]]) -> str:
        """A SELECT of a small table of whole numbers, at least one row."""
        cast = ", ".join(f"CAST({name} AS BIGINT) AS {name}" for name in map(self.name_of, columns))
        listed = ", ".join(f"({', '.join(map(str, row))})" for row in rows)
        if self.name == "bigquery":
            fields = ", ".join(f"{self.name_of(name)} INT64" for name in columns)
            return f"SELECT {cast} FROM UNNEST(ARRAY<STRUCT<{fields}>>[{listed}])"
        names = ", ".join(map(self.name_of, columns))
        return f"SELECT {cast} FROM (VALUES {listed}) AS written({names})"

    def text(self, value: str) -> str:
        """A text as a literal."""
        return str(Literal.string(value).sql(dialect=self.compiler().dialect))

    def name_of(self, *parts: str) -> str:
        """A qualified name, quoted the engine's way."""
        quote = "`" if self.name in ("pyspark", "databricks", "bigquery") else '"'
        return ".".join(quote + part.replace(quote, quote * 2) + quote for part in parts)


def readable(kind: Any) -> bool:
    """Whether signals read columns of a type."""
    plain = kind.is_string() or kind.is_boolean() or kind.is_numeric() or kind.is_uuid()
    return bool(plain or kind.is_date() or kind.is_timestamp())


def _days(column: Any) -> Any:
    return column.epoch_days()


@cache
def _date_minus() -> Any:
    """PostgreSQL's own subtraction of dates, which Ibis does not render."""

    def date_mi(later: dt.Date, sooner: dt.Date) -> dt.int32:
        raise NotImplementedError

    return ibis.udf.scalar.builtin(date_mi, name="date_mi")


def _days_on_postgres(column: Any) -> Any:
    # Ibis goes by EXTRACT(epoch) of a difference of timestamps, in numeric: slow on every row.
    return _date_minus()(column, ibis.literal(EPOCH))


_ALL = (
    Dialect(
        "duckdb",
        "DuckDB",
        compilers.DuckDBCompiler,
        datatypes.DuckDBType,
        _days,
        "CREATE TEMP TABLE {name} AS",
    ),
    Dialect(
        "postgres",
        "PostgreSQL",
        compilers.PostgresCompiler,
        datatypes.PostgresType,
        _days_on_postgres,
        "CREATE TEMP TABLE {name} AS",
        later_at="({} + make_interval(days => {}))",
    ),
    Dialect(
        "pyspark",
        "Spark",
        # Ibis's own for Spark asks its backend for options, and that wants pandas and PyArrow.
        compilers.DatabricksCompiler,
        datatypes.DatabricksType,
        _days,
        "CREATE TABLE {name} USING parquet AS",
        later_day="date_add({}, {})",
        later_at="({} + make_dt_interval({}))",
    ),
    Dialect(
        "snowflake",
        "Snowflake",
        compilers.SnowflakeCompiler,
        datatypes.SnowflakeType,
        _days,
        "CREATE TEMP TABLE {name} AS",
    ),
    Dialect(
        "bigquery",
        "BigQuery",
        compilers.BigQueryCompiler,
        datatypes.BigQueryType,
        _days,
        "CREATE TEMP TABLE {name} AS",
    ),
    Dialect(
        "databricks",
        "Databricks",
        compilers.DatabricksCompiler,
        datatypes.DatabricksType,
        _days,
    ),
    Dialect("trino", "Trino", compilers.TrinoCompiler, datatypes.TrinoType, _days),
)
DIALECTS: Mapping[str, Dialect] = {dialect.name: dialect for dialect in _ALL}
