"""The verb ``note``: on record once, read by later runs, taken back but never removed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from forewarn.project import NoteWish, Scoring
from forewarn.terms.errors import ForewarnError
from forewarn.terms.noted import Notes
from tests.project.small import card, opened, project

pytestmark = pytest.mark.slow

TODAY, LATER = date(2026, 1, 26), date(2026, 2, 2)
MOVE = NoteWish(
    "a", "Moves house", "context", "Ana", starts_on=TODAY, ends_on=date(2026, 3, 1)
)  # fmt: skip
MARK = NoteWish("a", "Feed broken", "wrong", "Ana", ends_on=date(2026, 3, 1), signal="logins")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = project(tmp_path / "book", {"health": card()})
    with opened(made, today=TODAY) as there:
        there.score(Scoring(as_of=TODAY))
    return made


def say(folder: Path, wish: NoteWish) -> Notes:
    with opened(folder, today=TODAY) as there:
        return there.note(wish)


def test_nothing_asked_lists_what_is_there(folder: Path) -> None:
    assert (say(folder, NoteWish("a")).notes, say(folder, NoteWish("a")).written) == ((), None)


def test_a_note_is_on_record_once_with_the_score_of_its_moment(folder: Path) -> None:
    first, again = (say(folder, NoteWish("a", "Call them", by="Ana")) for _ in range(2))
    assert (first.written, again.written, len(again.notes)) == (1, None, 1)
    noted = again.notes[0]
    assert (noted.kind, noted.text, noted.by, noted.state) == ("note", "Call them", "Ana", "lasts")
    assert noted.score is not None
    assert noted.band is not None


def test_later_runs_know_a_context(folder: Path) -> None:
    assert say(folder, MOVE).notes[0].ends_on == MOVE.ends_on
    with opened(folder, today=LATER) as there:
        result = there.score(Scoring(as_of=LATER)).snapshots[-1].accounts[0]
    assert [each.text for each in result.contexts] == ["Moves house"]


def test_a_marked_signal_leaves_the_score_until_it_is_taken_back(folder: Path) -> None:
    number = say(folder, MARK).written
    with opened(folder, today=LATER) as there:
        marked = there.score(Scoring(as_of=LATER)).snapshots[-1].accounts[0]
    assert marked.score.contributions[0].weight == 0
    back = say(folder, NoteWish("a", "It works", by="Ana", take_back=number))
    assert [(each.number, each.state) for each in back.notes] == [(number, "withdrawn")]
    assert say(folder, NoteWish("a", "It works", by="Ana", take_back=number)).written is None


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (NoteWish("z", "Hello", by="Ana"), "no result of account 'z' is on record"),
        (NoteWish("a", "Hello"), "needs somebody who says it"),
        (NoteWish("a", "", "context", "Ana"), r"the text: Say why\.; --until: Say until when"),
        (NoteWish("a", "x", "wrong", "Ana", signal="logns"), r"--signal: .*logins, tickets, meets"),
        (NoteWish("a", "x", "context", "Ana", ends_on=date(2025, 1, 1)), "--until: The last day"),
        (NoteWish("a", "x", by="Ana", take_back=7), "no note with number 7"),
    ],
)
def test_what_cannot_be_noted_is_said_and_nothing_is_written(
    folder: Path, wish: NoteWish, said: str
) -> None:
    with pytest.raises(ForewarnError, match=said):
        say(folder, wish)
    assert say(folder, NoteWish("a")).notes == ()


def test_before_anything_is_on_record_the_way_on_is_said(tmp_path: Path) -> None:
    made = project(tmp_path / "book", {"health": card()})
    with pytest.raises(ForewarnError, match="no result of account 'a'"):
        say(made, NoteWish("a"))
