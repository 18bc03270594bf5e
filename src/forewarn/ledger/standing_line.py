"""An account's line out of the rows of its runs: what was first said, what is said now.

No database here: ``reading.py`` and ``glance.py`` bring the rows, each in its own way.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from forewarn.ledger.rows import WITHDRAWN, Row, result_of
from forewarn.ledger.values import CardFacts, InputFacts
from forewarn.terms.score import AccountResult


class RunOf(NamedTuple):
    """One run: its number, scorecard, date and revision."""

    run: int
    card: CardFacts
    as_of: date
    revision: int


def standing_line(
    runs: Sequence[RunOf], rows: Mapping[int, Row]
) -> tuple[tuple[str, int, AccountResult], ...]:
    """What is said now of an account at some dates, under each scorecard that has it on record.

    Args:
        runs: all runs of the dates, by revision.
        rows: by run the account's row, where it has one.

    Returns:
        Fingerprint, newest revision of that scorecard and date (whether or not it speaks of the
        account), result.
    """
    newest = {(run.card.fingerprint, run.as_of): run.revision for run in runs}
    standing = {
        (run.card.fingerprint, run.as_of): (run.card, rows[run.run])
        for run in runs
        if run.run in rows
    }
    return tuple(
        (key[0], newest[key], result_of(row, card=card, as_of=key[1]))
        for key, (card, row) in standing.items()
        if row.payload != WITHDRAWN
    )


def first_said(
    runs: Iterable[RunOf], rows: Mapping[int, Row], *, since: date, until: date
) -> str | None:
    """Fingerprint of the newest of what was first said of an account between two dates.

    Of one date what was recorded first counts; None where nothing was said.
    """
    some = [
        run for run in runs if run.revision == 0 and run.run in rows and since <= run.as_of <= until
    ]
    newest = min(some, key=lambda run: (-run.as_of.toordinal(), run.run), default=None)
    return newest.card.fingerprint if newest else None


def card_facts(version: Iterable[Any]) -> CardFacts:
    """A scorecard on record from its columns, in the order of ``CARD_COLUMNS``."""
    fingerprint, name, number, kind, path, text, inputs, bands = version
    return CardFacts(
        fingerprint=fingerprint,
        name=name,
        version=number,
        kind=kind,
        path=path,
        text=text,
        inputs=tuple(InputFacts(*each) for each in json.loads(inputs)),
        bands=tuple(json.loads(bands)),
    )


CARD_COLUMNS = ("fingerprint", "name", "version", "kind", "path", "text", "inputs", "bands")
