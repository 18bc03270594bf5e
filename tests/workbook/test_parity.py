"""The recalculated workbook is the reference, whatever the scorecard and the values."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings

from forewarn.scorecard.model import Scorecard
from forewarn.terms.score import AccountResult
from forewarn.terms.signal import Status
from forewarn.workbook.make import make
from forewarn.workbook.material import Material
from tests.scoring.cards import GROWTH
from tests.workbook.books import books
from tests.workbook.recalculated import by_ironcalc

EXAMPLES = int(os.environ.get("FOREWARN_WORKBOOKS", "40"))
"""2,000 by hand: FOREWARN_WORKBOOKS=2000 pytest tests/workbook/test_parity.py"""


@pytest.mark.slow
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(books())
def test_ironcalc_calculates_what_the_reference_gives(book):
    with TemporaryDirectory() as folder:
        assert by_ironcalc(make(book), Path(folder) / "book.xlsx") == []


WANTED = {
    *(f"curve {kind}" for kind in ("Linear", "Steps", "Lookup", "Target", "Percentile")),
    *(f"policy {word} used" for word in ("reweight", "neutral", "poor")),
    *(f"overlay {word}" for word in ("people", "lower", "score", "none")),
    *(f"status {each.value}" for each in Status),
    "caps 0", "caps 1", "caps 2", "caps 3", "cap holds", "lift", "growth", "grown",
    "withheld", "scored", "people heard", "held outside",
}  # fmt: skip


@pytest.mark.slow
def test_the_random_books_cover_what_scorecards_may_hold():
    seen: set[str] = set()

    @settings(
        max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(books())
    def look(book: Material) -> None:
        for each in book.books:
            seen.update(_of_card(each.card), ["growth"] if each.growth else [])
            for line in each.lines:
                seen.update(_of_result(line.result))

    look()
    assert WANTED - seen == set()


def _of_card(card: Scorecard) -> set[str]:
    overlay = card.overlay.wins if card.overlay else "none"
    curves = {f"curve {type(item.curve).__name__}" for item in card.inputs}
    return curves | {f"overlay {overlay}", f"caps {len(card.caps)}"}


def _of_result(result: AccountResult) -> set[str]:
    parts = result.score.contributions
    missed = [part for part in parts if part.status in (Status.MISSING, Status.STALE)]
    said = {f"status {part.status.value}" for part in parts}
    said |= {f"policy {part.filled or 'reweight'} used" for part in missed}
    said.add("withheld" if result.score.score is None else "scored")
    said |= {"cap holds" if cap.kind == "not_above" else "lift" for cap in result.caps}
    if result.effective_band == GROWTH.name:
        said.add("grown")
    if result.overlay is not None and result.effective_band != result.band:
        said.add("people heard")
    if result.steady_band != result.raw_band:
        said.add("held outside")
    return said
