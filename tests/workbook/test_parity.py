"""The recalculated workbook is the reference, whatever the scorecard and the values."""

import os
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings

from forewarn.scorecard.model import Growth, Linear, Scorecard, Steady
from forewarn.terms.score import AccountResult
from forewarn.terms.signal import Status, observed
from forewarn.workbook.make import make
from forewarn.workbook.material import CardBook, Material
from tests.scoring.cards import GROWTH, an_input, card, values
from tests.workbook.books import books, line, material
from tests.workbook.recalculated import by_ironcalc
from tests.workbook.test_made import HEALTH

EXAMPLES = int(os.environ.get("FOREWARN_WORKBOOKS", "2000" if os.environ.get("CI") else "40"))
"""CI draws 2,000, some six minutes of CPU; here 40, unless FOREWARN_WORKBOOKS says otherwise."""


@pytest.mark.slow
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(books())
def test_ironcalc_calculates_what_the_reference_gives(book):
    with TemporaryDirectory() as folder:
        assert by_ironcalc(make(book), Path(folder) / "book.xlsx") == []


def test_what_random_books_hardly_ever_hold(tmp_path):
    """An account that grows, and one whose held band is not the band of its score."""
    item = replace(an_input("Room", Linear(((0.0, 0.0), (10.0, 100.0))), 10.0), signal="g0")
    growth = card(item, bands=(), name="growth")
    asked = Growth(HEALTH.bands[-1].name, "growth", 50.0, GROWTH)
    health = replace(HEALTH, overlay=None, growth=asked, steady=Steady(7.5))
    lines = [
        line(
            health,
            growth,
            values(logins=logins, key_features="yes", support=support, pulse=pulse, gone=0),
            {},
            account_id=f"acc-{logins}-{pulse}-{support}",
            held=HEALTH.bands[-1].name,
            grown={"g0": observed(10)},
        )
        for logins in (0, 20, 80)
        for pulse in (3, 4, 5)
        for support in (0, 1, 2, 3, 5, 7)
    ]
    results = [each.result for each in lines]
    assert any(each.effective_band == GROWTH.name for each in results)
    assert any(each.steady_band != each.raw_band for each in results)
    book = material(CardBook(health, growth, "heuristic, not validated", lines))
    assert by_ironcalc(make(book), tmp_path / "book.xlsx") == []


WANTED = {
    *(f"curve {kind}" for kind in ("Linear", "Steps", "Lookup", "Target", "Percentile")),
    *(f"policy {word} used" for word in ("reweight", "neutral", "poor")),
    *(f"overlay {word}" for word in ("people", "lower", "score", "none")),
    *(f"status {each.value}" for each in Status),
    "caps 0", "caps 1", "caps 2", "caps 3", "cap holds", "lift", "growth",
    "withheld", "scored", "people heard",
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
            for account in each.lines:
                seen.update(_of_result(account.result))

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
    if result.overlay is not None and result.effective_band != result.band:
        said.add("people heard")
    return said
