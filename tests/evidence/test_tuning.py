"""What people said about divergences, counted by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from forewarn.evidence.tuning import NOT_NAMED, answering, missed_by_score, settled_count
from forewarn.terms.cases import (
    ANSWERED,
    ASKED,
    BOTH_STAND,
    PEOPLE_SEE,
    REOPENED,
    SCORE_CHANGES,
    SCORE_MISSES,
    SETTLED,
    CaseEvent,
)

ON = date(2026, 3, 2)
AT = datetime(2026, 3, 2, tzinfo=UTC)


def told(*rows: tuple[str, str, int, str, str, str]) -> list[CaseEvent]:
    """Account, kind, days after ON, by, about, missed."""
    return [
        CaseEvent(n, account, "Watch", "Healthy", kind, ON + timedelta(days=days), by, about,
                  missed, "", AT, "0")
        for n, (account, kind, days, by, about, missed) in enumerate(rows, start=1)
    ]  # fmt: skip


SAID = told(
    ("a", ASKED, 0, "Ana", "", ""),
    ("a", ANSWERED, 3, "Ana", SCORE_MISSES, "Board politics"),
    ("a", SETTLED, 4, "Ada", SCORE_CHANGES, "Board politics"),
    ("b", ASKED, 0, "Ana", "", ""),
    ("b", ANSWERED, 20, "Ana", SCORE_MISSES, "board politics"),
    ("c", ASKED, 0, "Ben", "", ""),
    ("d", ANSWERED, 1, "Ben", SCORE_MISSES, "Logins"),
    ("d", ANSWERED, 2, "Ben", PEOPLE_SEE, ""),
    ("d", SETTLED, 5, "Ada", BOTH_STAND, ""),
    ("d", REOPENED, 6, "Ada", "", ""),
    ("e", ASKED, 10, "Ben", "", ""),
)


def test_what_is_missed_is_counted_by_case_and_its_newest_answer() -> None:
    found = [
        (e.what, e.cases, e.accounts, e.settled, e.changes)
        for e in missed_by_score(SAID, ON + timedelta(days=30))
    ]
    assert found == [("Board politics", 2, 2, 1, 1), (NOT_NAMED, 1, 1, 0, 0)]


def test_a_date_counts_what_was_known_by_then() -> None:
    found = missed_by_score(SAID, ON + timedelta(days=2))
    assert [(e.what, e.cases) for e in found] == [("Logins", 1)]
    assert settled_count(SAID, ON) is None
    assert settled_count(SAID, ON + timedelta(days=1)) == 0
    assert settled_count(SAID, ON + timedelta(days=6)) == 2
    assert settled_count(SAID, ON + timedelta(days=30)) == 1


def test_who_answers_and_how_soon() -> None:
    ana, ben = answering(SAID, ON + timedelta(days=21))
    assert (ana.name, ana.asked, ana.answered, ana.median_days) == ("Ana", 2, 2, 11.5)
    assert (ana.in_time.value, ana.in_time.n) == (0.5, 2)
    # The question of ten days ago is not due yet.
    assert (ben.asked, ben.answered, ben.in_time.n, ben.in_time.value) == (2, 0, 1, 0.0)
