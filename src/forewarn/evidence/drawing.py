"""Bootstrap over accounts: how often each case counts in each draw (SEMANTICS 27).

An account with three renewals is drawn with all three or with none, so that an interval is as wide
as the number of accounts, not of renewals, allows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

DRAWS = 2000
SEED = 20260302
_CELLS_AT_A_TIME = 1 << 21
_MOST_OFTEN = 255

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]


class Draws:
    """A fixed set of draws over cases; asked again it gives the same.

    Attributes:
        cluster: per case the number of its account, 0 to ``clusters`` - 1.
        clusters: how many accounts there are.
        draws: how many draws.
    """

    def __init__(
        self, cluster: Places, clusters: int, *, draws: int = DRAWS, seed: int = SEED
    ) -> None:
        self.cluster, self.clusters, self.draws, self._seed = cluster, clusters, draws, seed

    @classmethod
    def over(cls, accounts: Sequence[str], *, draws: int = DRAWS, seed: int = SEED) -> Draws:
        """Draws over cases that belong to these accounts, one name a case."""
        numbers = {name: place for place, name in enumerate(sorted(set(accounts)))}
        cluster = np.array([numbers[name] for name in accounts], dtype=np.intp)
        return cls(cluster, len(numbers), draws=draws, seed=seed)

    @property
    def cases(self) -> int:
        """How many cases there are."""
        return len(self.cluster)

    def only(self, kept: Bools) -> Draws:
        """Draws over some of the cases; accounts without any do not count."""
        names, cluster = np.unique(self.cluster[kept], return_inverse=True)
        return Draws(cluster.astype(np.intp), len(names), draws=self.draws, seed=self._seed)

    @cached_property
    def counts(self) -> npt.NDArray[np.uint8]:
        """Draws x accounts: how often an account was drawn."""
        random = np.random.default_rng(self._seed)
        rows = max(1, _CELLS_AT_A_TIME // max(1, self.clusters))
        blocks = [
            self._block(random, min(rows, self.draws - first))
            for first in range(0, self.draws, rows)
        ]
        return np.concatenate(blocks)

    def _block(self, random: np.random.Generator, rows: int) -> npt.NDArray[np.uint8]:
        picked = random.integers(0, self.clusters, size=(rows, self.clusters))
        picked += np.arange(rows)[:, None] * self.clusters
        counts = np.bincount(picked.ravel(), minlength=rows * self.clusters)
        held = np.minimum(counts, _MOST_OFTEN).astype(np.uint8)
        return held.reshape(rows, self.clusters)

    def weights(self) -> Iterator[Floats]:
        """Blocks of draws: rows are draws, columns cases, values how often a case counts."""
        rows = max(1, _CELLS_AT_A_TIME // max(1, self.cases))
        for first in range(0, self.draws, rows):
            yield self.counts[first : first + rows][:, self.cluster].astype(np.float64)

    def totals(self, columns: Floats) -> Floats:
        """Sums over cases in every draw: draws x columns.

        Args:
            columns: cases x columns. Cost: cases x columns, then draws x accounts x columns.
        """
        by_account = np.zeros((self.clusters, columns.shape[1]))
        np.add.at(by_account, self.cluster, columns)
        rows = max(1, _CELLS_AT_A_TIME // max(1, self.clusters))
        blocks = [
            self.counts[first : first + rows].astype(np.float64) @ by_account
            for first in range(0, self.draws, rows)
        ]
        return np.concatenate(blocks)
