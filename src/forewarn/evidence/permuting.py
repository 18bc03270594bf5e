"""What two counts of the same book at two dates would look like if the dates meant nothing.

The accounts of a quarter ago are mostly the accounts of today, so the two counts are no two
samples. Where an account has a value at both dates the two are exchanged or not, by a fair coin;
the values of accounts that are there at one date only are dealt anew to the two dates. Under "the
dates do not matter" every such arrangement is as likely as the one that was seen (Fisher 1935).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forewarn.evidence.drawing import Floats, Places

ARRANGEMENTS = 1999
SEED = 20260302
_SAME = 1e-12

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TwoDates:
    """Accounts by class at two dates.

    Attributes:
        moved: classes x classes: accounts there at both dates, by class before and now.
        only_before, only_now: accounts by class that are there at that date alone.
    """

    moved: Counts
    only_before: Counts
    only_now: Counts

    @classmethod
    def of(cls, before: Places, now: Places, classes: int) -> TwoDates:
        """Count accounts.

        Args:
            before: class of each account at the first date, -1 where it is not there.
            now: the same at the second, accounts in the same order.
            classes: how many there are.
        """
        both = (before >= 0) & (now >= 0)
        pairs = before[both] * classes + now[both]
        return cls(
            np.bincount(pairs, minlength=classes * classes).reshape(classes, classes),
            np.bincount(before[(before >= 0) & (now < 0)], minlength=classes),
            np.bincount(now[(now >= 0) & (before < 0)], minlength=classes),
        )

    @property
    def before(self) -> Counts:
        """Accounts by class at the first date."""
        total: Counts = self.moved.sum(axis=1) + self.only_before
        return total

    @property
    def after(self) -> Counts:
        """Accounts by class at the second date."""
        total: Counts = self.moved.sum(axis=0) + self.only_now
        return total

    def arranged(
        self, *, arrangements: int = ARRANGEMENTS, seed: int = SEED
    ) -> tuple[Floats, Floats]:
        """Counts before and now in as many arrangements (rows) under "the dates do not matter"."""
        random = np.random.default_rng(seed)
        before = np.tile(self.before.astype(np.float64), (arrangements, 1))
        _exchange(before, self.moved, random)
        _deal(before, self.only_before, self.only_now, random)
        return before, (self.before + self.after)[None, :] - before


def _exchange(before: Floats, moved: Counts, random: np.random.Generator) -> None:
    """Exchange pairs by fair coins: of those between two classes only their number counts."""
    there, back = np.nonzero(np.triu(moved + moved.T, k=1))
    if not len(there):
        return
    pairs = moved[there, back] + moved[back, there]
    drawn = random.binomial(pairs, 0.5, size=(len(before), len(pairs)))
    change = (drawn - moved[there, back]).astype(np.float64)
    into = np.zeros((len(pairs), before.shape[1]))
    into[np.arange(len(pairs)), there] += 1
    into[np.arange(len(pairs)), back] -= 1
    before += change @ into


def _deal(
    before: Floats, only_before: Counts, only_now: Counts, random: np.random.Generator
) -> None:
    """Deal the values of accounts that are there at one date only anew to the two dates."""
    size = int(only_before.sum())
    if not size or not only_now.sum():
        return
    dealt = random.multivariate_hypergeometric(
        only_before + only_now, size, size=len(before), method="marginals"
    )
    before += dealt - only_before[None, :]


def chance_of(seen: float, drawn: Floats) -> float:
    """Share of arrangements at least as far out as what was seen, which counts as one of them.

    Never too small a chance, whatever the ties (Phipson and Smyth 2010).
    """
    return float((1 + (drawn >= seen - _SAME).sum()) / (1 + len(drawn)))
