"""A folder of files named after the tables, for ``init --from``."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from forewarn.terms.errors import ForewarnError
from forewarn.terms.facts import TABLES

ENDINGS = (".csv", ".csv.gz", ".parquet")


@dataclass(frozen=True, slots=True)
class Discovered:
    """What a folder holds.

    Attributes:
        tables: fact table to the file or subfolder that holds its rows, in the registry's order.
        others: names of files and folders that belong to no table.
        notes: in words, what was left aside and why.
    """

    tables: dict[str, Path]
    others: tuple[str, ...]
    notes: tuple[str, ...]


def discover(folder: Path) -> dict[str, Path]:
    """Fact table to its file or subfolder; see ``look_into`` for what was left aside.

    Raises:
        ForewarnError: there is no such folder, or nothing in it is named after a table.
    """
    found = look_into(folder)
    if not found.tables:
        there = ", ".join(found.others) or "nothing"
        raise ForewarnError(
            f"nothing in {folder} is named after a fact table (there is {there})",
            fix="name files or folders after the tables: " + ", ".join(TABLES),
        )
    return found.tables


def look_into(folder: Path) -> Discovered:
    """Match the names in a folder with the fact tables, whatever their case.

    Where a table has several (``events.csv`` and ``events/``), a Parquet file comes before a
    folder and a folder before CSV; the others are noted.

    Raises:
        ForewarnError: there is no such folder.
    """
    if not folder.is_dir():
        raise ForewarnError(f"there is no folder {folder}", fix="name the folder of the files")
    candidates: dict[str, list[Path]] = {}
    others: list[str] = []
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        table = _table_of(entry)
        if table in TABLES:
            candidates.setdefault(table, []).append(entry)
        else:
            others.append(entry.name)
    tables = {name: min(candidates[name], key=_rank) for name in TABLES if name in candidates}
    left = [entry for name, group in candidates.items() for entry in group if entry != tables[name]]
    notes = [f"{entry.name} is not used: {tables[_table_of(entry)].name} is" for entry in left]
    notes += [_note(name) for name in others]
    return Discovered(tables, (*others, *(entry.name for entry in left)), tuple(notes))


def _table_of(entry: Path) -> str:
    name = entry.name.lower()
    if entry.is_dir():
        holds = any(file.name.lower().endswith(ENDINGS) for file in entry.rglob("*"))
        return name if holds else ""
    ending = next((ending for ending in ENDINGS if name.endswith(ending)), None)
    return name.removesuffix(ending) if ending else ""


def _rank(entry: Path) -> tuple[int, str]:
    if entry.is_dir():
        return 1, entry.name
    return (0 if entry.name.lower().endswith(".parquet") else 2), entry.name


def _note(name: str) -> str:
    near = get_close_matches(name.lower().split(".")[0], TABLES, n=1, cutoff=0.7)
    guess = f"; did you mean {near[0]}?" if near else ""
    return f"{name} is named after no fact table, so it is not used{guess}"
