"""From an engine URL to a project's facts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from forewarn.terms.engine_url import ACCEPTED, DUCKDB, IN_MEMORY, bounds, kind_of, problem, shown
from forewarn.terms.errors import ForewarnError

if TYPE_CHECKING:
    from forewarn.engines.facts import Facts

DEFAULT = "duckdb:///.forewarn/facts.duckdb"


def open_facts(url: str, *, folder: Path, wait_seconds: float = 0.0) -> Facts:
    """The facts of a project, in the engine that a URL names.

    Whatever the engine, sources are read in by DuckDB: into the file of the URL, or else into the
    one that is the default. Another engine is reached when it is first asked.

    Args:
        url: such as ``duckdb:///.forewarn/facts.duckdb`` or ``postgresql://me@host/facts``; a
            file's may bound memory and threads, see ``duckdb.store.open_store``.
        folder: the project folder, for relative paths.
        wait_seconds: how long to wait for another process that has the file.

    Raises:
        ForewarnError: the URL is none of the accepted, or the store does not open.
    """
    refuse(url)
    from forewarn.engines.duckdb.engine import DuckDBEngine
    from forewarn.engines.duckdb.store import open_store
    from forewarn.engines.facts import Facts

    native = kind_of(url) is DUCKDB
    path = facts_file(url, folder=folder)
    bound = bounds(url) if native else {}
    store = open_store(
        path,
        memory_limit=bound.get("memory_limit"),
        threads=int(bound["threads"]) if "threads" in bound else None,
        wait_seconds=wait_seconds,
    )
    return Facts(DuckDBEngine(store), folder, warehouse_url=None if native else url)


def in_words(error: BaseException, url: str, *, folder: Path) -> ForewarnError | None:
    """What happened to the facts' file while it was open; None for a bug.

    Args:
        error: that came from the store.
        url: of the engine.
        folder: the project folder.
    """
    from forewarn.engines.duckdb import trouble

    file = facts_file(url, folder=folder)
    limit = bounds(url).get("memory_limit") if kind_of(url) is DUCKDB else None
    told = trouble.in_words(error, file=file, memory_limit=limit)
    return told or trouble.not_written(error, file)


def facts_file(url: str, *, folder: Path) -> Path | str:
    """The file that sources are read into, whatever the engine; or ``:memory:``."""
    return duckdb_path(url if kind_of(url) is DUCKDB else DEFAULT, folder=folder)


def duckdb_path(url: str, *, folder: Path) -> Path | str:
    """The file that a DuckDB URL names, or ``:memory:``.

    Raises:
        ForewarnError: it names none.
    """
    refuse(url)
    if kind_of(url) is not DUCKDB:
        raise ForewarnError(f"'{shown(url)}' names no file", fix=f"accepted: {DUCKDB.form}")
    rest = url.partition("://")[2].partition("?")[0]
    if rest.strip("/") == IN_MEMORY:
        return IN_MEMORY
    return folder / unquote(rest[1:])


def refuse(url: str) -> None:
    """Lets pass what names an engine.

    Raises:
        ForewarnError: it does not; without the secrets of the URL.
    """
    found = problem(url)
    if found is None:
        return
    guess = f"did you mean {found.did_you_mean}? " if found.did_you_mean else ""
    raise ForewarnError(
        f"{found.found}; accepted: {ACCEPTED}",
        fix=f"{guess}{found.fix or 'correct engine: in forewarn.yml, or FOREWARN_ENGINE'}",
    )
