"""Accounts that people assess all the time: both ways of scoring write the same rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.engines.duckdb.setwise import chunks
from forewarn.engines.duckdb.setwise.differing import Calendar, Course, Reader
from forewarn.engines.duckdb.setwise.edges import Edges
from forewarn.engines.duckdb.setwise.steadiness import NO_BAND, WITHHELD, Machine
from forewarn.project.answers import Answers
from forewarn.project.book import Plan
from forewarn.project.cases import by_account
from forewarn.project.judgement import Judgements
from forewarn.scorecard.model import Cap, Growth, Input, Linear, Scorecard, Steady
from forewarn.scorecard.overlay import GRADES
from forewarn.scoring.caps import capped
from forewarn.scoring.divergence import Said, divergence
from forewarn.scoring.overlay import overlay
from forewarn.scoring.steady import held_weekly, peek
from forewarn.signals.filters.parse import parse
from forewarn.signals.forms import read_signal
from forewarn.terms.cases import ANSWERED, ASKED, REOPENED, SETTLED, CaseEvent
from tests.oracle.facts import RawRow
from tests.oracle.measure import Question
from tests.oracle.worlds import maybe, words
from tests.parity.by_account import both, rows_apart
from tests.parity.test_steadiness import cards, classes, scores
from tests.parity.worlds import PHASES, stored
from tests.scoring.cards import GROWTH, PULSE, TICKETS, card, spec

pytestmark = pytest.mark.slow


ACCOUNTS = ("a", "b", "c", "d")
LAST = date(2026, 10, 5)
DATES = tuple(sorted([LAST - timedelta(days=days) for days in (0, 3, 7, 14, 18, 21, 28, 49, 350)]))
FORMS = {
    "mood": {"kind": "latest", "from": "surveys.score", "stale_after": "40d"},
    "trouble": {"kind": "count", "from": "tickets", "window": "30d"},
    "high": {
        "kind": "count",
        "from": "tickets",
        "where": "severity = 'high'",
        "window": "14d",
    },
    "pulse": {"kind": "latest", "from": "assessments.pulse", "stale_after": "60d"},
}
BOOK = {name: read_signal(form) for name, form in FORMS.items()}
MOOD = Input("Mood", "mood", "usage", Linear(((0, 0), (10, 100))), 40, "neutral")
TROUBLE = Input("Trouble", "trouble", "support", TICKETS, 30)
CALM = Input("Calm", "high", "support", TICKETS, 30)
RATING = Input("Rating", "pulse", "people", PULSE, 25)


def day(most: int, least: int = 1) -> st.SearchStrategy[str]:
    days = st.integers(least, most)
    return days.map(lambda back: (LAST - timedelta(days=back)).isoformat())


def many(most: int, **columns: st.SearchStrategy[object]) -> st.SearchStrategy[list[RawRow]]:
    one = st.fixed_dictionaries({"account_id": st.sampled_from(ACCOUNTS), **columns})
    return st.lists(one, min_size=most // 2, max_size=most)


def assessments() -> st.SearchStrategy[list[RawRow]]:
    """Some tie, some are partly filled in, some become known late."""
    return many(
        60,
        assessed_on=st.one_of(day(240), st.sampled_from(("2026-09-01", "2026-06-01"))),
        assessed_by=words("owner", "manager", "somebody", None),
        pulse=st.sampled_from((None, 1, 2, 3, 5)),
        champion_status=words("active", "active", "at_risk", "missing", None),
        executive_engagement=words("active", "active", "lapsed", "none", None),
        outcome_narrative=words("defensible", "in_development", "missing", None),
        note=words(None, "It's \\ 100 % “fine”.", "\u0001 \u0002"),
        known_at=maybe(day(60)),
    )


def versions() -> st.SearchStrategy[list[RawRow]]:
    """Who owns an account changes; some accounts are new, some are not scored for a while."""
    version = st.fixed_dictionaries(
        {
            "valid_from": maybe(day(200)),
            "owner": words("owner", "manager", None),
            "account_manager": words("manager", "somebody", None),
            "segment": words("smb", "mid"),
            "status": words("paying", "paying", "paying", "trial"),
        }
    )
    one = st.tuples(
        st.sampled_from(("2020-01-01", "2024-05-01", "2025-11-01", "2026-05-01", "2026-08-01")),
        st.lists(version, min_size=1, max_size=3, unique_by=lambda each: each["valid_from"]),
    )
    return st.tuples(*[one] * len(ACCOUNTS)).map(
        lambda found: [
            {"account_id": account, "created_on": born, **version}
            for account, (born, own) in zip(ACCOUNTS, found, strict=True)
            for version in own
        ]
    )


NOTES = many(
    4,
    kind=words("wrong", "not_applicable", "context"),
    signal=words("mood", "trouble"),
    starts_on=day(120),
)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    raw = {
        "accounts": draw(versions()),
        "surveys": draw(
            many(40, kind=words("nps"), score=st.integers(0, 10), responded_at=day(420))
        ),
        "tickets": draw(many(40, severity=words("low", "high", "low"), opened_at=day(420))),
        "assessments": draw(assessments()),
        "notes": draw(st.one_of(st.just([]), st.just([]), NOTES)),
    }
    return Question("Europe/Berlin", raw, FORMS, DATES)


@st.composite
def assessed_cards(draw: st.DrawFn) -> list[Scorecard]:
    """One by whom people's word counts in one way or another, one for another segment, growth."""
    inputs = [MOOD, TROUBLE, CALM]
    fields = draw(st.sampled_from(((*GRADES, "pulse"), GRADES)))
    if draw(st.booleans()):
        inputs = draw(st.sampled_from(([*inputs, RATING], [*inputs, RATING], [RATING])))
        fields = tuple(GRADES)
    caps = [Cap(parse("high > 1"), "Watch", "Trouble."), Cap(parse("mood < 2"), "At risk", "Bad.")]
    grows = Growth("Healthy", "expansion", 40, GROWTH)
    one = card(
        *inputs,
        signals=BOOK,
        caps=tuple(draw(st.lists(st.sampled_from(caps), max_size=2, unique=True))),
        steady=draw(st.sampled_from((Steady(), Steady(3, 14), Steady(20)))),
        coverage_floor=draw(st.sampled_from((0.0, 0.5))),
        overlay=spec(
            draw(st.sampled_from(("people", "score", "lower"))),
            fields=tuple(fields),
            stale_after_days=draw(st.sampled_from((10, 35))),
        ),
        growth=draw(st.sampled_from((None, grows))),
    )
    expansion = card(MOOD, TROUBLE, signals=BOOK, name="expansion", purpose="growth")
    other = replace(one, name="other", overlay=spec("people", stale_after_days=90))
    first = replace(one, applies_to=parse("segment = 'smb'"))
    return [*draw(st.sampled_from(([one], [first, other]))), expansion]


