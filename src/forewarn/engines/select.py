"""From an engine URL to an engine."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from forewarn.terms.errors import ForewarnError

if TYPE_CHECKING:
    from forewarn.engines.duckdb.engine import DuckDBEngine

DEFAULT = "duckdb:///.forewarn/facts.duckdb"
_ACCEPTED = (
    "duckdb:///FILE (relative to the project folder), duckdb:////FILE (from the root) "
    "or duckdb://:memory:"
)
_SCHEMES = ("duckdb",)


def engine(
    url: str,
    *,
    folder: Path,
    memory_limit: str | None = None,
    threads: int | None = None,
    wait_seconds: float = 0.0,
) -> DuckDBEngine:
    """The engine that a URL names, opened.

    Args:
        url: such as ``duckdb:///.forewarn/facts.duckdb``.
        folder: the project folder, for relative paths.
        memory_limit: see ``duckdb.store.open_store``.
        threads: the same.
        wait_seconds: the same.

    Raises:
        ForewarnError: the URL is none of the accepted, or the store does not open.
    """
    from forewarn.engines.duckdb.engine import DuckDBEngine
    from forewarn.engines.duckdb.store import open_store

    path = duckdb_path(url, folder=folder)
    store = open_store(path, memory_limit=memory_limit, threads=threads, wait_seconds=wait_seconds)
    return DuckDBEngine(store)


def duckdb_path(url: str, *, folder: Path) -> Path | str:
    """The file that a DuckDB URL names, or ``:memory:``.

    Raises:
        ForewarnError: another scheme, or no path.
    """
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in _SCHEMES:
        raise _refused(f"there is no engine for '{_shown(url)}'", scheme)
    if rest.strip("/") == ":memory:":
        return ":memory:"
    if not rest.startswith("/") or not rest.strip("/"):
        raise _refused(f"the engine URL '{_shown(url)}' names no file", scheme)
    return folder / unquote(rest[1:])


def _shown(url: str) -> str:
    """The URL without what may be a password."""
    scheme, separator, rest = url.partition("://")
    host = rest.rpartition("@")[2] if "@" in rest else rest
    return f"{scheme}{separator}{host}"


def _refused(found: str, scheme: str) -> ForewarnError:
    near = get_close_matches(scheme, _SCHEMES, n=1)
    guess = f"did you mean {near[0]}:///...? " if near and near[0] != scheme else ""
    return ForewarnError(
        f"{found}; accepted: {_ACCEPTED}", fix=f"{guess}correct engine: in forewarn.yml"
    )
