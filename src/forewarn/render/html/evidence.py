"""A backtest as a page: the verdict first, then plots, figures, and the wrong calls by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forewarn.evidence.backtest import MAIN, Backtest
from forewarn.evidence.measured import Measured
from forewarn.evidence.verdict import CHANCE, DECAYING, PROMISING, TOO_FEW, VALIDATED
from forewarn.render.charts.evidence import charts
from forewarn.render.figures import INTERVALS, lead_time, sheets
from forewarn.render.html.cases import Colors, cases
from forewarn.render.html.elements import Html, element, joined
from forewarn.render.html.figure import figures
from forewarn.render.html.page import page
from forewarn.render.html.tables import sheet
from forewarn.terms.score import ScorecardSummary

_LOOKS = {
    VALIDATED: ("good", "✓"),
    PROMISING: ("fair", "◐"),
    TOO_FEW: ("thin", "…"),
    CHANCE: ("poor", "✕"),
    DECAYING: ("poor", "↘"),
}
_TERMS = (
    (
        "lost, kept",
        "A lost account cancelled (or shrank by more than was asked for); every other one was "
        "kept.",
    ),
    ("flagged", "Its band was an alarm: the two lowest, unless others were named."),
    ("recall", "Of the accounts that were lost, the share that was flagged."),
    ("precision", "Of the flagged accounts, the share that was lost."),
    ("false positive rate", "Of the accounts that were kept, the share that was flagged."),
    ("accuracy", "The share of right calls. Where few are lost, saying nothing looks accurate."),
    ("balanced accuracy", "The mean of the shares caught right of the lost and of the kept."),
    ("AUC", "The chance that a lost account scored below a kept one; 0.5 is a coin."),
    ("lift", "How many times more often the worst tenth was lost than all."),
    (
        "calibration",
        "Whether losses came as often as foreseen: slope 1 and intercept 0 are right.",
    ),
    ("lead time", "Days from the start of the last alarm that held to the end."),
)


def backtested(result: Backtest, *, limit: int | None) -> str:
    """The whole file.

    Args:
        limit: wrong calls by name in each list; None = all.
    """
    colors = band_colors(result)
    parts = [
        _verdict(result),
        _tiles(result),
        element(
            "section",
            element("h2", "The evidence in pictures"),
            element("p", "Under each: how to read it, and its figures.", class_="guide"),
            figures(*charts(result)),
        ),
        *(
            cases(each, colors) if each.cases else sheet(each)
            for each in sheets(result, limit=limit)
        ),
        _how_to_read(result),
    ]
    return page(
        f"Did the score foresee the renewals? Outcomes known by {result.as_of}",
        parts,
        under=[_scorecard(each) for each in result.scorecards],
        notices=result.notices,
        of="evidence",
    )


def band_colors(result: Backtest) -> Colors:
    """The colours of the bands of a backtest's scorecards."""
    bands = result.curves.bands if result.curves else ()
    return {
        (each.scorecard, each.band): each.color
        for each in bands
        if each.scorecard and each.band and each.color
    }


def _scorecard(card: ScorecardSummary) -> Html:
    code = element("code", card.fingerprint[:12])
    return joined(f"{card.name} v{card.version}: {card.label} ", code)


def _verdict(result: Backtest) -> Html:
    look, sign = _LOOKS[result.verdict.name]
    flags = (
        f"{name} flags {' and '.join(bands)}"
        for name, bands in result.flagging.items()
        if name in {card.name for card in result.scorecards}
    )
    return element(
        "section",
        element("h2", f"{sign} {result.verdict.name[:1].upper()}{result.verdict.name[1:]}"),
        element("p", f"{_sentence(result.verdict.because)}."),
        element("p", f"An alarm: {'; '.join(flags)}.", class_="more"),
        class_=f"verdict {look}",
        aria_label="verdict",
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _tiles(result: Backtest) -> Html:
    """The figures that are asked for first."""
    main = result.horizon(MAIN)
    every = [
        _tile("AUC: lost below kept", main.auc, unit=""),
        _tile("of the lost were flagged", main.flag.recall),
        _tile("of the flagged were lost", main.flag.precision),
        *(
            _tile(f"of the lost revenue was flagged, {currency}", found)
            for currency, found in main.revenue_flagged.items()
        ),
        _tile("from the alarm to the loss", result.lead_time_days, unit=" days"),
        _tile("of the lost stood in the top effective band", result.surprise_churn),
    ]
    heading = element("h2", f"{MAIN} days before the renewal")
    return element("section", heading, element("ul", *every, class_="tiles"))


def _tile(name: str, found: Measured, *, unit: str = " %") -> Html:
    value, *span = _in_unit(found, unit)
    words = f"95 %: {' to '.join(span)}" if span else "no interval"
    why = found.because if found.value is None else f"{words}, n {found.n}"
    return element(
        "li",
        element("span", value, class_="value"),
        element("span", name, class_="name"),
        element("span", why, class_="span"),
    )


def _in_unit(found: Measured, unit: str) -> Sequence[str]:
    numbers = [each for each in (found.value, found.low, found.high) if each is not None]
    if not numbers:
        return ("–",)
    if unit == " %":
        head, *span = (f"{100 * each:.0f}" for each in numbers)
    else:
        head, *span = (f"{each:.0f}" if unit else f"{each:.2f}" for each in numbers)
    return (f"{head}{unit}", *span)


def _how_to_read(result: Backtest) -> Html:
    terms = [part for name, words in _TERMS for part in (element("dt", name), element("dd", words))]
    return element(
        "section",
        element("h2", "How to read this"),
        element("p", lead_time(result)),
        element("p", INTERVALS),
        *(element("p", each) for each in _cautions()),
        element("dl", *terms),
    )


def _cautions() -> Iterator[str]:
    yield (
        "Each score was made again from what was known on its day; facts that became known later "
        "change nothing. What became of an account is held against it only where it was still "
        "open on that day."
    )
    yield (
        "Small numbers are the rule: an interval that reaches over a line means that chance alone "
        "may have put the figure on this side of it."
    )
