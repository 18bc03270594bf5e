"""Where the projects of these tests have their ledgers, and which tests open one.

As a rule a project keeps its ledger in a file of its own. With ``FOREWARN_TEST_DATABASE=postgres``
every project folder that names no ledger gets a fresh database of a real PostgreSQL instead, by
``DATABASE_URL``, as a team would: ``load`` inside this process finds it there, and a process that
a test starts is handed ``environment(folder)``.

Which tests that concerns is found out, not listed: a run on SQLite notes whoever opened a ledger,
itself or through a fixture, and the run on PostgreSQL leaves out those that it knows did not.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.postgres import dropped, new_database

FILE = ".forewarn/ledger.sqlite3"
NAMES = ("FOREWARN_LEDGER", "DATABASE_URL")


class _Databases:
    """The databases of this run on PostgreSQL, by project folder."""

    server: str | None = None
    empty: str = ""
    of: dict[Path, str] = {}  # noqa: RUF012 - one a process


def _url(folder: Path) -> str | None:
    """The database of a folder, made when it is first asked for; None on SQLite."""
    if _Databases.server is None:
        return None
    place = folder.resolve()
    if place not in _Databases.of:
        _Databases.of[place] = new_database(_Databases.server, like=_Databases.empty)
    return _Databases.of[place]


def url_of(folder: Path) -> str:
    """URL of the ledger of a project that names none."""
    return _url(folder) or f"sqlite:///{folder / FILE}"


def environment(folder: Path | None, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a process that works on this project gets as its environment."""
    seen.ledger = True
    named = {**os.environ, **(given or {})}
    if folder is None or _Databases.server is None or any(name in named for name in NAMES):
        return named
    return named | {"DATABASE_URL": url_of(folder)}


def project_in(words: Sequence[object], cwd: Path | None) -> Path | None:
    """The project that a command line is about."""
    asked = [str(each) for each in words]
    if "--project" in asked[:-1]:
        return (cwd or Path.cwd()) / asked[asked.index("--project") + 1]
    if asked[:1] == ["demo"]:
        named = [each for each in asked[1:2] if not each.startswith("-")]
        return (cwd or Path.cwd()) / (named[0] if named else "forewarn-demo")
    return cwd


def copied(source: Path, target: Path) -> Path:
    """A copy of a project with all that is on record of it; nobody may have it open."""
    shutil.copytree(source, target)
    here = _Databases.of.get(source.resolve())
    if here is not None:
        _Databases.of[target.resolve()] = new_database(str(_Databases.server), like=here)
    return target


def forget(folder: Path) -> None:
    """Takes the ledger away from a project."""
    (folder / FILE).unlink(missing_ok=True)
    dropped(_Databases.of.pop(folder.resolve(), None))


def rows(folder: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of a ledger as its database holds them; none where no ledger is. ``%s`` for values."""
    if _Databases.server is None:
        file = folder / FILE
        if not file.exists():
            return []
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            return connection.execute(sql.replace("%s", "?"), values).fetchall()
    import psycopg

    with psycopg.connect(url_of(folder)) as connection:
        return connection.execute(sql.encode(), values or None).fetchall()


def run(folder: Path, sql: str, *values: object) -> None:
    """Changes a ledger behind Forewarn's back. ``%s`` for values."""
    if _Databases.server is None:
        with closing(sqlite3.connect(folder / FILE)) as connection, connection:
            connection.execute(sql.replace("%s", "?"), values)
        return
    import psycopg

    with psycopg.connect(url_of(folder)) as connection:
        connection.execute(sql.encode(), values or None)


class _Seen:
    """Whether a ledger was opened since this was last put to False, and by which fixtures."""

    ledger = False
    file = ""
    fixtures: set[tuple[str, str]] = set()  # noqa: RUF012 - one a process
    allowed: set[Path] = set()  # noqa: RUF012 - folders of tests that may, on PostgreSQL too


seen = _Seen()


@contextmanager
def on_postgres(server: str, empty: str) -> Iterator[None]:
    """Project folders that name no ledger have theirs on this server, until left.

    Args:
        server: its URL.
        empty: a database with the ledger's tables, to be copied.
    """
    from forewarn.project import loading

    usual = loading.read_project_file

    def read(folder: Path, environment: Mapping[str, str], **more: Any) -> Any:
        if not any(environment.get(name) for name in NAMES) and not _names_one(folder):
            environment = {**environment, "DATABASE_URL": url_of(folder)}
        return usual(folder, environment, **more)

    _Databases.server, _Databases.empty = server, empty
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "read_project_file", read)
        yield
    _Databases.server = None


def _names_one(folder: Path) -> bool:
    try:
        return "\nledger:" in "\n" + (folder / "forewarn.yml").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return True  # no project to keep anything of


def drop_below(folder: Path) -> None:
    """Drops the databases of projects in a folder, which is about to go."""
    place = folder.resolve()
    for each in [each for each in _Databases.of if each.is_relative_to(place)]:
        dropped(_Databases.of.pop(each))


def files_below(folder: Path) -> list[str]:
    """Ledgers in files, whichever process made them, without those of tests that may."""
    found = folder.rglob("*.sqlite3")
    return sorted(str(each) for each in found if not seen.allowed.intersection(each.parents))


def watch() -> None:
    """Notes from now on, in this process, when a ledger in a file is opened."""
    for module in (sqlite3, sqlite3.dbapi2):
        module.connect = _noting(module.connect)  # type: ignore[attr-defined]


def _noting(connect: Callable[..., Any]) -> Callable[..., Any]:
    def noting(database: Any, *args: Any, **more: Any) -> Any:
        if ".sqlite3" in str(database):
            seen.ledger, seen.file = True, str(database)
        return connect(database, *args, **more)

    return noting
