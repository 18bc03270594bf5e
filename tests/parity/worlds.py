"""Made-up facts under made-up scorecards: every kind of signal, every curve, marks and caps."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import Phase
from hypothesis import strategies as st

from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.engines.duckdb.ingest import ingest
from forewarn.engines.duckdb.store import open_store
from forewarn.project.facts import Declared
from forewarn.scorecard.model import Cap, Input, Scorecard
from forewarn.signals.filters.parse import parse
from forewarn.signals.forms import read_signal
from tests.oracle.asked import GROUPS
from tests.oracle.facts import RawRow
from tests.oracle.measure import INGESTED_AT, Question, _source
from tests.oracle.settings import Setting
from tests.oracle.worlds import maybe, questions, rows, words
from tests.properties.test_scoring import curves
from tests.scoring.cards import card

PHASES = [Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink]
MISSING = st.sampled_from(("reweight", "reweight", "neutral", "poor"))
WEIGHTS = st.sampled_from((5.0, 10.0, 12.5, 33.3, 40.0))


@st.composite
def scorecards(draw: st.DrawFn, forms: Mapping[str, Mapping[str, Any]]) -> Scorecard:
    """Every signal of a group is an input, on any curve, whether that suits it or not."""
    book = {name: read_signal(form) for name, form in forms.items()}
    inputs = [
        Input(name, name, "usage", draw(curves), draw(WEIGHTS), draw(MISSING)) for name in book
    ]
    tests = ("{} > 1", "{} is missing", "not {} <= 0", "{} = 'yes'", "{} in ['active', 3]")
    caps = [
        Cap(parse(draw(st.sampled_from(tests)).format(name)), "Watch", "It is so.")
        for name in draw(st.lists(st.sampled_from(sorted(book)), max_size=3))
    ]
    floor = draw(st.sampled_from((0.0, 0.3, 0.6)))
    return card(*inputs, signals=book, caps=tuple(caps), coverage_floor=floor)


def marks(setting: Setting, signals: list[str]) -> st.SearchStrategy[list[RawRow]]:
    """Notes that set signals aside for a while."""
    columns = {
        "kind": words("wrong", "not_applicable", "context"),
        "signal": st.sampled_from(signals),
        "starts_on": setting.on(),
        "ends_on": maybe(setting.on()),
        "withdrawn_on": maybe(setting.on()),
        "known_at": setting.known_at(),
    }
    return rows(columns, about=6).map(
        lambda found: [
            {**row, "ends_on": None}
            if row["ends_on"] is not None and row["ends_on"] < row["starts_on"]
            else row
            for row in found
        ]
    )


@contextmanager
def stored(question: Question) -> Iterator[tuple[DuckDBEngine, Declared]]:
    """A question's facts in a store, and what is declared of them."""
    folder = Path(tempfile.mkdtemp(prefix="parity-"))
    try:
        with open_store(":memory:", threads=1) as store:
            specs = [
                _source(question, table, found, folder) for table, found in question.raw.items()
            ]
            ingest(store.connection, specs, zone=question.zone, now=INGESTED_AT)
            declared = Declared(
                "EUR",
                frozenset(name for name, each in question.sources.items() if each.covers_all),
                {
                    name: each.stale_after_days
                    for name, each in question.sources.items()
                    if each.stale_after_days is not None
                },
            )
            yield DuckDBEngine(store), declared
    finally:
        shutil.rmtree(folder)


@st.composite
def made_up(draw: st.DrawFn, group: str) -> tuple[Question, Scorecard]:
    """Facts for a group of signals, and a scorecard that asks them all."""
    tables, forms = GROUPS[group]
    rendered = {name: form for name, form in forms.items() if form["kind"] != "python"}
    question = draw(questions(tables, rendered))
    setting = Setting(question.zone, tuple(question.dates))
    if draw(st.booleans()):
        question.raw["notes"] = draw(marks(setting, sorted(rendered)))  # type: ignore[index]
    return question, draw(scorecards(rendered))
