"""Facts into a warehouse: a store's tables copied, and its own rows placed; all of it or nothing.

The store stays the place where sources are read in and audited; the copy is what the warehouse
measures. Each load replaces the one before.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.store import Store
from forewarn.engines.portable.load_postgres import load_postgres
from forewarn.engines.portable.load_spark import load_spark
from forewarn.engines.portable.sites import Cargo, Loaded, Tell
from forewarn.engines.portable.warehouses.warehouse import Warehouse
from forewarn.terms.errors import ForewarnError

__all__ = ["Cargo", "Loaded", "bring", "load", "load_postgres", "load_spark"]


def bring(
    facts: Store | DuckDBPyConnection,
    into: Warehouse,
    cargo: Cargo,
    *,
    folder: Path,
    renew: bool = False,
    tell: Tell | None = None,
) -> Loaded:
    """Copies the fact tables of a store into a warehouse, unless just these are there.

    Args:
        facts: the store.
        into: the warehouse.
        cargo: whose facts these are, which, and what stays in the warehouse.
        folder: see ``load``.
        renew: look anew at what stays in the warehouse, which changes without a word.
        tell: of each table: what is done now, tables done, tables in all.

    Returns:
        What was copied and placed; the mark of what stands there now.

    Raises:
        ForewarnError: the warehouse refuses, or holds the facts of another project.
        FilesError: sources that stay there cannot be used, all of them at once.
    """
    standing = into.marked()
    if standing is not None and standing.project != cargo.mark.project:
        raise ForewarnError(
            f"the schema {into.schema} of the {into.dialect.shown} engine holds the facts of "
            f"'{standing.project}', not of '{cargo.mark.project}'",
            fix="give each project a schema of its own: ?schema=NAME at the end of engine:",
        )
    same = standing is not None and standing.load == cargo.mark.load
    if standing is not None and same and not (renew and cargo.staying):
        return Loaded({}, {}, standing)
    mark = replace(cargo.mark, placed=uuid4().hex) if cargo.staying else cargo.mark
    return load(facts, into, replace(cargo, mark=mark, copied=same), folder=folder, tell=tell)


def load(
    facts: Store | DuckDBPyConnection,
    into: Warehouse,
    cargo: Cargo | None = None,
    *,
    folder: Path,
    tell: Tell | None = None,
) -> Loaded:
    """Copies the fact tables of a store into a warehouse, whichever it is.

    Args:
        facts: the store.
        into: the warehouse; the fact tables of the load before are replaced.
        cargo: whose facts these are, which, and what stays; None = nobody's.
        folder: for files on the way, which the warehouse must be able to read if it is Spark.
        tell: of each table: what is done now, tables done, tables in all.

    Raises:
        ForewarnError: the warehouse refuses, or facts cannot be copied into it.
    """
    from forewarn.engines.portable.warehouses.postgres import PostgresWarehouse
    from forewarn.engines.portable.warehouses.spark import SparkWarehouse

    if isinstance(into, PostgresWarehouse):
        return load_postgres(facts, into, cargo, tell=tell)
    if isinstance(into, SparkWarehouse):
        return load_spark(facts, into, cargo, folder=folder, tell=tell)
    raise ForewarnError(
        f"facts cannot be copied into the {into.dialect.shown} engine",
        fix="measure them where they are: engine: duckdb:///...",
    )
