"""The alarm and the lead times in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forewarn.render.days import day
from forewarn.workspace.portfolio.page import PortfolioPage
from forewarn.workspace.project import Shown

NOT_YET = "Not recorded yet."
NO_QUARTER = "The record does not reach back a quarter yet, so nothing can be said of a shift."


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is structural about the quarter.

    Attributes:
        raised: of accounts or of revenue.
        lines: sentences; the first one is the alarm or its absence.
        aside: what does not count and why, empty where there is nothing of it.
    """

    raised: bool
    lines: tuple[str, ...]
    aside: str = ""


def alarm_of(page: PortfolioPage | None) -> Alarm | None:
    """The alarm of the newest quarter; None where a part of the book is asked for."""
    if page is None or page.asked.parts:
        return None
    if page.shift is None:
        return Alarm(False, (NO_QUARTER,))
    told = page.shift
    raised = told["alarm"] or any(each["alarm"] for each in told["revenue"])
    lines = [_accounts(told), *(_revenue(each) for each in told["revenue"] if each["base"])]
    where = _where(told)
    if raised and where:
        lines.append(where)
    return Alarm(raised, tuple(lines), _aside(told))


def _accounts(told: Mapping[str, Any]) -> str:
    return (
        f"{told['down']:,} of {told['base']:,} accounts went from green to a lower band and "
        f"{told['up']:,} came back to green: net {_share(told)}, {_chance(told)}."
    )


def _revenue(told: Mapping[str, Any]) -> str:
    return f"Revenue in {told['currency']}: net {_share(told)}, {_chance(told)}."


def _share(told: Mapping[str, Any]) -> str:
    share = told["share"]
    if share["value"] is None:
        return f"not known ({share['because']})"
    value = f"{100 * share['value']:+.1f} %"
    if share["low"] is None or share["high"] is None:
        words = f"{value} (n = {share['n']:,}, too few for an interval)"
    else:
        low, high = 100 * share["low"], 100 * share["high"]
        words = f"{value} ({low:+.1f} to {high:+.1f}, n = {share['n']:,})"
    return words.replace("-", "−")


def _chance(told: Mapping[str, Any]) -> str:
    p = "p < 0.001" if told["p"] < 0.001 else f"p = {told['p']:.3f}"
    return f"{'beyond' if told['beyond_chance'] else 'within'} chance ({p})"


def _where(told: Mapping[str, Any]) -> str:
    """The part with the most net moves, where it has half of all of its kind."""
    parts = told["parts"]
    best = max(parts, key=lambda each: each["down"] - each["up"], default=None)
    if best is None or best["down"] <= best["up"]:
        return ""
    net = [max(0, e["down"] - e["up"]) for e in parts if e["kind"] == best["kind"]]
    if 2 * (best["down"] - best["up"]) < sum(net):
        return ""
    return f"Most of it sits in {best['kind']} {best['name']}."


def _aside(told: Mapping[str, Any]) -> str:
    if not told["elsewhere"]:
        return ""
    verb = "is" if told["elsewhere"] == 1 else "are"
    return (
        f"{told['elsewhere']:,} of the base {verb} scored by another scorecard or version now: "
        "shown apart, no part of the alarm."
    )


def lead_times(project: Shown) -> str:
    """How long before a loss the flag stood, as the last backtest on record measured it."""
    from forewarn.ledger.book import verdicts

    found = verdicts(project.ledger, [card.fingerprint for card in project.cards])
    measured = [
        (each[-1].checked_as_of, each[-1].figures["lead_time_days"])
        for each in found.values()
        if each and each[-1].figures.get("lead_time_days")
    ]
    if not measured:
        return NOT_YET
    on, told = max(measured, key=lambda each: each[0])
    if told["value"] is None:
        return f"No figure: {told['because']} (backtest as of {day(on)}, n = {told['n']})."
    between = f" ({told['low']:.0f} to {told['high']:.0f})" if told["low"] is not None else ""
    return (
        f"{told['value']:.0f} days{between} from the first flag to the loss, median of "
        f"{told['n']} flagged losses (backtest as of {day(on)})."
    )
