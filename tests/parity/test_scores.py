"""Made-up values on made-up curves: points, contributions, score, and why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.engines.duckdb.setwise.around import load
from forewarn.engines.duckdb.setwise.book import Scoring
from forewarn.engines.duckdb.setwise.cells import Cells, Column, Grid, Span, Spans
from forewarn.engines.duckdb.setwise.codes import STATUSES
from forewarn.engines.grids import identity
from forewarn.scorecard.model import Input, Scorecard
from forewarn.scoring.bands import raw_band
from forewarn.scoring.score import score
from forewarn.signals.forms import read_signal
from forewarn.terms.signal import SignalValue, missing, not_applicable, observed, stale
from tests.parity.sides import by_cell, same
from tests.properties.test_scoring import curves, raw_values
from tests.scoring.cards import card

ON, LONG_AGO = date(2026, 3, 2), date(2025, 1, 1)
WORDS = st.sampled_from(("a", "b", "d", "3", " 2.5 ", "+7", "1e3", "", "120.0"))
WEIGHTS = st.sampled_from((5.0, 12.5, 20.0, 33.3, 60.0)) | st.floats(0.01, 100)
PLANS = st.sampled_from(("pro", "basic", None))
Values = dict[str, SignalValue]


@st.composite
def books(draw: st.DrawFn) -> tuple[Scorecard, list[tuple[str | None, Values]]]:
    """A scorecard over latest values, some of them words, and a few accounts' values."""
    texts = draw(st.lists(st.booleans(), min_size=1, max_size=6))
    columns = ["champion_status" if text else "pulse" for text in texts]
    signals = {
        f"s{n}": read_signal(
            {
                "kind": "latest",
                "from": f"assessments.{column}",
                "where": f"note = '{n}'",
                "only_for": f"for_{n} = true",
            }
        )
        for n, column in enumerate(columns)
    }
    missing_ = st.sampled_from(("reweight", "neutral", "poor"))
    inputs = [
        Input(name, name, "usage", draw(curves), draw(WEIGHTS), draw(missing_)) for name in signals
    ]
    floor = draw(st.sampled_from((0.0, 0.3, 0.6)))
    made = card(*inputs, signals=signals, coverage_floor=floor)
    values = {f"s{n}": _value(WORDS if text else raw_values) for n, text in enumerate(texts)}
    accounts = draw(
        st.lists(st.tuples(PLANS, st.fixed_dictionaries(values)), min_size=1, max_size=6)
    )
    return made, accounts


def _value(raw: st.SearchStrategy[Any]) -> st.SearchStrategy[SignalValue]:
    rest = st.sampled_from((missing(), not_applicable()))
    return st.one_of(raw.map(observed), raw.map(observed), raw.map(stale), rest)


def rendered(the_card: Scorecard, accounts: Sequence[tuple[str | None, Values]]) -> list[dict]:
    """The values laid into a grid of one date, an account each, and scored by SQL."""
    connection = duckdb.connect(":memory:", config={"threads": 1})
    table: dict[str, tuple[str, list[Any]]] = {
        "a": ("INTEGER", list(range(len(accounts)))),
        "i": ("INTEGER", [0] * len(accounts)),
    }
    columns = {}
    for n, (name, signal) in enumerate(the_card.signals.items()):
        found = [values[name] for _, values in accounts]
        type_ = "VARCHAR" if signal.column == "champion_status" else "DOUBLE"  # type: ignore[attr-defined]
        table[f"q{n}"] = (type_, [each.value for each in found])
        table[f"q{n}_on"] = ("DATE", [_on(each) for each in found])
        (primitive,) = signal.reductions(the_card.signals)
        columns[identity(primitive)] = Column(f"g.q{n}", type_, f"g.q{n}_on")
    load(connection, "grid", table)
    names = [f"account {n}" for n in range(len(accounts))]
    spans = Spans()
    for name, (plan, values) in zip(names, accounts, strict=True):
        spans.add(Span(name, 0, 1, attributes(plan, values), date(2024, 1, 1)))
    grid = Grid("grid", names, [ON], columns)
    cells = Cells(spans, {}, {}, {})
    book = Scoring.begun(connection, the_card, grid, cells).part()
    found = sorted(by_cell(connection, book, grid, cells), key=itemgetter("a"))
    edges = book.rendering.edges
    return [
        {**row, "band": None if row["class"] < 0 else the_card.bands[edges.raw[row["class"]]].name}
        for row in found
    ]


def _on(value: SignalValue) -> date:
    return LONG_AGO if value.status.value == "stale" else date(2026, 3, 1)


def attributes(plan: str | None, values: Values) -> Mapping[str, object]:
    applies = {f"for_{name[1:]}": v.status.value != "not_applicable" for name, v in values.items()}
    return {"plan": plan, **applies}


@pytest.mark.slow
@settings(max_examples=20)
@given(books())
def test_sql_scores_as_the_reference_does(book):
    the_card, accounts = book
    rows = rendered(the_card, accounts)
    assert len(rows) == len(accounts)
    for row, (plan, values) in zip(rows, accounts, strict=True):
        wanted = score(the_card, values, attributes(plan, values))
        assert same(wanted.score, row["score"])
        assert same(wanted.coverage, row["coverage"])
        band = None if wanted.score is None else raw_band(the_card, wanted.score)
        assert row["band"] == band
        for place, part in enumerate(wanted.contributions):
            assert STATUSES[row[f"counts_{place}"]] is part.status
            assert same(part.points, row[f"points_{place}"])
            assert same(part.contribution, row[f"contribution_{place}"])
