"""The files behind the sources, and whether they changed since the last ingest."""

from __future__ import annotations

import glob
import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from forewarn.terms.issue import Issue, Severity
from forewarn.terms.settings import PROJECT_FILE, SourceSpec

if TYPE_CHECKING:
    # Whether files changed is asked where no driver is loaded.
    import duckdb

ENDINGS = (".csv", ".csv.gz", ".parquet")


class SourceError(Exception):
    """A source that cannot be read; collected, so that all of them are told at once."""

    def __init__(
        self, code: str, found: str, *, accepted: str = "", did_you_mean: str = "", fix: str = ""
    ) -> None:
        super().__init__(found)
        self.code = code
        self.found = found
        self.accepted = accepted
        self.did_you_mean = did_you_mean
        self.fix = fix

    def issue(self, source: SourceSpec) -> Issue:
        """The problem at the source's place in the project file."""
        found = f"source '{source.table}': {self.found}"
        at = (source.line, source.col)
        tails = (self.accepted, self.did_you_mean, self.fix)
        return Issue(PROJECT_FILE, *at, Severity.ERROR, self.code, found, *tails)


def unreadable(source: SourceSpec, error: Exception) -> Issue:
    """What is told of a source whose rows cannot be read."""
    found = f"its rows cannot be read ({str(error).splitlines()[0]})"
    return SourceError("unreadable", found, fix="write the files again").issue(source)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source.

    Attributes:
        path: absolute.
        shown: as reports name it, relative to the source's folder; None when it is the only one.
    """

    path: Path
    shown: str | None

    @property
    def is_parquet(self) -> bool:
        """Whether it is read as Parquet; all else is CSV."""
        return self.path.name.lower().endswith(".parquet")


def files_of(pattern: str) -> tuple[SourceFile, ...]:
    """The files that a path, folder or glob stands for, by name.

    Raises:
        SourceError: nothing is there, or it is no CSV or Parquet.
    """
    path = Path(pattern)
    if path.is_file():
        _refuse_other_kinds([path])
        return (SourceFile(path, None),)
    root, found = (path, _inside(path)) if path.is_dir() else (None, _matching(pattern))
    if not found:
        raise _nothing_there(path, pattern)
    if root is None:
        _refuse_other_kinds(found)
        root = _common_folder(found)
    return tuple(SourceFile(file, str(file.relative_to(root))) for file in found)


def _inside(folder: Path) -> list[Path]:
    files = (file for file in folder.rglob("*") if file.is_file())
    visible = (file for file in files if not _hidden(file.relative_to(folder)))
    return sorted(file for file in visible if file.name.lower().endswith(ENDINGS))


def _hidden(relative: Path) -> bool:
    return any(part.startswith((".", "_")) for part in relative.parts)


def _matching(pattern: str) -> list[Path]:
    if not glob.has_magic(pattern):
        return []
    return sorted(
        file for name in glob.glob(pattern, recursive=True) if (file := Path(name)).is_file()
    )


def _common_folder(files: Sequence[Path]) -> Path:
    folder = files[0].parent
    while not all(file.is_relative_to(folder) for file in files):
        folder = folder.parent
    return folder


def _refuse_other_kinds(files: Iterable[Path]) -> None:
    for file in files:
        if not file.name.lower().endswith(ENDINGS):
            raise SourceError(
                "file-kind",
                f"'{file.name}' is neither CSV nor Parquet",
                accepted="names that end in " + ", ".join(ENDINGS),
                fix="export it as CSV (UTF-8, with a line of column names) or as Parquet",
            )


def _nothing_there(path: Path, pattern: str) -> SourceError:
    if path.is_dir():
        return SourceError(
            "empty-folder",
            f"no CSV or Parquet file in the folder '{pattern}'",
            accepted="names that end in " + ", ".join(ENDINGS),
            fix="put the files there, or correct the path",
        )
    near = _near_names(path)
    return SourceError(
        "no-such-file",
        f"there is no file, folder or match for '{pattern}'",
        did_you_mean=near,
        fix="correct the path (it starts at the project folder), or put the file there",
    )


def _near_names(path: Path) -> str:
    from difflib import get_close_matches

    if not path.parent.is_dir():
        return ""
    names = sorted(entry.name for entry in path.parent.iterdir())
    return ", ".join(get_close_matches(path.name, names, n=1))


def source_paths(source: SourceSpec) -> tuple[Path, ...]:
    """Every file that a source reads, as far as it is there."""
    entered = (Path(source.entered),) if source.entered else ()
    return _own_paths(source) + entered


def _own_paths(source: SourceSpec) -> tuple[Path, ...]:
    # By name: a query reads other rows where two names change places.
    named = [path for _, path in sorted(source.inputs.items())]
    patterns = [source.path] if source.path else named
    if source.database:
        # What was committed last may still lie beside the file.
        log = Path(f"{source.database}.wal")
        return (Path(source.database), *([log] if log.is_file() else []))
    found: list[Path] = []
    for pattern in patterns:
        try:
            found += [file.path for file in files_of(pattern)]
        except SourceError:
            found.append(Path(pattern))
    return tuple(found)


def definition(source: SourceSpec, *, zone: str) -> str:
    """Hash of everything that decides how a source's rows are read, apart from its files."""
    parts = [source.sql, source.database_table, sorted(source.columns.items()), source.timezone]
    text = json.dumps([*parts, zone, source.drop_duplicates], ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def files_state(source: SourceSpec) -> str:
    """Path, size and time of change of every file of a source, as one text."""
    return json.dumps([_state(path) for path in source_paths(source)])


def _state(path: Path) -> list[object]:
    try:
        stat = path.stat()
    except OSError:
        return [str(path), None, None]
    return [str(path), stat.st_size, stat.st_mtime_ns]


@dataclass(frozen=True, slots=True)
class Since:
    """What became of the files of a source since an earlier state.

    Attributes:
        came: files that were not there.
        changed: files that were written to.
        gone: names, as shown, of files that are no longer there.
        stay: whether there are others, which are as they were.
        before: names, as shown, of all files that were there.
    """

    came: tuple[SourceFile, ...] = ()
    changed: tuple[SourceFile, ...] = ()
    gone: tuple[str, ...] = ()
    stay: bool = False
    before: frozenset[str] = frozenset()

    @property
    def replaced(self) -> tuple[str, ...]:
        """Names, as shown, of files whose rows were others or are gone."""
        return (*(each.shown for each in self.changed if each.shown is not None), *self.gone)


def files_since(source: SourceSpec, before: str) -> Since | None:
    """What became of a source's files.

    Args:
        source: of files, folders or globs.
        before: what ``files_state`` gave then.

    Returns:
        None where it cannot be told file by file: there is but one, they are of another kind of
        source, or reports named them in another way.
    """
    if source.path is None or source.entered or Path(source.path).is_file():
        return None
    known = {Path(path): [path, size, time] for path, size, time in json.loads(before)}
    try:
        files = files_of(source.path)
    except SourceError:
        return None
    root = _root(source.path, [file.path for file in files])
    missing = any(size is None for _, size, _ in known.values())
    if root is None or root != _root(source.path, known) or missing:
        return None
    shown = {path: str(path.relative_to(root)) for path in known}
    there = [file for file in files if file.path in known]
    same = {file.path for file in there if _state(file.path) == known[file.path]}
    return Since(
        came=tuple(file for file in files if file.path not in known),
        changed=tuple(file for file in there if file.path not in same),
        gone=tuple(shown[path] for path in known.keys() - {file.path for file in there}),
        stay=bool(same),
        before=frozenset(shown.values()),
    )


def _root(pattern: str, paths: Collection[Path]) -> Path | None:
    """The folder that names in reports start at; None where they cannot."""
    if not Path(pattern).is_dir():
        return _common_folder(list(paths)) if paths else None
    inside = all(path.is_relative_to(pattern) for path in paths)
    return Path(pattern) if inside else None


def changed_sources(
    connection: duckdb.DuckDBPyConnection, sources: Sequence[SourceSpec], *, zone: str | None = None
) -> list[str]:
    """Tables whose source changed since the last ingest: other files, or read in another way.

    Args:
        connection: the store.
        sources: as the project file has them now.
        zone: the project's zone now; None = that of the last ingest.

    Returns:
        Table names in the order of ``sources``, then those that have no source any more. All of
        them when nothing was ever ingested.
    """
    from forewarn.engines.duckdb.history import known_sources, last_report

    known, last = known_sources(connection), last_report(connection)
    zone = zone or (last.zone if last else "UTC")
    now = {source.table: (definition(source, zone=zone), files_state(source)) for source in sources}
    changed = [table for table, state in now.items() if known.get(table) != state]
    return changed + [table for table in known if table not in now]
