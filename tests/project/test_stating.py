"""A backtest states what it expects of renewals to come; later ones look what became of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from forewarn.evidence.backtest import Backtest
from forewarn.ledger import open_ledger
from forewarn.ledger.book import statements
from forewarn.project import Backtesting
from forewarn.render import evidence_markdown
from forewarn.render.text import evidence
from forewarn.terms.stated import FLAG
from tests import ledgers
from tests.project.small import card, opened, project
from tests.project.test_backtesting import BOTH, tables

ASKED = Backtesting(horizons=(60, 90))
EARLIER, LATER = date(2026, 1, 15), date(2026, 6, 1)
PAST = "c,cc,2025-12-01,2025-11-20,renewed,,\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two renewals to come on 1 March 2026, and a third account's that is over."""
    files = tables(PAST + BOTH)
    files["accounts"] += "c,2024-01-01\n"
    files["contracts"] += "cc,c,2024-12-01,2025-12-01,500\n"
    return project(tmp_path, {"health": card()}, **files)


def report_of(folder: Path, today: date, asked: Backtesting = ASKED) -> Backtest:
    with opened(folder, today=today) as there:
        return there.backtest(asked)


@pytest.mark.slow
def test_a_backtest_states_what_comes_and_a_later_one_judges_it(folder: Path) -> None:
    first = report_of(folder, EARLIER)
    assert first.statements is not None
    assert (first.statements.made, first.statements.open, first.statements.figures) == (2, 0, ())
    assert "at least 20 are needed" in first.statements.because
    with open_ledger(ledgers.url_of(folder)) as ledger:
        said = statements(ledger)
    # On 15 January a is there every day; b has not logged in since September.
    assert [(each.account_id, each.contract_id, each.kind, each.flagged) for each in said] == [
        ("a", "ca", FLAG, False),
        ("b", "cb", FLAG, True),
    ]
    assert {(each.said_as_of, each.due_on) for each in said} == {(EARLIER, date(2026, 3, 1))}
    later = report_of(folder, LATER)
    assert later.statements is not None
    (row,) = later.statements.figures
    assert (row.days_from, row.n, row.n_bad, row.backfilled) == (31, 2, 1, False)
    assert row.flag_right.value == 1.0
    assert (later.statements.made, later.statements.open) == (0, 0)


@pytest.mark.slow
def test_the_same_day_adds_nothing_and_an_open_one_is_counted(folder: Path) -> None:
    assert [report_of(folder, EARLIER).statements.made for _ in range(2)] == [2, 0]  # type: ignore[union-attr]
    next_week = report_of(folder, date(2026, 1, 22)).statements
    assert next_week is not None
    assert (next_week.made, next_week.open, next_week.figures) == (2, 2, ())


@pytest.mark.slow
@pytest.mark.parametrize(
    "question", [{"record": False}, {"flag": ("At risk",)}, {"scorecard": "health"}], ids=str
)
def test_a_question_of_its_own_states_nothing(folder: Path, question: dict[str, object]) -> None:
    asked = replace(ASKED, **question)  # type: ignore[arg-type]
    assert report_of(folder, EARLIER, asked).statements is None


@pytest.mark.slow
def test_looking_back_does_not_need_to_record(folder: Path) -> None:
    report_of(folder, EARLIER)
    later = report_of(folder, LATER, replace(ASKED, record=False))
    assert later.statements is not None
    assert [each.n for each in later.statements.figures] == [2]


@pytest.mark.slow
def test_text_markdown_and_json_show_it(folder: Path) -> None:
    report_of(folder, EARLIER)
    result = report_of(folder, LATER)
    console = Console(width=200, file=StringIO(), record=True)
    console.print(evidence.backtested(result, limit=None))
    for page in (console.export_text(), evidence_markdown.backtested(result, limit=None)):
        assert "What we stated before, and what became of it" in page
        assert "31 to 90 days ahead" in page
    (row,) = result.to_dict()["statements"]["figures"]
    assert (row["n"], row["flag_right"]["value"], row["brier"]["value"]) == (2, 1.0, None)
