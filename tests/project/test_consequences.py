"""A plan measures once where the signals are the same: both sides as if each was scored alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.project import Project
from forewarn.project.consequences import _measured_once, _plan, _told
from forewarn.project.functions import with_functions
from forewarn.project.in_force import working
from forewarn.scorecard.load import load_scorecards
from tests.project.companies import END_ON, copy_of

pytestmark = pytest.mark.slow


def test_one_grid_gives_what_two_give(company: Path, tmp_path: Path) -> None:
    folder = copy_of(company, tmp_path / "project")
    with Project.open(folder) as project:
        counts = working(project._loaded)
        before = project._desk(frozenset())
        assert isinstance(before.engine, DuckDBEngine)
        texts = [
            (
                card.path,
                card.text.replace("margin: 3", "margin: 8").replace("weight: 2", "weight: 3"),
            )
            for card in counts.cards
        ]
        changed = load_scorecards(texts, order=counts.routing).scorecards
        assert changed
        cards = tuple(with_functions(card, counts.functions) for card in changed)
        assert {c.parts["signal"] for c in cards} == {c.parts["signal"] for c in counts.cards}
        assert {c.fingerprint for c in cards} != {c.fingerprint for c in counts.cards}
        after = replace(before, cards=cards)
        plans = [_plan(desk, END_ON) for desk in (before, after)]
        accounts = sorted({each.account_id for each in before.engine.accounts()})
        together = _measured_once(before, after, plans, accounts, None)
        for side, desk, plan in zip(together, (before, after), plans, strict=True):
            alone = _told(desk, plan, accounts)
            assert side.briefs == alone.briefs
            some = list(alone.briefs)
            assert side.results(some) == alone.results(some)
        assert together[0].briefs != together[1].briefs
