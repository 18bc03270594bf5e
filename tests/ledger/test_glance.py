"""A glance at a SQLite ledger tells what the ledger's own functions tell, or nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from forewarn.ledger import Ledger
from forewarn.ledger.book import current_line, line_and_said, record, said
from forewarn.ledger.glance import Glance, glance
from tests.ledger.sample import ARGUMENTS, CARD, MONDAY, OTHER, book, result, week

DATES = [week(number) for number in range(4)]
# Scorecard, week, accounts, points: two scorecards of one date, accounts that come and go.
RUNS = (
    (CARD, 0, ("a0", "a1"), 40.0),
    (CARD, 1, ("a0", "a1", "ü"), 70.0),
    (OTHER, 1, ("a1",), 80.1),
    (CARD, 1, ("a0",), 70.0),
    (OTHER, 2, ("a0", "ü"), 40.0),
    (OTHER, 2, ("a0", "ü"), 80.1),
    (CARD, 2, (), 40.0),
    (OTHER, 1, ("a0", "a1"), 80.1),
)


def asked(file: Path, account: str, *, by: date, within: int = 6) -> Glance | None:
    return glance(f"sqlite:///{file}", account, DATES, said_by=[by], within_days=within)


def told(ledger: Ledger, account: str, *, by: date, within: int = 6) -> Glance:
    first = said(ledger, account, by, within_days=within)
    found = {by: first.fingerprint if first else None}
    at_once = line_and_said(ledger, account, DATES, said_by=[by, by], within_days=within)
    assert at_once == (current_line(ledger, account, DATES), found)
    return Glance(at_once[0], found)


@pytest.mark.slow
def test_it_tells_what_the_ledger_tells(file: Path, ledger: Ledger) -> None:
    for card, number, accounts, points in RUNS:
        results = [result(each, week(number), points=points, card=card) for each in accounts]
        record(ledger, card, results, as_of=week(number), **ARGUMENTS)
        for account in ("a0", "a1", "ü", "nobody"):
            for back in (-6, 0, 1, 6, 7, 8, 14, 20, 28):
                by = week(2) - timedelta(days=back)
                assert asked(file, account, by=by) == told(ledger, account, by=by)


def test_a_withdrawn_account_has_no_line(file: Path, ledger: Ledger) -> None:
    record(ledger, CARD, book(MONDAY), as_of=MONDAY, **ARGUMENTS)
    record(ledger, CARD, book(MONDAY)[:1], as_of=MONDAY, **ARGUMENTS)
    assert asked(file, "a1", by=MONDAY) == Glance((), {MONDAY: CARD.fingerprint})
    assert asked(file, "a0", by=MONDAY) == told(ledger, "a0", by=MONDAY)


def test_where_no_ledger_is_it_says_nothing_and_makes_none(file: Path) -> None:
    assert asked(file, "a0", by=MONDAY) is None
    assert not file.exists()


def test_what_is_no_ledger_of_this_forewarn_is_left_to_the_usual_way(
    file: Path, ledger: Ledger
) -> None:
    record(ledger, CARD, book(MONDAY), as_of=MONDAY, **ARGUMENTS)
    ledger.close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('ledger', '9999_x', '')"
        )
        connection.commit()
    assert asked(file, "a0", by=MONDAY) is None
    file.write_text("no database at all, but long enough to be looked at as one" * 20)
    assert asked(file, "a0", by=MONDAY) is None
