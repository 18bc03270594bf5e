"""A copy of the facts to read changed sources into: for a plan, which writes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from forewarn.terms.engine_url import IN_MEMORY, kind_of
from forewarn.terms.errors import ForewarnError
from forewarn.terms.settings import Settings

if TYPE_CHECKING:
    from forewarn.engines.facts import Facts


def nothing_read(settings: Settings) -> bool:
    """Whether sources were never read into facts; to look into their file would make it."""
    from forewarn.engines.select import facts_file

    file = facts_file(settings.engine, folder=settings.folder)
    return bool(settings.read_in) and file != IN_MEMORY and not Path(file).is_file()


@contextmanager
def aside(settings: Settings, *, wait_seconds: float = 0.0) -> Iterator[Facts]:
    """The project's facts in a copy of their file, which goes away with the context.

    Args:
        settings: of the project; its facts file is closed.
        wait_seconds: how long to wait for another process that has the file.

    Raises:
        ForewarnError: the facts lie where they cannot be copied.
    """
    from forewarn.engines.duckdb import temporary
    from forewarn.engines.select import duckdb_path, open_facts

    kind = kind_of(settings.engine)
    if kind is not None and not kind.can_be_copied:
        raise ForewarnError(
            f"sources changed, and facts of the {kind.name} engine cannot be copied for a plan",
            fix="run `forewarn ingest` first, then plan",
        )
    file = duckdb_path(settings.engine, folder=settings.folder)
    with temporary.folder("plan") as folder:
        copy = folder / "facts.duckdb"
        if file != IN_MEMORY and Path(file).is_file():
            # Held while it is copied, so that nobody writes to it meanwhile.
            held = open_facts(settings.engine, folder=settings.folder, wait_seconds=wait_seconds)
            held.store.connection.execute("CHECKPOINT")
            held.close()
            with _room_for(file):
                shutil.copyfile(file, copy)
        bounds = settings.engine.partition("?")[1:]
        with _room_for(file):
            yield open_facts(f"duckdb:///{copy}{''.join(bounds)}", folder=folder)


@contextmanager
def _room_for(file: Path | str) -> Iterator[None]:
    """Says where there was no room for the copy: not beside the facts."""
    from forewarn.engines.duckdb import temporary, trouble

    try:
        yield
    except Exception as error:
        if trouble.is_full(error):
            raise temporary.no_room(f"a copy of {file}") from error
        raise
