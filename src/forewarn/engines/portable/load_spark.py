"""Facts into a Spark schema, by Parquet files, beside those that stand until all are there."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import ibis
from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.sources import SourceError
from forewarn.engines.duckdb.store import Store, beside
from forewarn.engines.fact_tables import FIRST_USES
from forewarn.engines.portable.copying import tables_of, written
from forewarn.engines.portable.sites import Cargo, Loaded, Tell, place_all
from forewarn.engines.portable.warehouses.refusals_spark import taking
from forewarn.engines.portable.warehouses.warehouse import first_line
from forewarn.terms.settings import SourceSpec

if TYPE_CHECKING:
    from forewarn.engines.portable.warehouses.spark import Load, SparkWarehouse

_TYPES = {"text": "string", "double precision": "double", "timestamp": "timestamp_ntz"}


def load_spark(
    facts: Store | DuckDBPyConnection,
    into: SparkWarehouse,
    cargo: Cargo | None = None,
    *,
    folder: Path,
    tell: Tell | None = None,
) -> Loaded:
    """Copies the fact tables of a store into a Spark schema, by Parquet files.

    The tables are written beside those of the load before, which stand until all are there.

    Args:
        facts: the store.
        into: the schema.
        cargo: whose facts these are, which, and what stays; None = nobody's.
        folder: that this process writes and Spark reads; what is put there is removed.
        tell: of each table: what is done now, tables done, tables in all.
    """
    cargo = cargo or Cargo()
    source = beside(facts.connection if isinstance(facts, Store) else facts)
    counts: dict[str, int] = {}
    staying = {each.table for each in cargo.staying}
    renewed = {*staying, FIRST_USES} if "events" in staying else staying
    try:
        with (
            taking(),
            TemporaryDirectory(prefix="forewarn-", dir=folder) as parts,
            into.replace(cargo.mark) as load,
        ):
            tables = {name: each for name, each in tables_of(source).items() if name not in renewed}
            for table, columns in tables.items():
                if tell is not None:
                    tell(f"copying {table} to Spark", len(counts), len(tables))
                file = Path(parts) / f"{len(counts)}.parquet"
                counts[table] = written(source, table, columns, file, "FORMAT parquet")
                types = {each.name: _TYPES.get(each.type, each.type) for each in columns}
                load.take(table, file, types)
            placed = place_all(_Site(into, load), cargo, tell=tell)
    finally:
        source.close()
    return Loaded(counts, placed, cargo.mark)


class _Site:
    """Fulfils ``sites.Site`` inside a load."""

    def __init__(self, into: SparkWarehouse, load: Load) -> None:
        self._into = into
        self._load = load

    def look(self, source: SourceSpec) -> Any:
        """See ``Site``; by a view of the session."""
        from pyspark.errors import PySparkException

        wanted = (source.warehouse or "").strip().rstrip(";")
        query = wanted if wanted[:6].upper() == "SELECT" or wanted[:4].upper() == "WITH" else ""
        view = f"forewarn_source_{source.table}"
        session = self._into.session
        try:
            # A view takes a query only, so that no other statement is ever run.
            session.sql(
                f"CREATE OR REPLACE TEMPORARY VIEW {view} AS {query or f'SELECT * FROM {wanted}'}"
            )
            columns = {
                each.name: each.dataType.simpleString() for each in session.table(view).schema
            }
        except PySparkException as error:
            raise SourceError(
                "warehouse",
                f"the Spark engine cannot read it: {first_line(error)}",
                accepted="warehouse: TABLE, SCHEMA.TABLE or one SELECT",
                fix="correct it, or have the user granted SELECT on it",
            ) from error
        return ibis.table(self._into.dialect.schema(columns), name=view)

    def row(self, query: Any) -> tuple[Any, ...]:
        """See ``Site``."""
        return tuple(self._into.session.sql(self._into.dialect.sql(query)).collect()[0])

    def create(self, table: str, rows: Any) -> None:
        """See ``Site``; wall times stay without a zone."""
        shown = ", ".join(self._typed(name, kind) for name, kind in rows.schema().items())
        self._load.make(table, f"SELECT {shown} FROM ({self._into.dialect.sql(rows)}) AS placed")

    def _typed(self, name: str, kind: Any) -> str:
        column = self._into.dialect.name_of(name)
        if kind.is_timestamp() and kind.timezone is None:
            return f"CAST({column} AS timestamp_ntz) AS {column}"
        return column

    def fact(self, table: str) -> Any:
        """See ``Site``."""
        columns = self._load.columns(table)
        if columns is None:
            return None
        name = f"{table}__{self._load.number}"
        return ibis.table(self._into.dialect.schema(columns), name=name, database=self._into.schema)
