"""Drift of segments and signals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forewarn.evidence.drift import Drift
from forewarn.evidence.governance import GovernancePack
from forewarn.render.figures import Sheet
from forewarn.render.governance.section import Section
from forewarn.render.text.marks import plainly

TITLE = "Drift of segments and signals"


def drifted(pack: GovernancePack) -> Section:
    """Is it still the book, and are they still the signals, that the scorecards were made for?"""
    if not pack.segments:
        nothing = "The facts do not reach back to the quarter's start: nothing to compare with."
        return Section("drift", TITLE, (nothing,))
    return Section(
        "drift",
        TITLE,
        (
            f"Between {pack.quarter_began_on} and {pack.as_of}. PSI says how far two distributions "
            "lie apart; it is held against what chance alone exceeds one time in twenty in this "
            "very book, because in books of this size the customary 0.1 is chance. The alarm "
            "follows the test after Holm's correction over everything looked at here.",
            *_untested((*pack.segments, *pack.signals)),
        ),
        (
            drift_sheet(
                "Segments",
                "A new mix asks whether the evidence still speaks of this book.",
                pack.segments,
            ),
            drift_sheet(
                "Signals",
                "A signal that drifts may have changed its meaning or lost its feed: "
                "look at the source before the customers.",
                pack.signals,
            ),
        ),
    )


def _untested(found: Sequence[Drift]) -> Iterator[str]:
    """What could not be tested, by reason."""
    for because in dict.fromkeys(each.because for each in found if each.psi is None):
        names = [
            f"{each.name} ({each.n_before} then, {each.n_after} now)"
            for each in found
            if each.psi is None and each.because == because
        ]
        yield f"Not tested, because {because}: {', '.join(names)}."


def drift_sheet(title: str, guide: str, found: Sequence[Drift]) -> Sheet:
    """One table of the drifts that were tested."""
    return Sheet(
        title,
        guide,
        ("", "n then", "n now", "then", "now", "PSI", "by chance", "test", "p", "Holm", "alarm"),
        tuple(_row(each) for each in found if each.psi is not None),
    )


def _row(each: Drift) -> tuple[str, ...]:
    return (
        each.name,
        str(each.n_before),
        str(each.n_after),
        _middle(each, each.before),
        _middle(each, each.after),
        f"{each.psi:.3f}",
        f"up to {each.psi_by_chance:.3f}",
        each.test,
        f"{each.p:.3f}",
        f"{each.p_corrected:.3f}",
        "yes" if each.alarm else "no",
    )


def _middle(each: Drift, value: float | None) -> str:
    if value is None:
        return "–"
    if each.most is not None:
        return f"{each.most} {100 * value:.0f}\u00a0%"
    return f"median\u00a0{plainly(round(value, 2))}"
