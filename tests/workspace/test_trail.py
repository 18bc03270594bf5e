"""The audit trail: nothing changed, nothing removed, nothing cut off without being seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper

from forewarn.ledger.final import FinalError
from forewarn.workspace.models import Member, TrailEntry
from forewarn.workspace.trail import START, digest, note, verify


@pytest.fixture
def three(people: dict[str, Member]) -> list[TrailEntry]:
    with transaction.atomic():
        return [
            note(people["ana"], "saved", f"view {number}", after={"name": "é"}, because="so")
            for number in range(3)
        ]


def test_entries_are_chained(three: list[TrailEntry]) -> None:
    numbers = [entry.number for entry in three]
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    assert [entry.previous for entry in three[1:]] == [entry.digest for entry in three[:-1]]
    assert verify().whole


def test_the_first_one_begins_at_the_start(three: list[TrailEntry]) -> None:
    assert TrailEntry.objects.get(number=1).previous == START


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE workspace_trailentry SET who = 'nobody'",
        "DELETE FROM workspace_trailentry",
        "INSERT OR REPLACE INTO workspace_trailentry SELECT * FROM workspace_trailentry",
    ],
)
def test_the_database_refuses(change: str, three: list[TrailEntry]) -> None:
    if "REPLACE" in change and connection.vendor != "sqlite":
        pytest.skip("no such statement there; its own way round is in test_on_postgres")
    with (
        pytest.raises(DatabaseError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_the_classes_refuse(three: list[TrailEntry]) -> None:
    three[0].who = "nobody"
    for attempt in (three[0].save, three[0].delete, TrailEntry.objects.all().delete):
        with pytest.raises(FinalError):
            attempt()


def drop(cursor: CursorWrapper, what: str) -> None:
    """Takes the guard against a change away, as somebody with all rights could."""
    if connection.vendor == "sqlite":
        cursor.execute(f"DROP TRIGGER workspace_trailentry_no_{what}")
    else:
        cursor.execute("SET LOCAL session_replication_role = 'replica'")


def test_a_change_behind_the_triggers_is_found(three: list[TrailEntry]) -> None:
    with connection.cursor() as cursor:
        drop(cursor, "update")
        cursor.execute("UPDATE workspace_trailentry SET who = 'nobody' WHERE number = %s",
                       [three[1].number])  # fmt: skip
    found = verify()
    assert not found.whole
    assert found.broken_at == three[1].number


def test_a_cut_off_end_is_found(
    people: dict[str, Member], django_capture_on_commit_callbacks: pytest.FixtureRequest
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():  # type: ignore[operator]
        last = note(people["ana"], "saved", "view 1")
    assert verify().whole
    with connection.cursor() as cursor:
        drop(cursor, "delete")
        cursor.execute("DELETE FROM workspace_trailentry WHERE number = %s", [last.number])
    assert verify().cut_off


@pytest.mark.parametrize("text", ["", "{}", "null", "[1]", '{"number": 1}', "\xff"])
def test_a_damaged_head_is_said_and_stays(
    text: str,
    people: dict[str, Member],
    tmp_path: Path,
    django_capture_on_commit_callbacks: pytest.FixtureRequest,
) -> None:
    head = tmp_path / "trail-head.json"
    head.write_text(text, "latin-1")
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():  # type: ignore[operator]
        note(people["ana"], "saved", "view 1")
    assert verify().cut_off
    assert head.read_text("latin-1") == text


def test_a_digest_holds_every_field(three: list[TrailEntry]) -> None:
    entry = TrailEntry.objects.get(pk=three[1].pk)
    assert digest(entry) == entry.digest
    for name in ("previous", "who", "action", "subject", "before", "after", "because"):
        kept = getattr(entry, name)
        setattr(entry, name, f"{kept}x")
        assert digest(entry) != entry.digest, name
        setattr(entry, name, kept)
