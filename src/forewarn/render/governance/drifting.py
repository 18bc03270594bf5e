"""Drift of segments and signals."""

from __future__ import annotations

from collections.abc import Sequence

from forewarn.evidence.drift import Drift
from forewarn.evidence.governance import GovernancePack
from forewarn.render.figures import Sheet
from forewarn.render.governance.section import Section
from forewarn.render.text.marks import plainly


def drifted(pack: GovernancePack) -> Section:
    """Is it still the book, and are they still the signals, that the scorecards were made for?"""
    return Section(
        "drift",
        "Drift of segments and signals",
        (
            f"Between {pack.quarter_began_on} and {pack.as_of}. PSI says how far two distributions "
            "lie apart; it is held against what chance alone exceeds one time in twenty in this "
            "very book, because in books of this size the customary 0.1 is chance. The alarm "
            "follows the test after Holm's correction over everything looked at here.",
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


def drift_sheet(title: str, guide: str, found: Sequence[Drift]) -> Sheet:
    """One table of drifts."""
    return Sheet(
        title,
        guide,
        (
            "",
            "accounts then",
            "now",
            "then",
            "now is",
            "PSI",
            "by chance up to",
            "test",
            "p",
            "p corrected",
            "alarm",
        ),
        tuple(map(_row, found)),
    )


def _row(each: Drift) -> tuple[str, ...]:
    if each.psi is None:
        said = (each.name, str(each.n_before), str(each.n_after), "–", "–", "–", "–")
        return (*said, f"not tested: {each.because}", "–", "–", "–")
    return (
        each.name,
        str(each.n_before),
        str(each.n_after),
        _middle(each, each.before),
        _middle(each, each.after),
        f"{each.psi:.3f}",
        f"{each.psi_by_chance:.3f}",
        each.test,
        f"{each.p:.3f}",
        f"{each.p_corrected:.3f}",
        "yes" if each.alarm else "no",
    )


def _middle(each: Drift, value: float | None) -> str:
    if value is None:
        return "–"
    if each.most is not None:
        return f"{each.most} {100 * value:.0f} %"
    return f"median {plainly(round(value, 2))}"
