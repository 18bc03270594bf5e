"""Write a SIMULATED company to a folder of CSV files, its truth in a folder apart."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from forewarn.simulate.company import COLUMNS, TRUTH_COLUMNS, Cell, Company, Row

_README = """EVERYTHING IN THIS FOLDER IS SIMULATED.

NO COMPANY, PERSON, CONTRACT OR TICKET IN THESE FILES EXISTS. A RANDOM NUMBER GENERATOR WROTE THEM.

The files *.csv are the fact tables of an invented B2B SaaS company, one row a fact. Dates are
ISO 8601, times carry no zone (read them in the project's), an empty cell means not known or none.
The folder truth/ holds what a real company never knows: the hidden state behind the facts. It is
there to check findings against; never use it as input.

Made with seed {seed}, {accounts} accounts, behaviour from {start_on} until before {end_on}.
World: {world}
"""


def write(company: Company, folder: Path) -> list[Path]:
    """Write one CSV per table, `truth/*.csv` and a README.txt that says: simulated.

    The hidden state by week is `truth/truth.csv`; the other truths keep their names. UTF-8,
    line ends LF, ISO dates and times, `true` and `false`, nothing for null. Files that are
    there already are replaced; the same company gives the same bytes.

    Returns:
        The files, in the order of writing.

    Raises:
        OSError: The folder cannot be made or written to.
    """
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    files = [folder / "README.txt"]
    with files[0].open("w", encoding="utf-8", newline="\n") as file:
        file.write(_readme(company))
    for table, columns in COLUMNS.items():
        files.append(_write_table(folder / f"{table}.csv", columns, company.tables[table]))
    for table, columns in TRUTH_COLUMNS.items():
        name = "truth" if table == "weekly" else table
        files.append(_write_table(folder / "truth" / f"{name}.csv", columns, company.truth[table]))
    return files


def _readme(company: Company) -> str:
    ids = {row["account_id"] for row in company.tables["accounts"]}
    return _README.format(
        seed=company.seed,
        accounts=len(ids),
        start_on=company.start_on,
        end_on=company.end_on,
        world=company.world,
    )


def _write_table(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_text(row[column]) for column in columns] for row in rows)
    return path


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell.isoformat() if isinstance(cell, date | datetime) else str(cell)
