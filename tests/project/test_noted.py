"""What people note becomes facts: known from then on, ended or taken back, never rewritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.ledger.entered import CONTEXT, NOT_APPLICABLE, NOTE, WRONG, Entry
from forewarn.project import Scoring
from forewarn.project.noted import (
    Noting,
    contexts_now,
    entry_of,
    noted_in,
    rows_of,
    withdrawal_of,
    wrong_with,
)
from forewarn.terms.score import Context
from tests.ledger.sample import result as sample
from tests.project.small import card, of, opened, project

FIRST, LAST = date(2026, 1, 5), date(2026, 1, 25)


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def marked(kind: str = NOT_APPLICABLE, *, number: int = 1, day: date = FIRST) -> Entry:
    signal = "" if kind in (NOTE, CONTEXT) else "logins"
    noting = Noting(kind, "no app", "Ana", day, LAST, signal)
    return entry_of(noting, "a", number=number, now=at(day), stood=None)


def taken(entry: Entry, day: date) -> Entry:
    (noted,) = noted_in([entry], zone="UTC")
    return withdrawal_of(noted, by="Ben", because="fixed", on=day, number=2, now=at(day))


def put(folder: Path, *found: Entry) -> None:
    from forewarn.ledger import open_ledger
    from forewarn.ledger.book import enter

    with opened(folder) as shop:
        place = shop.settings.ledger
    with open_ledger(place, folder=folder) as ledger:
        enter(ledger, found)


def statuses(folder: Path, *dates: date) -> list[str]:
    with opened(folder) as shop:
        found = [of(shop.score(Scoring(as_of=on, record=False)).snapshots[-1]) for on in dates]
    return [each.score.contributions[0].status.value for each in found]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "status"), [(NOT_APPLICABLE, "not_applicable"), (WRONG, "missing")]
)
def test_a_mark_counts_from_the_day_after_to_its_last_day(
    kind: str, status: str, tmp_path: Path
) -> None:
    folder = project(tmp_path, {"health": card()})
    put(folder, marked(kind))
    days = (FIRST, date(2026, 1, 6), LAST, date(2026, 1, 26))
    assert statuses(folder, *days) == ["observed", status, status, "observed"]


@pytest.mark.slow
def test_one_that_is_taken_back_counts_to_that_day_and_stands_in_the_past(tmp_path: Path) -> None:
    folder = project(tmp_path, {"health": card()})
    first = marked()
    put(folder, first)
    with opened(folder) as shop:
        before = shop.score(Scoring(as_of=date(2026, 1, 12), weeks=2))
    put(folder, taken(first, date(2026, 1, 14)))
    with opened(folder) as shop:
        again = shop.score(Scoring(as_of=date(2026, 1, 12), weeks=2))
    assert again.restated == 0, "what was said before it was taken back still stands"
    assert before.snapshots[-1].accounts[0].to_dict() == again.snapshots[-1].accounts[0].to_dict()
    days = (date(2026, 1, 14), date(2026, 1, 15))
    assert statuses(folder, *days) == ["not_applicable", "observed"]


@pytest.mark.slow
def test_days_of_what_was_entered_are_those_of_another_zone_once_it_is_set(tmp_path: Path) -> None:
    folder = project(tmp_path, {"health": card()})
    day = date(2026, 1, 12)
    (noted,) = noted_in([marked(WRONG)], zone="UTC")
    back = withdrawal_of(noted, by="Ben", because="", on=day, number=2, now=at(day, hour=20))
    put(folder, marked(WRONG), back)
    assert statuses(folder, date(2026, 1, 13)) == ["observed"]
    settings = folder / "forewarn.yml"
    settings.write_text(f"timezone: Asia/Tokyo\n{settings.read_text()}")
    # There it was the 13th already, and is known from the 14th on.
    assert statuses(folder, date(2026, 1, 13), date(2026, 1, 14)) == ["missing", "observed"]


@pytest.mark.slow
def test_a_context_never_changes_a_band(tmp_path: Path) -> None:
    folder = project(tmp_path, {"health": card()})
    on = date(2026, 1, 12)
    with opened(folder) as shop:
        before = of(shop.score(Scoring(as_of=on, record=False)).snapshots[-1])
    put(folder, marked(CONTEXT))
    with opened(folder) as shop:
        after = of(shop.score(Scoring(as_of=on, record=False)).snapshots[-1])
    assert [each.text for each in after.contexts] == ["no app"]
    assert after.contexts[0].ends_on == LAST
    same = ("score", "raw_band", "band", "effective_band", "caps")
    assert [getattr(before, name) for name in same] == [getattr(after, name) for name in same]


@pytest.mark.slow
def test_they_stand_beside_the_rows_of_a_source(tmp_path: Path) -> None:
    notes = "account_id,kind,signal,text,author,starts_on,ends_on\n"
    notes += "a,wrong,tickets,robot,me,2026-01-01,2026-02-20\n"
    folder = project(tmp_path, {"health": card()}, notes=notes)
    put(folder, marked())
    with opened(folder) as shop:
        found = of(shop.score(Scoring(as_of=date(2026, 1, 12), record=False)).snapshots[-1])
    told = [part.status.value for part in found.score.contributions]
    assert told == ["not_applicable", "missing", "observed"]


DAYS = st.dates(date(2026, 1, 1), date(2026, 2, 1))


@given(start=DAYS, end=DAYS, entered=DAYS, back=st.none() | DAYS, today=DAYS)
def test_states_and_rows_say_the_same(
    start: date, end: date, entered: date, back: date | None, today: date
) -> None:
    noting = Noting(CONTEXT, "x", "Ana", start, max(start, end))
    entry = entry_of(noting, "a", number=1, now=at(entered), stood=None)
    found = [entry] if back is None else [entry, taken(entry, max(back, entered))]
    (noted,), (row,) = noted_in(found, zone="UTC"), list(rows_of(found, zone="UTC"))
    assert (row["withdrawn_on"] is not None) == (noted.withdrawn is not None)
    assert noted.counts_from > max(entered, start)
    assert (noted.state(today) == "withdrawn") == (back is not None)
    if noted.counted_until is not None and noted.state(today) == "lasts":
        assert today <= noted.counted_until


def test_what_was_entered_since_the_result_holds_too_and_what_was_taken_back_does_not() -> None:
    entry = marked(CONTEXT)
    (told,) = noted_in([entry], zone="UTC")
    (back,) = noted_in([entry, taken(entry, FIRST)], zone="UTC")
    result = sample("a", FIRST)
    of_a_file = Context("season", None, FIRST, None)
    knows = replace(result, contexts=(of_a_file, told.context()))
    today = date(2026, 1, 7)
    assert contexts_now(result, [told], today=today) == (told.context(),)
    assert contexts_now(knows, [told], today=today) == (of_a_file, told.context())
    assert contexts_now(knows, [back], today=today) == (of_a_file,)
    assert contexts_now(knows, [told], today=date(2026, 1, 26)) == (of_a_file,)


@pytest.mark.parametrize("kind", [CONTEXT, WRONG])
def test_nothing_lasts_without_an_end_or_a_reason(kind: str) -> None:
    asked = Noting(kind, " ", "Ana", FIRST, None, "logins")
    assert set(wrong_with(asked, today=FIRST, signals=("logins",))) == {"text", "ends_on"}
    assert not wrong_with(Noting(NOTE, "x", "Ana", FIRST), today=FIRST, signals=())
