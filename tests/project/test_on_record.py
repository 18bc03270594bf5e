"""From red back to green, read off recorded lines."""

from datetime import date, timedelta

from forewarn.ledger import HistoryPoint
from forewarn.project.on_record import recovered

AS_OF = date(2026, 11, 1)
ENDS = {"card": ("At risk", frozenset({"At risk", "Watch"}))}


def line(*bands, first=date(2026, 1, 5), every=14):
    return tuple(
        HistoryPoint(first + timedelta(days=every * n), 50.0, band, band, "card", 0)
        for n, band in enumerate(bands)
    )


def test_entries_into_the_lowest_band_and_who_came_back() -> None:
    lines = {
        "back in time": line("Watch", "At risk", "Watch", "Healthy"),
        "back as growth": line("Watch", "At risk", "Growth"),
        "back too late": line("Watch", "At risk", *["Watch"] * 7, "Healthy"),
        "only to yellow": line("Healthy", "At risk", "Watch"),
        "there from the start": line("At risk", "Healthy"),
        "entered too late to tell": line("Watch", "At risk", first=date(2026, 9, 1)),
        "never": line("Healthy", "Watch"),
    }
    found = recovered(lines, ENDS, AS_OF)
    assert (found.entered, found.back.n) == (4, 4)
    assert found.back.value == 0.5


def test_an_account_may_enter_twice() -> None:
    twice = line("Watch", "At risk", "Healthy", "At risk", "Watch")
    found = recovered({"a": twice}, ENDS, AS_OF)
    assert (found.entered, found.back.value) == (2, 0.5)


def test_nobody_entered() -> None:
    found = recovered({"a": line("Healthy", "Healthy")}, ENDS, AS_OF)
    assert found.entered == 0
    assert found.back.value is None
