"""The figures that somebody answers for, in the order of the pack."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from forewarn.evidence.backtest import MAIN, Backtest
from forewarn.evidence.governance import NOT_YET, Kpi, Recovery
from forewarn.evidence.measured import Measured
from forewarn.evidence.rates import RenewalRate, Retention
from forewarn.project.retaining import Pipeline
from forewarn.terms.governance import KPIS
from forewarn.terms.score import AccountResult

NEEDS_PLAYS = "plays are not recorded yet"


@dataclass(frozen=True, slots=True)
class Known:
    """What the figures are made of.

    Attributes:
        tested: None where there is no outcome to test against.
        after_change: NRR over four quarters after a change of scorecard; None with a reason in
            ``no_change``.
        forecasts: share of the decided renewals told right in advance; None = nothing was stated.
    """

    retention: Sequence[Retention]
    rate: RenewalRate
    book: Sequence[AccountResult]
    tested: Backtest | None
    pipeline: Pipeline | None
    recovery: Recovery | None
    after_change: Sequence[Retention] | None
    no_change: str
    forecasts: Measured | None


Figure = tuple[str, int | None, Measured | None]
"""As people read it, what it rests on, and the number behind it."""


def kpis(known: Known, owners: Mapping[str, str]) -> tuple[Kpi, ...]:
    """All of them; those whose source is not built say so."""
    found = {name: figure(known) for name, figure in _FIGURES.items()}
    return tuple(
        Kpi(name, owners.get(name), *found[name][:2], guide, found[name][2])
        for name, guide in KPIS.items()
    )


def _not_yet(why: str) -> Figure:
    return f"{NOT_YET}: {why}", None, None


def _percent(figure: Measured) -> Figure:
    if figure.value is None:
        return _not_yet(figure.because)
    return shown(figure), figure.n, figure


def shown(figure: Measured) -> str:
    """``71 % (58–83)``; without brackets where it is a count of everything."""
    if figure.value is None:
        return "–"
    if figure.low is None or figure.high is None:
        return f"{100 * figure.value:.0f} %"
    return f"{100 * figure.value:.0f} % ({100 * figure.low:.0f}–{100 * figure.high:.0f})"


def _by_currency(parts: Sequence[Retention], of: Callable[[Retention], Measured]) -> Figure:
    if not parts:
        return _not_yet("no account had revenue a year ago")
    said = "; ".join(
        f"{each.currency} {shown(of(each))}{f' of {each.accounts}' if len(parts) > 1 else ''}"
        for each in parts
    )
    return said, sum(each.accounts for each in parts), of(parts[0])


def _coverage(known: Known) -> Figure:
    shares = [e.score.coverage for e in known.book if e.score.coverage is not None]
    if not shares:
        return _not_yet("no account is scored")
    mean = sum(shares) / len(shares)
    return f"{100 * mean:.0f} %", len(shares), Measured(mean, n=len(shares))


def _rate_of_error(known: Known, of: Callable[[Backtest], Measured]) -> Figure:
    if known.tested is None:
        return _not_yet("no outcome of a renewal is known")
    return _percent(of(known.tested))


def _pipeline(known: Known) -> Figure:
    found = known.pipeline
    if found is None:
        return _not_yet("the project has no table of opportunities")
    amounts = ", ".join(f"{each.arr:,.0f} {each.currency}" for each in found.amounts)
    won = f"; won {shown(found.won)} of {found.won.n} closed" if found.won.n else ""
    return f"{found.open} open{f' ({amounts})' if amounts else ''}{won}", found.open, found.won


def _recovery(known: Known) -> Figure:
    if known.recovery is None:
        return _not_yet("it needs 13 recorded dates within a year; run `forewarn score` weekly")
    return _percent(known.recovery.back)


def _after_change(known: Known) -> Figure:
    if known.after_change is None:
        return _not_yet(known.no_change)
    return _by_currency(known.after_change, lambda each: each.nrr)


def _forecasts(known: Known) -> Figure:
    if known.forecasts is None:
        return _not_yet("no statement about a renewal is on record; `forewarn backtest` makes them")
    return _percent(known.forecasts)


_FIGURES: Mapping[str, Callable[[Known], Figure]] = {
    "renewal rate": lambda known: _percent(known.rate.by_count),
    "GRR": lambda known: _by_currency(known.retention, lambda each: each.grr),
    "NRR": lambda known: _by_currency(known.retention, lambda each: each.nrr),
    "health coverage": _coverage,
    "false positive rate": lambda known: _rate_of_error(
        known, lambda tested: tested.horizon(MAIN).flag.false_positive_rate
    ),
    "false negative rate": lambda known: _rate_of_error(
        known, lambda tested: tested.horizon(MAIN).flag.false_negative_rate
    ),
    "time to intervene": lambda _: _not_yet(NEEDS_PLAYS),
    "forecast accuracy": _forecasts,
    "expansion pipeline": _pipeline,
    "plan within 7 days": lambda _: _not_yet(NEEDS_PLAYS),
    "red back to green": _recovery,
    "NRR after a change": _after_change,
}
