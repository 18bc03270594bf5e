"""From an engine URL to the portable engine over the facts that live there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from forewarn.terms.engine_url import (
    ACCEPTED,
    POSTGRES,
    SPARK,
    SPARK_CONNECT,
    kind_of,
    problem,
    shown,
)
from forewarn.terms.errors import ForewarnError

if TYPE_CHECKING:
    from forewarn.engines.duckdb.engine import DuckDBEngine
    from forewarn.engines.portable.engine import PortableEngine
    from forewarn.engines.portable.warehouses.warehouse import Warehouse

SCHEMA = "forewarn_facts"


def open_engine(
    url: str,
    *,
    schema: str | None = None,
    folder: Path | None = None,
    room: DuckDBEngine | None = None,
) -> PortableEngine:
    """The portable engine over the fact tables that a URL names.

    Args:
        url: ``postgresql://USER@HOST/DATABASE``, ``sc://HOST:PORT`` (Spark Connect),
            ``spark://HOST:PORT`` or ``spark://local``; each may name the schema of the facts, as
            in ``?schema=forewarn_facts``.
        schema: instead of the URL's.
        folder: the project folder.
        room: where grids are laid out; None = a DuckDB in memory.

    Raises:
        ForewarnError: no such engine, no driver for it, an engine that is only compiled for, or
            one that cannot be reached.
    """
    found = problem(url)
    if found is not None:
        raise ForewarnError(found.found, fix=found.fix or f"accepted: {ACCEPTED}")
    kind = kind_of(url)
    if kind not in (POSTGRES, SPARK_CONNECT, SPARK):
        raise ForewarnError(
            f"there is no portable engine for '{shown(url)}'", fix=f"accepted: {ACCEPTED}"
        )
    try:
        import ibis  # noqa: F401 - asked for here so that its absence is said in words
    except ImportError as error:
        raise ForewarnError(
            f"the engine {shown(url)} needs the portable engine, which is not installed",
            fix=f"pip install 'forewarn[{kind.extras}]'",
        ) from error
    from forewarn.engines.portable.engine import PortableEngine

    server, named = _without_schema(url)
    return PortableEngine(_opened(server, schema or named or SCHEMA, folder), room=room)


def _opened(server: str, schema: str, folder: Path | None) -> Warehouse:
    if kind_of(server) is not POSTGRES:
        from forewarn.engines.portable.warehouses.spark import SparkWarehouse
        from forewarn.engines.portable.warehouses.spark_session import connect

        session, stop = connect(server, folder=folder)
        return SparkWarehouse(session, schema=schema, stop=stop)
    from forewarn.engines.portable.warehouses.postgres import PostgresWarehouse

    warehouse = PostgresWarehouse(server, schema=schema)
    warehouse.connect().close()
    return warehouse


def _without_schema(url: str) -> tuple[str, str | None]:
    """The rest stays as it is written: drivers do not read ``+`` as a space."""
    server, _, query = url.partition("?")
    rest = [each for each in query.split("&") if each and not each.startswith("schema=")]
    return "?".join([server, *(["&".join(rest)] if rest else [])]), dict(parse_qsl(query)).get(
        "schema"
    )
