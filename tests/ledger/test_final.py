"""What is on record never changes: refused by the classes, and by the database itself."""

import sqlite3
from pathlib import Path

import pytest

from forewarn.ledger import Ledger, book
from forewarn.ledger.book import keep_statements, keep_verdict
from forewarn.ledger.final import FinalError
from tests.ledger import sample
from tests.ledger.naming import record_naming
from tests.ledger.sample import ARGUMENTS, CARD, MONDAY, OTHER
from tests.ledger.test_entering import ENTRY
from tests.ledger.test_examinations import FOUND
from tests.ledger.test_statements import SAID
from tests.plays.test_promises import ROW

pytestmark = pytest.mark.slow


TABLES = {
    "ledger_scorecardversion": "name",
    "ledger_run": "reason",
    "ledger_snapshotrow": "payload",
    "ledger_part": "text",
    "ledger_application": "why",
    "ledger_entry": "said_by",
    "ledger_decision": "decision",
    "ledger_examination": "verdict",
    "ledger_statement": "because",
}


@pytest.fixture
def recorded(ledger: Ledger) -> Ledger:
    book.record(ledger, CARD, sample.book(MONDAY), as_of=MONDAY, **ARGUMENTS)
    record_naming(ledger, OTHER)
    book.put_in_force(ledger, sample.APPLICATION)
    book.enter(ledger, [ENTRY])
    book.decide_within(ledger, [ROW])
    keep_verdict(ledger, FOUND)
    keep_statements(ledger, [SAID])
    ledger.close()
    return ledger


def dump(file: Path) -> list[str]:
    with sqlite3.connect(file) as raw:
        lines = list(raw.iterdump())
    raw.close()
    return lines


def attempts(table: str, column: str) -> list[str]:
    copy = f"SELECT * FROM {table} LIMIT 1"
    return [
        f"UPDATE {table} SET {column} = 'changed'",
        f"UPDATE OR IGNORE {table} SET {column} = 'changed'",
        f"UPDATE {table} SET id = id + 100",
        f"DELETE FROM {table}",
        f"DELETE FROM {table} WHERE id = (SELECT min(id) FROM {table})",
        f"INSERT OR REPLACE INTO {table} {copy}",
        f"REPLACE INTO {table} {copy}",
        f"INSERT INTO {table} {copy} ON CONFLICT DO UPDATE SET {column} = 'changed'".replace(
            "LIMIT 1 ON", "WHERE true LIMIT 1 ON"
        ),
    ]


@pytest.mark.parametrize(
    "statement", [each for table in TABLES.items() for each in attempts(*table)]
)
def test_sql_cannot_change_it(recorded: Ledger, file: Path, statement: str) -> None:
    before = dump(file)
    raw = sqlite3.connect(file)
    with pytest.raises(sqlite3.IntegrityError, match="what is on record never changes"), raw:
        raw.execute(statement)
    raw.close()
    assert dump(file) == before


def test_a_replacement_under_a_new_number_is_refused(recorded: Ledger, file: Path) -> None:
    raw = sqlite3.connect(file)
    with pytest.raises(sqlite3.IntegrityError, match="never changes"), raw:
        raw.execute(
            "INSERT OR REPLACE INTO ledger_snapshotrow (run_id, account_id, payload) "
            "SELECT run_id, account_id, 'changed' FROM ledger_snapshotrow LIMIT 1"
        )
    raw.close()


@pytest.mark.parametrize(
    "name",
    ["ScorecardVersion", "Run", "SnapshotRow", "Part", "Application", "Examination", "Statement"],
)
def test_the_classes_have_no_way_to_change_it(recorded: Ledger, file: Path, name: str) -> None:
    from forewarn.ledger import models

    before = dump(file)
    rows = getattr(models, name).objects.using(recorded.alias)
    row = rows.first()
    for attempt in (
        lambda: rows.update(id=7),
        rows.all().delete,
        lambda: rows.bulk_update([row], ["id"]),
        row.save,
        row.delete,
    ):
        with pytest.raises(FinalError, match="new revision"):
            attempt()
    recorded.close()
    assert dump(file) == before
