"""``explain`` keeps to the record while what people entered since counts from a later date on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from forewarn.ledger import open_ledger
from forewarn.ledger.book import enter
from forewarn.ledger.entered import ASSESSMENT, CONTEXT, NOTE, WRONG, Entry, mark
from forewarn.project import Project, Question, Scoring
from forewarn.project.answering import explain
from forewarn.project.noted import Noting, entry_of, noted_in, withdrawal_of
from forewarn.project.receipt import FILE
from forewarn.project.recorded import explain_recorded
from forewarn.scoring.explained import Explanation
from forewarn.terms.time import day_start
from tests.project.small import card, opened, project

pytestmark = pytest.mark.slow

LAST = date(2026, 1, 26)
"""The newest Monday on record; those of the whole trend before it are too."""
WEEKS = 13
ZONE = "Europe/Berlin"
START = day_start(LAST, ZONE)
PULSE = (
    "  - input: CSM\n    signal: pulse\n    category: relationship\n    scale: {1: a, 2: b, 3: c, "
    "4: d, 5: e}\n    curve: {lookup: {1: 0, 2: 25, 3: 50, 4: 75, 5: 100}}\n    weight: 40\n"
    "    why: w\n    origin: o\n"
)
ASSESSED = "account_id,assessed_on,assessed_by,pulse\na,2026-01-07,Ana,4\nb,2026-01-08,Ana,2\n"
NOTED = "account_id,kind,signal,text,author,starts_on,ends_on\nb,note,,Hello,Ana,2026-01-05,\n"


def day_of(at: datetime) -> date:
    """The newest day of which an entry made at an instant is not late."""
    return (at.astimezone(ZoneInfo(ZONE)) - timedelta(seconds=1)).date()


def assessment(
    at: datetime, pulse: int, *, number: int = 1, back: int = 0, **values: object
) -> Entry:
    said, on = {"pulse": pulse, **values}, day_of(at) - timedelta(days=back)
    return Entry(number, ASSESSMENT, "a", on, "Ana", {}, said, "web", at, "0")


def noted(at: datetime, kind: str, *, number: int = 1, back: int = 0) -> Entry:
    on = day_of(at) - timedelta(days=back)
    signal = "tickets" if kind == WRONG else ""
    ends_on = None if kind == NOTE else LAST + timedelta(days=90)
    noting = Noting(kind, "said", "Ana", on, ends_on, signal)
    return entry_of(noting, "a", number=number, now=at, stood=None)


def taken_back(entry: Entry, at: datetime) -> Entry:
    (found,) = noted_in([entry], zone=ZONE)
    return withdrawal_of(
        found, by="Ben", because="over", on=at.date(), number=entry.number + 1, now=at
    )


def put(folder: Path, *entries: Entry) -> None:
    with opened(folder) as shop:
        place = shop.settings.ledger
    with open_ledger(place, folder=folder) as ledger:
        enter(ledger, entries)


def score(folder: Path) -> None:
    with opened(folder) as shop:
        shop.score(Scoring(as_of=LAST, weeks=WEEKS))


def made(folder: Path, *before: Entry, **tables: str) -> Path:
    """A project on record, with something entered before that."""
    signals = "  pulse: {kind: latest, from: assessments.pulse, stale_after: 35d}\n"
    rows = {
        "accounts": "account_id,created_on\na,2025-01-01\nb,2025-01-01\n",
        "assessments": ASSESSED,
        "notes": NOTED,
    } | tables
    cards = {"health": card(signals=signals, inputs=PULSE)}
    project(folder, cards, **{name: text for name, text in rows.items() if text})
    file = folder / "forewarn.yml"
    file.write_text(f"timezone: {ZONE}\n{file.read_text()}")
    put(folder, *before)
    score(folder)
    return folder


def told(shop: Project, on: date, account: str = "a") -> Explanation | None:
    return explain_recorded(shop.settings, shop.cards, Question(account, on))


def from_facts(shop: Project, on: date, account: str = "a") -> Explanation:
    return explain(shop._desk(frozenset()), Question(account, on))


def holds(folder: Path, on: date = LAST) -> bool:
    """Whether the record alone explains; where it does, it says what the facts say."""
    with opened(folder) as shop:
        found = [told(shop, on, account) for account in ("a", "b")]
        assert shop._facts is None
        assert len({each is None for each in found}) == 1
        for account, each in zip(("a", "b"), found, strict=True):
            if each is not None:
                assert each.to_dict() == from_facts(shop, on, account).to_dict()
        return found[0] is not None


AFTER = START + timedelta(seconds=1)
DURING = START + timedelta(hours=15)
MONTHS = START + timedelta(days=45)
CONTEXT_BEFORE = noted(START - timedelta(days=12), CONTEXT)
MARK_BEFORE = noted(START - timedelta(days=12), WRONG)
ASSESSED_BEFORE = assessment(START - timedelta(days=12), 3)


@pytest.mark.parametrize(
    ("before", "since"),
    [
        ((), [assessment(AFTER, 1, back=9)]),
        ((), [noted(DURING, CONTEXT, back=40), noted(MONTHS, WRONG, number=2, back=99)]),
        ((), [noted(AFTER, WRONG, back=9)]),
        ((), [noted(DURING, NOTE), assessment(DURING, 1, number=2, back=20)]),
        ([CONTEXT_BEFORE], [taken_back(CONTEXT_BEFORE, DURING)]),
        ([MARK_BEFORE], [taken_back(MARK_BEFORE, AFTER), assessment(MONTHS, 5, number=3)]),
        ([ASSESSED_BEFORE], [assessment(MONTHS, 1, number=2, back=57, replaces=1)]),
        ([assessment(AFTER, 2)], [assessment(MONTHS, 1, number=2)]),
    ],
    ids=[
        "assessment", "context and mark", "mark", "note and assessment", "context taken back",
        "mark taken back", "another assessment of the day", "something had been entered already",
    ],
)  # fmt: skip
def test_what_counts_later_leaves_the_record_as_it_is(
    tmp_path: Path, before: Sequence[Entry], since: Iterable[Entry]
) -> None:
    folder = made(tmp_path / "book", *before)
    put(folder, *since)
    assert holds(folder)
    assert holds(folder), "and so it stays once the facts know it"


@pytest.mark.parametrize("entry", [assessment(START, 1), noted(START, WRONG)], ids=["said", "mark"])
def test_what_counts_by_then_is_asked_of_the_facts(tmp_path: Path, entry: Entry) -> None:
    folder = made(tmp_path / "book")
    with opened(folder) as shop:
        as_recorded = from_facts(shop, LAST).result.score
    put(folder, entry)
    assert not holds(folder)
    with opened(folder) as shop:
        assert from_facts(shop, LAST).result.score != as_recorded
    score(folder)
    assert holds(folder)


def test_a_date_before_it_is_still_explained_from_the_record(tmp_path: Path) -> None:
    folder = made(tmp_path / "book")
    with opened(folder) as shop:
        shop.score(Scoring(as_of=LAST, weeks=WEEKS + 5))
    put(folder, assessment(START - timedelta(days=2), 1))
    assert [holds(folder, LAST - timedelta(weeks=weeks)) for weeks in (0, 1, 2)] == [
        False, True, True,
    ]  # fmt: skip


def test_one_in_anothers_place_may_have_been_known_that_day(tmp_path: Path) -> None:
    """Facts know whole days: the replaced row is gone, and it was made with the date's start."""
    folder = made(tmp_path / "book", assessment(START, 1))
    assert holds(folder)
    put(folder, assessment(DURING, 5, number=2, replaces=1))
    assert not holds(folder)


