"""From an engine URL to the portable engine over the facts that live there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from forewarn.terms.errors import ForewarnError

if TYPE_CHECKING:
    from forewarn.engines.portable.engine import PortableEngine

SCHEMA = "forewarn_facts"
SCHEMES = ("postgresql", "postgres", "sc")
"""Schemes of engine URLs that ``open_engine`` takes: PostgreSQL, and Spark Connect."""

COMPILED = {
    "snowflake": "Snowflake",
    "bigquery": "BigQuery",
    "databricks": "Databricks",
    "trino": "Trino",
}
"""Engines whose statements are compiled and compared, and were never run by us."""


def open_engine(url: str, *, schema: str | None = None) -> PortableEngine:
    """The portable engine over the fact tables that a URL names.

    Args:
        url: ``postgresql://USER@HOST/DATABASE`` or ``sc://HOST:PORT`` (Spark Connect); either
            may name the schema of the facts, as in ``?schema=forewarn_facts``.
        schema: instead of the URL's.

    Raises:
        ForewarnError: no such engine, no driver for it, or an engine that is only compiled for.
    """
    scheme = urlsplit(url).scheme
    if scheme in COMPILED:
        raise ForewarnError(
            f"the {COMPILED[scheme]} engine is only compiled for: its statements were never run",
            fix="use postgresql://, sc:// (Spark) or duckdb:///; see docs/engines.md",
        )
    if scheme not in SCHEMES:
        raise ForewarnError(
            f"there is no portable engine for '{scheme}://...'",
            fix="accepted: postgresql://USER@HOST/DATABASE or sc://HOST:PORT",
        )
    try:
        import ibis  # noqa: F401 - asked for here so that its absence is said in words
    except ImportError as error:
        raise ForewarnError(
            "the portable engine is not installed", fix="pip install 'forewarn[portable]'"
        ) from error
    server, named = _without_schema(url)
    return _opened(scheme, server, schema or named or SCHEMA)


def _opened(scheme: str, server: str, schema: str) -> PortableEngine:
    from forewarn.engines.portable.engine import PortableEngine

    if scheme == "sc":
        from forewarn.engines.portable.warehouses.spark import SparkWarehouse, connect

        return PortableEngine(SparkWarehouse(connect(server), schema=schema))
    from forewarn.engines.portable.warehouses.postgres import PostgresWarehouse

    warehouse = PostgresWarehouse(server, schema=schema)
    warehouse.connect().close()
    return PortableEngine(warehouse)


def _without_schema(url: str) -> tuple[str, str | None]:
    parts = urlsplit(url)
    asked = parse_qsl(parts.query)
    rest = urlencode([(key, value) for key, value in asked if key != "schema"])
    return urlunsplit(parts._replace(query=rest)), dict(asked).get("schema")
