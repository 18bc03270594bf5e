"""Results of one date that are made when they are read: a long backfill holds few of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol, overload

from forewarn.terms.score import AccountResult, Snapshot

Counts = Mapping[tuple[str | None, str | None], int]
"""Accounts by scorecard and effective band."""


class Brief(NamedTuple):
    """What lists of accounts are counted and ordered by."""

    account_id: str
    scorecard: str | None
    effective_band: str | None
    score: float | None


class Source(Protocol):
    """Makes the results of one date."""

    def counts(self) -> Counts:
        """Accounts by scorecard and effective band."""
        ...

    def briefs(self) -> Sequence[Brief]:
        """Every account, in brief, by account."""
        ...

    def results(self, accounts: Iterable[str] | None = None) -> list[AccountResult]:
        """Results of some accounts or all, by account."""
        ...


class Made(Sequence[AccountResult]):
    """Reads as the results by account; the first reading makes them all and keeps them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._kept: tuple[AccountResult, ...] | None = None

    def _all(self) -> tuple[AccountResult, ...]:
        if self._kept is None:
            self._kept = tuple(self.source.results())
        return self._kept

    @overload
    def __getitem__(self, place: int) -> AccountResult: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[AccountResult, ...]: ...
    def __getitem__(self, place: int | slice) -> AccountResult | tuple[AccountResult, ...]:
        return self._all()[place]

    def __len__(self) -> int:
        return len(self._all()) if self._kept else sum(self.source.counts().values())

    def __iter__(self) -> Iterator[AccountResult]:
        return iter(self._all())

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())


def counts(snapshot: Snapshot) -> Counts:
    """Accounts of a snapshot by scorecard and effective band, without making results."""
    if isinstance(snapshot.accounts, Made):
        return snapshot.accounts.source.counts()
    return Counter((each.scorecard, each.effective_band) for each in snapshot.accounts)


def worst_first(
    snapshot: Snapshot, key: Callable[[Brief], tuple[int, float, str]], limit: int | None
) -> list[AccountResult]:
    """The first results of a snapshot in an order, making no others.

    Args:
        key: sorts.
        limit: how many; None = all.
    """
    if not isinstance(snapshot.accounts, Made) or limit is None:
        ranked = sorted(snapshot.accounts, key=lambda each: key(_brief(each)))
        return ranked if limit is None else ranked[:limit]
    source = snapshot.accounts.source
    first = [each.account_id for each in sorted(source.briefs(), key=key)[:limit]]
    found = {each.account_id: each for each in source.results(first)}
    return [found[account] for account in first]


def _brief(each: AccountResult) -> Brief:
    return Brief(each.account_id, each.scorecard, each.effective_band, each.score.score)
