"""Ranks for a percentile curve: how a signal is spread among peers at one date, frozen (S4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from statistics import quantiles

from forewarn.project.book import Plan, run_book
from forewarn.project.desk import Desk
from forewarn.scorecard.model import Scorecard
from forewarn.terms.errors import ForewarnError
from forewarn.terms.results import FrozenRanks
from forewarn.terms.signal import Status

STEPS = 10
FEWEST = 20


def freeze(desk: Desk, signal: str, *, by: str, as_of: date) -> FrozenRanks:
    """Eleven quantiles of a signal's observed values per value of an account attribute.

    Quantiles interpolate between order statistics, the lowest and highest value included. Groups
    with fewer than 20 accounts are left out and counted: their ranks would be noise.

    Raises:
        ForewarnError: no scorecard has such a signal that an input or cap uses, or no group is
            large enough.
    """
    card = _card_with(desk, signal)
    plan = Plan((card,), (card,), (as_of,), (as_of,), desk.settings.week_starts)
    groups: dict[str, list[float]] = defaultdict(list)
    for courses in run_book(desk.engine, plan, declared=desk.declared).courses():
        account = courses[card.name].account(as_of)
        if account is None:
            continue
        value = courses[card.name].values(account)[signal]
        if value.status is Status.OBSERVED and isinstance(value.value, (int, float)):
            groups[account.text(by) or ""].append(float(value.value))
    return _ranks(groups, signal, by, as_of)


def _card_with(desk: Desk, signal: str) -> Scorecard:
    for card in desk.cards:
        if any(part.signal == signal for part in card.inputs):
            return card
    names = sorted({part.signal for card in desk.cards for part in card.inputs})
    raise ForewarnError(
        f"no input uses a signal '{signal}'", fix=f"name one of: {', '.join(names)}"
    )


def _ranks(groups: Mapping[str, list[float]], signal: str, by: str, as_of: date) -> FrozenRanks:
    large = {name: sorted(found) for name, found in groups.items() if name and len(found) >= FEWEST}
    if not large:
        counts = ", ".join(f"{name or 'empty'} {len(found)}" for name, found in groups.items())
        raise ForewarnError(
            f"no {by} has {FEWEST} accounts with an observed '{signal}' ({counts or 'none'})",
            fix="group by another attribute, or draw a linear curve",
        )
    return FrozenRanks(
        signal=signal,
        by=by,
        frozen_on=as_of,
        values={name: _quantiles(found) for name, found in sorted(large.items())},
        counts={name: len(groups[name]) for name in sorted(groups)},
    )


def _quantiles(found: list[float]) -> tuple[float, ...]:
    inner = quantiles(found, n=STEPS, method="inclusive")
    return tuple(round(value, 6) for value in (found[0], *inner, found[-1]))