@st.composite
def case_events(draw: st.DrawFn) -> list[CaseEvent]:
    """People answered and settled all over the place."""
    bands = st.sampled_from(("At risk", "Watch", "Healthy"))
    days = st.integers(0, 200).map(lambda back: LAST - timedelta(days=back))
    kinds = st.sampled_from((ASKED, ANSWERED, ANSWERED, SETTLED, REOPENED))
    rows = draw(st.lists(st.tuples(st.sampled_from(ACCOUNTS), bands, bands, kinds, days)))
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        CaseEvent(place, *row, "somebody", "", "", "", at, "0")
        for place, row in enumerate(sorted(rows, key=lambda row: row[-1]), start=1)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("at_a_time", [300_000, 1])
@settings(max_examples=6, phases=PHASES)
@given(question=questions(), the_cards=assessed_cards(), told=case_events())
def test_rows_are_the_reference_s(
    at_a_time: int, question: Question, the_cards: list[Scorecard], told: list[CaseEvent]
) -> None:
    before, chunks.CELLS_AT_A_TIME = chunks.CELLS_AT_A_TIME, at_a_time
    try:
        with stored(question) as (engine, declared):
            declared = replace(declared, cases=lambda: by_account(told))
            plan = Plan.over(the_cards, DATES, starts="monday", only=None)
            one, two = both(engine, plan, declared)
            assert rows_apart(one, two) == []
            for on in (LAST, DATES[-2]):
                assert tuple(two.results(on)) == one.results(on)
                bands = Counter((each.scorecard, each.effective_band) for each in one.results(on))
                assert Answers(two._telling, on).counts() == bands
    finally:
        chunks.CELLS_AT_A_TIME = before


