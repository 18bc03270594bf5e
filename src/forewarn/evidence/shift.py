"""Structural shift: has a part of the book gone from green to a lower band in a quarter (V2)?

Everything is net of returns and over the accounts (and separately the revenue) that were there
when the quarter began. A shift alarms when it is beyond chance for the size of the book and as
large as ten points can be expected to look in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import comb, exp, lgamma, log, sqrt

import numpy as np

from forewarn.evidence.drawing import Draws, Floats
from forewarn.evidence.measured import Measured
from forewarn.evidence.rates import ratio
from forewarn.terms.score import Plain, Revenue

ALARM_AT = 0.10
LEVEL = 0.05
SIGNS = 4999
SEED = 20260302
PAIRED = "paired shares, Agresti and Min"
_Z, _SURE_Z = 1.959963984540054, 2.5758293035489004


@dataclass(frozen=True, slots=True)
class Stood:
    """An account as it stood at one date.

    Attributes:
        band: the effective band; None when it had none.
        green: it is the top one, or growth above it; ``lowest``: it is the lowest.
        scorecard: that scored it.
        revenue: by currency.
        parts: names of what it belongs to, by kind (segment, plan, owner).
    """

    account_id: str
    band: str | None
    green: bool
    lowest: bool
    scorecard: str | None
    revenue: tuple[Revenue, ...] = ()
    parts: Mapping[str, str | None] | None = None


@dataclass(frozen=True, slots=True)
class RevenueShift(Plain):
    """The same in money of one currency: revenue as it was when the quarter began."""

    currency: str
    base: Decimal
    down: Decimal
    up: Decimal
    share: Measured
    p: float
    beyond_chance: bool
    alarm: bool


@dataclass(frozen=True, slots=True)
class PartShift(Plain):
    """One part of the base: where the shift sits."""

    kind: str
    name: str
    base: int
    down: int
    up: int
    share: Measured


@dataclass(frozen=True, slots=True)
class Shift(Plain):
    """What moved between bands in a quarter.

    Attributes:
        base: accounts with a band when the quarter began; ``green_before`` of them green.
        down: of them, green then and lower now; ``to_lowest`` of these in the lowest band.
        up: of them, lower then and green now.
        share: (down - up) / base with its interval.
        p: chance of so many more down than up when either is as likely (McNemar's test in its
            mid-p form, one-sided).
        beyond_chance: p is at most 5 %.
        alarm: beyond chance, and ten points of the base lie within or below the interval.
        elsewhere: accounts that another scorecard scores now; shown apart, never counted.
        left: accounts of the base without a band now; ``came``: accounts that are new since.
        revenue: by currency.
        parts: by segment, plan and owner.
    """

    began_on: date
    ended_on: date
    base: int
    green_before: int
    down: int
    up: int
    to_lowest: int
    share: Measured
    p: float
    beyond_chance: bool
    alarm: bool
    elsewhere: int
    left: int
    came: int
    revenue: tuple[RevenueShift, ...] = ()
    parts: tuple[PartShift, ...] = ()

    @property
    def any_alarm(self) -> bool:
        """Accounts or revenue of any currency."""
        return self.alarm or any(each.alarm for each in self.revenue)


_Pair = tuple[Stood, Stood | None]


def shift(
    before: Sequence[Stood], now: Sequence[Stood], *, began_on: date, ended_on: date
) -> Shift:
    """What moved between two dates.

    Args:
        before: every account of the book at the first date, once.
        now: the same at the second.
        began_on, ended_on: the dates.
    """
    later = {each.account_id: each for each in now if each.band is not None}
    base = [each for each in before if each.band is not None]
    pairs = [(each, later.get(each.account_id)) for each in base]
    down = sum(_falls(pair) for pair in pairs)
    up = sum(_returns(pair) for pair in pairs)
    share, p = net_share(down, up, len(base)), chance_of_net(down, up)
    return Shift(
        began_on=began_on,
        ended_on=ended_on,
        base=len(base),
        green_before=sum(each.green for each in base),
        down=down,
        up=up,
        to_lowest=sum(_falls((old, new)) and new is not None and new.lowest for old, new in pairs),
        share=share,
        p=p,
        beyond_chance=p <= LEVEL,
        alarm=is_alarm(share, p),
        elsewhere=sum(new is not None and old.scorecard != new.scorecard for old, new in pairs),
        left=sum(new is None for _, new in pairs),
        came=len(later.keys() - {each.account_id for each in base}),
        revenue=_revenue(pairs),
        parts=_parts(pairs),
    )


def _stays(pair: _Pair) -> bool:
    """Scored by the same scorecard at both dates."""
    old, new = pair
    return new is not None and old.scorecard == new.scorecard


def _falls(pair: _Pair) -> bool:
    old, new = pair
    return _stays(pair) and new is not None and old.green and not new.green


def _returns(pair: _Pair) -> bool:
    old, new = pair
    return _stays(pair) and new is not None and new.green and not old.green


def is_alarm(share: Measured, p: float) -> bool:
    """Beyond chance, and ten points are not ruled out."""
    return p <= LEVEL and share.high is not None and share.high >= ALARM_AT


def net_share(down: int, up: int, base: int) -> Measured:
    """(down - up) / base with Agresti and Min's interval for paired shares (2005).

    Half a case is added to each of the four cells of before and now: so it also holds in books of
    a few dozen accounts.
    """
    if not base:
        return Measured.unknown("there was no account with a band")
    n, b, c = base + 2.0, down + 0.5, up + 0.5
    middle, spread = (b - c) / n, sqrt((b + c) - (b - c) ** 2 / n) / n
    ends = [
        max(-1.0, min(1.0, middle + sign * z * spread)) for z in (_Z, _SURE_Z) for sign in (-1, 1)
    ]
    value = (down - up) / base
    low, high = min(ends[0], value), max(ends[1], value)
    return Measured(value, low, high, base, PAIRED, "", ends[2], ends[3])


def chance_of_net(down: int, up: int) -> float:
    """Chance of at least so many down out of all that moved when up is as likely: mid-p.

    Half of the chance of exactly what was seen is left out (Fagerland, Lydersen and Laake 2013):
    the exact test of a few moves raises its alarm far less often than one time in twenty.
    """
    moved = down + up
    if not moved:
        return 1.0
    return _tail(moved, down + 1) + _chance(moved, down) / 2


def _tail(moved: int, down: int) -> float:
    return min(1.0, sum(_chance(moved, number) for number in range(down, moved + 1)))


def _chance(moved: int, down: int) -> float:
    if moved < 1000:
        return float(comb(moved, down) / 2**moved)
    return exp(lgamma(moved + 1) - lgamma(down + 1) - lgamma(moved - down + 1) - moved * log(2))


def _revenue(pairs: Sequence[_Pair]) -> tuple[RevenueShift, ...]:
    currencies = sorted({each.currency for old, _ in pairs for each in old.revenue})
    return tuple(_of_currency(currency, pairs) for currency in currencies)


def _of_currency(currency: str, pairs: Sequence[_Pair]) -> RevenueShift:
    def total(counts: Callable[[_Pair], bool]) -> Decimal:
        return sum((_amount(p[0], currency) for p in pairs if counts(p)), Decimal(0))

    base, down, up = total(lambda _: True), total(_falls), total(_returns)
    amounts = np.array([float(_amount(old, currency)) for old, _ in pairs])
    signed = amounts * np.array([int(_falls(pair)) - int(_returns(pair)) for pair in pairs])
    share, p = _share_of_money(signed, amounts, pairs), chance_of_signs(signed)
    return RevenueShift(currency, base, down, up, share, p, p <= LEVEL, is_alarm(share, p))


def _share_of_money(signed: Floats, amounts: Floats, pairs: Sequence[_Pair]) -> Measured:
    held = amounts > 0
    draws = Draws.over([old.account_id for old, _ in pairs]).only(held)
    return ratio(signed[held], amounts[held], draws)


def chance_of_signs(signed: Floats, *, signs: int = SIGNS, seed: int = SEED) -> float:
    """Chance of so large a sum when the sign of every amount is a fair coin's.

    Args:
        signed: amounts that went down, and as negative numbers those that came back.
        signs: how many throws.
        seed: of the throws.
    """
    amounts = np.abs(signed[signed != 0])
    if not len(amounts):
        return 1.0
    seen, random = float(signed.sum()), np.random.default_rng(seed)
    beyond = 1
    for _ in range(0, signs, 1000):
        coins = random.integers(0, 2, size=(min(1000, signs), len(amounts))) * 2 - 1
        beyond += int((coins @ amounts >= seen - 1e-9).sum())
    thrown = -(-signs // 1000) * min(1000, signs)
    return beyond / (1 + thrown)


def _amount(stood: Stood, currency: str) -> Decimal:
    return sum((each.arr for each in stood.revenue if each.currency == currency), Decimal(0))


def _parts(pairs: Sequence[_Pair]) -> tuple[PartShift, ...]:
    """By kind and name; kinds in the order given, names by alphabet."""
    found = []
    for kind in dict.fromkeys(kind for old, _ in pairs for kind in old.parts or ()):
        for name in sorted({_part(old, kind) for old, _ in pairs}):
            some = [pair for pair in pairs if _part(pair[0], kind) == name]
            down, up = sum(map(_falls, some)), sum(map(_returns, some))
            found.append(PartShift(kind, name, len(some), down, up, net_share(down, up, len(some))))
    return tuple(found)


def _part(stood: Stood, kind: str) -> str:
    return (stood.parts or {}).get(kind) or "not known"
