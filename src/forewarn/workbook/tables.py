"""Snapshots and contributions as plain tables, for programs that draw their own charts."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from forewarn.terms.errors import ForewarnError
from forewarn.terms.score import AccountResult
from forewarn.workbook.material import Material
from forewarn.workbook.quoting import quoted

SNAPSHOTS = (
    "account_id",
    "as_of",
    "scorecard",
    "fingerprint",
    "name",
    "owner",
    "segment",
    "plan",
    "status",
    "score",
    "coverage",
    "raw_band",
    "band",
    "effective_band",
    "people_band",
    "reason",
    "renews_on",
    "growth_score",
)
CONTRIBUTIONS = (
    "account_id",
    "as_of",
    "scorecard",
    "input",
    "category",
    "signal",
    "value",
    "status",
    "points",
    "stated_weight",
    "weight",
    "contribution",
)


def write_csv(material: Material, folder: Path) -> tuple[Path, ...]:
    """Write ``snapshots.csv`` and ``contributions.csv``; UTF-8, a header, empty = not known.

    Text that a spreadsheet would run begins with a single quote; numbers are left as they are.

    Raises:
        ForewarnError: the folder cannot be written to.
    """
    tables = (("snapshots", SNAPSHOTS, _snapshots), ("contributions", CONTRIBUTIONS, _parts))
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, heads, rows in tables:
            path = folder / f"{name}.csv"
            with path.open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                writer.writerow(heads)
                writer.writerows([safe(each) for each in row] for row in rows(_results(material)))
            written.append(path)
    except OSError as error:
        raise ForewarnError(
            f"{folder} cannot be written: {error}", fix="name a folder you may write to"
        ) from None
    return tuple(written)


def safe(value: object) -> object:
    """A value as a CSV cell: text that would run as a formula is kept from it."""
    return quoted(value) if isinstance(value, str) else value


def _results(material: Material) -> list[AccountResult]:
    scored = [line.result for book in material.books for line in book.lines]
    return sorted([*scored, *material.unrouted], key=lambda each: each.account_id)


def _snapshots(results: Sequence[AccountResult]) -> Iterator[tuple[object, ...]]:
    for each in results:
        own = {
            "score": each.score.score,
            "coverage": each.score.coverage,
            "reason": each.score.reason,
            "people_band": each.overlay.band if each.overlay else None,
        }
        yield tuple(own[name] if name in own else getattr(each, name) for name in SNAPSHOTS)


def _parts(results: Sequence[AccountResult]) -> Iterator[tuple[object, ...]]:
    for each in results:
        about = (each.account_id, each.as_of, each.scorecard)
        for part in each.score.contributions:
            yield (*about, *(getattr(part, name) for name in CONTRIBUTIONS[len(about) :]))
