"""Plots on a terminal: whatever its width, with and without colour, in ASCII where need be."""

from __future__ import annotations

import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console

from forewarn.evidence.backtest import Backtest
from forewarn.evidence.measured import Measured
from forewarn.render.charts.evidence import charts
from forewarn.render.text.evidence import backtested
from forewarn.render.text.plots.curves import Curve
from forewarn.render.text.plots.evidence import plots
from forewarn.render.text.plots.glyphs import FINE, PLAIN
from forewarn.render.text.plots.strips import Strip, strip
from tests.evidence.reports import full_report, report

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def full() -> Backtest:
    return full_report()


def drawn(result: object, *, width: int = 80, page: str = "utf-8", colour: bool = False) -> str:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=page)
    console = Console(
        file=file,
        width=width,
        force_terminal=colour,
        color_system="truecolor" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
    )
    console.print(result)
    file.flush()
    return raw.getvalue().decode(page)


@pytest.mark.parametrize("width", [40, 60, 80, 120, 400])
@pytest.mark.parametrize("page", ["utf-8", "ascii", "cp1252"])
def test_any_terminal(full: Backtest, width: int, page: str) -> None:
    # The file refuses what its code page does not have: there is no question mark to hide behind.
    said = drawn(plots(full), width=width, page=page)
    assert max(cell_len(line) for line in said.splitlines()) <= width


def test_each_plot_has_its_title_n_and_guide(full: Backtest) -> None:
    said = drawn(plots(full), width=400)
    for each in charts(full):
        for words in (each.title, each.subtitle, each.guide):
            assert words in said


def test_colour_adds_nothing_that_is_not_there_without_it(full: Backtest) -> None:
    plain, coloured = drawn(plots(full)), drawn(plots(full), colour=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


@pytest.mark.parametrize("page", ["utf-8", "ascii"])
def test_bands_show_counts_and_shares(full: Backtest, page: str) -> None:
    said = drawn(plots(full), width=100, page=page)
    assert full.curves is not None
    for each in full.curves.bands:
        line = next(line for line in said.splitlines() if (each.band or "withheld") in line)
        assert f" {each.n} " in line
        share = each.lost.value or 0
        assert f"{100 * share:.0f} %" in line
        width, signs = 48, FINE if page == "utf-8" else PLAIN
        bar = re.search(rf"[{re.escape(''.join(signs.kinds.values()))}\d]{{40,}}", line)
        assert bar is not None
        assert len(bar[0]) == width


def test_without_a_probability_the_reason_stands() -> None:
    assert "Nothing to draw: no probability: no case has 20 losses" in drawn(plots(report(40)))


@pytest.mark.parametrize("n", [1, 5])
def test_small_books_are_drawn_as_far_as_they_go(n: int) -> None:
    assert "What became of each band" in drawn(plots(report(n)), page="ascii")


def test_plots_are_drawn_only_when_asked(full: Backtest) -> None:
    without, with_them = (
        drawn(backtested(full, limit=1, plots=wanted)) for wanted in (False, True)
    )
    assert "Lost accounts first? (ROC)" not in without
    assert "Lost accounts first? (ROC)" in with_them
    order = [full.verdict.name, "What became of each band", "How well it foresaw"]
    places = [with_them.index(words) for words in order]
    assert places == sorted(places)


def test_a_curve_goes_through_its_points() -> None:
    corner = Curve([(0, 0), (0, 1), (1, 1)], ((0, 0), (1, 1)), None, None, "x", "y")
    rows = [line[7:] for line in drawn(corner, page="ascii").splitlines()[1:14]]
    assert set(rows[0]) == {"*"}
    assert all(row[0] == "*" for row in rows)
    assert "." in "".join(rows)


def test_the_alarm_stands_where_it_is_set() -> None:
    curve = Curve([(0, 0), (1, 1)], ((0, 0), (1, 1)), (0.0, 1.0), (1.0, 0.0), "x", "y")
    rows = [line[7:] for line in drawn(curve, page="ascii").splitlines()[1:14]]
    assert rows[0][0] == "A"
    assert rows[-1].rstrip()[-1] == "L"


def test_a_strip_is_to_scale() -> None:
    row = Strip((), Measured(0.5, 0.25, 1.0, 9), mark=0.0)
    assert strip(row, 21, PLAIN).plain == ":    [----o---------]"
    assert strip(Strip((), Measured.unknown("too few")), 5, PLAIN).plain == "     "
    assert strip(Strip((), Measured(1.0, None, None, 1)), 3, FINE).plain == "  ●"