@settings(max_examples=60)
@given(assessments())
def test_only_anybody_s_newest_assessments_count(found: list[RawRow]) -> None:
    the_card = card(overlay=spec())
    rows = [
        {
            **row,
            "_on": (on := date.fromisoformat(str(row["assessed_on"]))),
            "_seen_on": max(date.fromisoformat(str(row["known_at"] or on)), on) + timedelta(days=1),
        }
        for row in found
    ]
    known = Judgements(rows, ())
    for account in ACCOUNTS:
        days = known.assessed_days(account, the_card.overlay.stale_after_days)
        told = None
        for back in range(300, -1, -1):
            on = LAST - timedelta(days=back)
            said = [
                overlay(the_card, of(account, on), on, owner="owner", account_manager="manager")
                for of in (known.assessments, known.newest)
            ]
            assert said[0] == said[1]
            assert said[0] == told or on in days
            told = said[0]


@st.composite
def courses(draw: st.DrawFn) -> tuple[Scorecard, list[tuple[date, float | None, int, int]], int]:
    """By weekly date a score, a cap's rank and people's band; and days to a date after them."""
    the_card = draw(cards())
    ranks = st.sampled_from([*range(len(the_card.bands)), NO_BAND])
    runs = st.tuples(st.one_of(st.none(), scores, scores, scores), ranks, ranks)
    found = draw(st.lists(st.tuples(runs, st.integers(1, 12)), min_size=1, max_size=12))
    cells = [cell for cell, times in found for _ in range(times)]
    cells = [(None, NO_BAND, NO_BAND)] * (27 - len(cells)) + cells
    weeks = [LAST - timedelta(weeks=len(cells) - 1 - place) for place in range(len(cells))]
    days = draw(st.integers(0, 6))
    return the_card, [(on, *cell) for on, cell in zip(weeks, cells, strict=True)], days


def differences_by_the_reference(
    the_card: Scorecard, weeks: list[tuple[date, float | None, int, int]], days: int
) -> Iterator[object]:
    """At the last week, or days after it where nothing else is said than in that week."""
    names = {place: band.name for place, band in enumerate(the_card.bands)}
    limit = {on: [Cap(None, names[rank], "")] if rank in names else [] for on, _, rank, _ in weeks}
    past = [(on, score) for on, score, _, _ in weeks]
    held = held_weekly(the_card, past[-27:])
    history = [
        Said(
            on,
            None if score is None else capped(the_card, state.band, limit[on]),
            names.get(weeks[-27 + place][3]),
        )
        for place, ((on, score), state) in enumerate(zip(past[-27:], held, strict=True))
    ]
    last, score, _, rank = weeks[-1]
    if days:
        band = peek(the_card, held_weekly(the_card, past)[-1], score)
        history.append(
            Said(
                last + timedelta(days=days),
                None if score is None else capped(the_card, band, limit[last]),
                names.get(rank),
            )
        )
    yield divergence(the_card, history)


@settings(max_examples=300)
@given(courses())
def test_differences_are_the_reference_s(
    asked: tuple[Scorecard, list[tuple[date, float | None, int, int]], int],
) -> None:
    the_card, weeks, days = asked
    edges = Edges.of(the_card)
    dates = [on for on, *_ in weeks]
    bytes_ = classes(edges, [(on, score) for on, score, _, _ in weeks])
    columns = [bytes_, bytes(rank for *_, rank, _ in weeks), bytes(each[3] for each in weeks)]
    held = Machine(the_card, edges, dates).held(bytes_)
    weekly, place = range(len(dates)), len(dates) - 1
    if days:
        dates, place = [*dates, dates[-1] + timedelta(days=days)], len(dates)
        columns = [column + column[-1:] for column in columns]
    reader = Reader(the_card, edges, Calendar.of(dates, weekly, [place]))
    course = Course(columns[0], columns[1], None, columns[2], bytes(len(dates)))
    found = {at: split for at, split, sure in reader.differences(course, held) if sure}
    assert [found.get(place)] == list(differences_by_the_reference(the_card, weeks, days))
    assert columns[0][place] != WITHHELD or place not in found