def test_a_file_that_changed_beside_it_sends_it_to_the_facts(tmp_path: Path) -> None:
    folder = made(tmp_path / "book")
    put(folder, assessment(DURING, 1))
    assert holds(folder)
    file = folder / "data" / "tickets.csv"
    file.write_text(file.read_text() + "t9,a,2026-01-20\n")
    assert not holds(folder)


def test_the_first_rows_of_a_table_send_it_to_the_facts(tmp_path: Path) -> None:
    """What a table that was not there before says of other dates is not looked into."""
    folder = made(tmp_path / "book", assessments="", notes="")
    put(folder, assessment(DURING, 1))
    assert not holds(folder)
    score(folder)
    put(folder, assessment(MONTHS, 3, number=2))
    assert holds(folder), "only the name of a file of ours is another one"


@pytest.mark.parametrize("other", [{"number": 1, "said_by": "Eve"}, {"number": 7}])
def test_entries_of_another_ledger_send_it_to_the_facts(
    tmp_path: Path, other: dict[str, object]
) -> None:
    """The receipt was written with entries that this ledger does not hold."""
    folder = made(tmp_path / "book", assessment(AFTER, 2))
    put(folder, assessment(DURING, 2, number=2))
    assert holds(folder)
    file = folder / FILE
    text = file.read_text()
    theirs = replace(assessment(AFTER, 2), **other)  # type: ignore[arg-type]
    known = mark(1, "a", "Ana")
    assert known in text
    file.write_text(text.replace(known, mark(theirs.number, "a", theirs.said_by)))
    assert not holds(folder)
