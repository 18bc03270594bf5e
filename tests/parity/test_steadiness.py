"""Steady bands from classes of scores are those of the reference, whatever the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from forewarn.engines.duckdb.setwise.edges import Edges, first_from
from forewarn.engines.duckdb.setwise.steadiness import NO_BAND, WITHHELD, Machine
from forewarn.scorecard.model import Scorecard, Steady
from forewarn.scoring.bands import raw_band
from forewarn.scoring.steady import Held, held_weekly, peek, step
from tests.oracle.cards import histories
from tests.scoring.cards import band, card

EDGES = st.sampled_from(((0, 45, 70), (0, 30, 60, 80), (0, 50, 50.5), (0, 33.333_333_3, 50.1)))
STEADY = st.sampled_from(
    (Steady(), Steady(3), Steady(3, 14), Steady(0.25, 28), Steady(0, 7), Steady(3, 1), Steady(40))
)
scores = st.one_of(
    st.floats(0, 100),
    st.sampled_from((0.0, 30.0, 33.333_333_3, 45.0, 50.0, 50.5, 70.0, 100.0)),
    st.integers(0, 200_000_000).map(lambda n: n / 2_000_000),
)


@st.composite
def cards(draw: st.DrawFn) -> Scorecard:
    bands = tuple(band(f"band {n}", edge) for n, edge in enumerate(draw(EDGES)))
    return card(bands=bands, steady=draw(STEADY))


def classes(edges: Edges, weeks: Sequence[tuple[date, float | None]]) -> bytes:
    return bytes(
        WITHHELD if score is None else WITHHELD + 1 + edges.place(score) for _, score in weeks
    )


@given(cards(), histories())
def test_held_bands_are_the_reference_s(the_card: Scorecard, weeks: list) -> None:
    edges = Edges.of(the_card)
    machine = Machine(the_card, edges, [on for on, _ in weeks])
    found = machine.held(classes(edges, weeks))
    wanted = [state.band for state in held_weekly(the_card, weeks)]
    assert [None if rank == NO_BAND else the_card.bands[rank].name for rank in found] == wanted


@given(cards(), histories(), st.lists(st.integers(0, 200), max_size=20))
def test_many_accounts_at_once_are_each_as_alone(
    the_card: Scorecard, weeks: list, shifts: list[int]
) -> None:
    edges = Edges.of(the_card)
    machine = Machine(the_card, edges, [on for on, _ in weeks])
    one = classes(edges, weeks)
    rows = [one, *(one[n % len(one) :] + one[: n % len(one)] for n in shifts if one)]
    book = np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), len(one))
    found = machine.held_by_all(book)
    assert [row.tobytes() for row in found] == [machine.held(row) for row in rows]


@given(cards(), histories(), st.lists(st.integers(0, 100), min_size=1, max_size=20))
def test_weeks_may_be_left_out(the_card: Scorecard, weeks: list, gaps: list[int]) -> None:
    kept = [week for n, week in enumerate(weeks) if n % 101 not in gaps] or weeks[:1]
    edges = Edges.of(the_card)
    found = Machine(the_card, edges, [on for on, _ in kept]).held(classes(edges, kept))
    wanted = [state.band for state in held_weekly(the_card, kept)]
    assert [None if rank == NO_BAND else the_card.bands[rank].name for rank in found] == wanted


@given(cards(), scores)
@example(card(), 44.999_999_5)
@example(card(), 44.999_999_499_999_99)
def test_a_class_of_scores_has_one_raw_band_and_moves_alike(the_card: Scorecard, score: float):
    edges = Edges.of(the_card)
    place = edges.place(score)
    assert the_card.bands[edges.raw[place]].name == raw_band(the_card, score)
    waiting = replace(the_card, steady=Steady(the_card.steady.margin))
    for rank, each in enumerate(the_card.bands):
        moved = step(waiting, Held(each.name), date(2026, 1, 5), score=score)
        assert edges.moves[rank][place] == (moved.away_since is None)


@given(cards(), st.none() | scores, st.none() | st.integers(0, 2))
def test_a_date_between_reads_the_state(the_card: Scorecard, score: float | None, held: int | None):
    edges = Edges.of(the_card)
    machine = Machine(the_card, edges, [])
    letter = WITHHELD if score is None else WITHHELD + 1 + edges.place(score)
    rank = machine.read(NO_BAND if held is None else held, letter)
    state = Held(None if held is None else the_card.bands[held].name)
    wanted = peek(the_card, state, score)
    assert (None if rank == NO_BAND else the_card.bands[rank].name) == wanted


@given(scores)
def test_halving_finds_the_first_double(edge: float) -> None:
    assert first_from(lambda score: score >= edge) == edge
    assert first_from(lambda _: False) is None
