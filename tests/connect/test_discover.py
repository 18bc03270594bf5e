"""A folder of files named after the tables."""

import pytest

from forewarn.connect.discover import discover, look_into
from forewarn.terms.errors import ForewarnError


def test_files_and_folders_named_after_tables(tmp_path):
    for name in ("Accounts.csv", "tickets.csv.gz", "events.csv", "event.csv", "readme.txt"):
        (tmp_path / name).write_text("x")
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "1.parquet").write_text("x")
    (tmp_path / "contacts").mkdir()
    (tmp_path / ".git").mkdir()
    found = look_into(tmp_path)
    assert {table: path.name for table, path in found.tables.items()} == {
        "accounts": "Accounts.csv",
        "events": "events",
        "tickets": "tickets.csv.gz",
    }
    assert list(found.tables) == ["accounts", "events", "tickets"]
    assert set(found.others) == {"contacts", "event.csv", "events.csv", "readme.txt"}
    notes = " / ".join(found.notes)
    assert "events.csv is not used: events is" in notes
    assert (
        "event.csv is named after no fact table, so it is not used; did you mean events?" in notes
    )


def test_nothing_of_use(tmp_path):
    (tmp_path / "orders.csv").write_text("x")
    with pytest.raises(ForewarnError, match=r"orders\.csv"):
        discover(tmp_path)
    with pytest.raises(ForewarnError, match="no folder"):
        discover(tmp_path / "nowhere")
