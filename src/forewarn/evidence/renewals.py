"""Renewals that can be judged: contracts and their outcomes as cases (SEMANTICS 24, 25).

A case is one decision of one account. Contracts with an end are decided at it; a contract without
one (evergreen) is looked at every three months: churned, downsold, or still active.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

RENEWED, EXPANDED, DOWNSOLD, CHURNED, ACTIVE = (
    "renewed",
    "expanded",
    "downsold",
    "churned",
    "active",
)
WORST_FIRST = (CHURNED, DOWNSOLD, RENEWED, ACTIVE, EXPANDED)
MONTHS_BETWEEN_CHECKPOINTS = 3
SAME_RENEWAL = timedelta(days=45)
"""How far an outcome's due date may lie from the end of the contract it is about, without an id."""


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract as far as its renewal goes.

    Attributes:
        ends_on: None = evergreen.
        notice_days: how long before the end the customer has to give notice; 0 = none.
        arr: recurring revenue a year; None when not known.
    """

    account_id: str
    contract_id: str | None
    starts_on: date
    ends_on: date | None
    notice_days: int = 0
    arr: Decimal | None = None
    currency: str | None = None

    @property
    def due_on(self) -> date | None:
        """The earlier of the notice deadline and the end; None for an evergreen contract."""
        return None if self.ends_on is None else self.ends_on - timedelta(days=self.notice_days)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a renewal, as it was recorded.

    Attributes:
        kind: renewed, expanded, downsold or churned.
        known_on: the first as_of date that knows it.
        avoidable: whether the loss could have been changed, in the recorder's words; None = open.
    """

    account_id: str
    contract_id: str | None
    due_on: date
    decided_on: date
    kind: str
    known_on: date
    arr_before: Decimal | None = None
    arr_after: Decimal | None = None
    reason: str | None = None
    avoidable: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One decision to hold scores against.

    Attributes:
        due_on: the earlier of notice deadline and end; a checkpoint for an evergreen contract.
        decided_on: None for a checkpoint that nothing was decided before.
        kind: renewed, expanded, downsold, churned; active at a checkpoint.
        contracts: how many renewals count as this one.
    """

    account_id: str
    contract_id: str | None
    due_on: date
    decided_on: date | None
    kind: str
    arr_before: Decimal | None = None
    arr_after: Decimal | None = None
    currency: str | None = None
    reason: str | None = None
    avoidable: str | None = None
    evergreen: bool = False
    contracts: int = 1

    def is_bad(self, *, downsold_beyond: float | None = None) -> bool:
        """Whether the customer was lost.

        Args:
            downsold_beyond: count a downsell as a loss, too, when it took more than this share of
                the revenue (0.1 = 10 %; one without amounts counts). None = only churned.
        """
        if self.kind == CHURNED:
            return True
        if downsold_beyond is None or self.kind != DOWNSOLD:
            return False
        share = self.lost_share
        return share is None or share > downsold_beyond

    def is_decided(self, days: int) -> bool:
        """Whether it was decided before the date that lies so many days before it was due."""
        as_of = self.due_on - timedelta(days=days)
        return self.decided_on is not None and self.decided_on < as_of

    @property
    def lost_share(self) -> float | None:
        """Share of the revenue that went, 0 to 1; None without amounts."""
        if self.kind == CHURNED:
            return 1.0
        if self.arr_before is None or self.arr_after is None or self.arr_before <= 0:
            return None
        return max(0.0, float(1 - self.arr_after / self.arr_before))


@dataclass(frozen=True, slots=True)
class Renewals:
    """What there is to judge by.

    Attributes:
        cases: decided ones, by account and due date.
        censored: contracts past their end without a known outcome: never counted as renewed.
        not_yet_known: outcomes recorded for later than the date asked at.
        coming: contracts that are still to be decided, due on the date asked at or later.
    """

    cases: tuple[Case, ...]
    censored: tuple[Contract, ...]
    not_yet_known: int = 0
    coming: tuple[Contract, ...] = ()


def renewals(
    contracts: Iterable[Contract],
    outcomes: Iterable[Outcome],
    *,
    as_of: date,
    ended_on: Mapping[str, date] | None = None,
) -> Renewals:
    """Cases of a book as they are known at a date.

    An outcome belongs to the contract that it names, or to the one of its account whose end lies
    nearest to its due date, 45 days at most; without one, to every evergreen contract of its
    account that runs by then. One that fits no contract is a case by itself, due when it says.
    Evergreen contracts give a case at every checkpoint, three months apart from
    their start, that lies before ``as_of``.

    Args:
        contracts: one row each, as known at ``as_of``.
        outcomes: later known ones are counted and left out.
        as_of: what is known is known before this date.
        ended_on: per account the day it left, for evergreen contracts without an outcome row.
    """
    every = list(outcomes)
    known = [each for each in every if each.known_on <= as_of]
    matched = _Matching(contracts, known)
    cases = [_decided(outcome, contract) for outcome, contract in matched.pairs]
    cases += [
        case
        for contract in matched.evergreen
        for case in _checkpoints(
            contract,
            matched.of_evergreen(contract),
            as_of,
            (ended_on or {}).get(contract.account_id),
        )
    ]
    cases.sort(key=lambda case: (case.account_id, case.due_on, case.contract_id or ""))
    censored = tuple(
        contract
        for contract in matched.open_ended
        if contract.ends_on is not None and contract.ends_on < as_of
    )
    coming = tuple(
        contract
        for contract in matched.open_ended
        if contract.due_on is not None and contract.due_on >= as_of
    )
    return Renewals(tuple(cases), censored, len(every) - len(known), coming)


class _Matching:
    """Which outcome is about which contract; each of either at most once where there is an end."""

    def __init__(self, contracts: Iterable[Contract], outcomes: Sequence[Outcome]) -> None:
        self._by_account: dict[str, list[Contract]] = defaultdict(list)
        for contract in contracts:
            self._by_account[contract.account_id].append(contract)
        self._taken: set[int] = set()
        self._evergreen: dict[int, list[Outcome]] = defaultdict(list)
        self.pairs: list[tuple[Outcome, Contract | None]] = []
        for outcome in sorted(outcomes, key=lambda each: (each.account_id, each.due_on)):
            self._match(outcome)

    @property
    def evergreen(self) -> Iterator[Contract]:
        return (each for each in self._all() if each.ends_on is None)

    @property
    def open_ended(self) -> Iterator[Contract]:
        """Contracts with an end that no outcome is about."""
        return (
            each for each in self._all() if each.ends_on is not None and id(each) not in self._taken
        )

    def of_evergreen(self, contract: Contract) -> list[Outcome]:
        return self._evergreen.get(id(contract), [])

    def _all(self) -> Iterator[Contract]:
        return (each for account in sorted(self._by_account) for each in self._by_account[account])

    def _match(self, outcome: Outcome) -> None:
        there = self._by_account.get(outcome.account_id, [])
        if outcome.contract_id is not None:
            there = [each for each in there if each.contract_id == outcome.contract_id]
        contract = self._ending_near(there, outcome)
        endless = [c for c in there if c.ends_on is None and c.starts_on <= outcome.decided_on]
        if contract is None and endless:
            for each in endless:
                self._evergreen[id(each)].append(outcome)
            return
        if contract is not None:
            self._taken.add(id(contract))
        self.pairs.append((outcome, contract))

    def _ending_near(self, there: Sequence[Contract], outcome: Outcome) -> Contract | None:
        free = [each for each in there if id(each) not in self._taken]
        near = sorted((_distance(each, outcome), place) for place, each in enumerate(free))
        return free[near[0][1]] if near and near[0][0] <= SAME_RENEWAL else None


def _distance(contract: Contract, outcome: Outcome) -> timedelta:
    """Between what an outcome calls due and the end, or the notice deadline, of a contract."""
    if contract.ends_on is None or contract.due_on is None:
        return timedelta.max
    return min(abs(outcome.due_on - day) for day in (contract.ends_on, contract.due_on))


def _decided(outcome: Outcome, contract: Contract | None) -> Case:
    due_on = outcome.due_on
    if contract is not None and contract.due_on is not None:
        due_on = min(due_on, contract.due_on)
    arr = contract.arr if contract else None
    return Case(
        outcome.account_id,
        outcome.contract_id or (contract.contract_id if contract else None),
        due_on,
        outcome.decided_on,
        outcome.kind,
        outcome.arr_before if outcome.arr_before is not None else arr,
        outcome.arr_after,
        contract.currency if contract else None,
        outcome.reason,
        outcome.avoidable,
    )


def _checkpoints(
    contract: Contract, outcomes: Sequence[Outcome], as_of: date, left_on: date | None
) -> Iterator[Case]:
    """An evergreen contract quarter by quarter until it is lost or ``as_of``."""
    before = contract.starts_on
    for place in range(1, 1000):
        due_on = months_after(contract.starts_on, place * MONTHS_BETWEEN_CHECKPOINTS)
        if due_on >= as_of:
            return
        case = _checkpoint(contract, outcomes, before, due_on, left_on)
        yield case
        if case.kind == CHURNED:
            return
        before = due_on


def _checkpoint(
    contract: Contract,
    outcomes: Sequence[Outcome],
    before: date,
    due_on: date,
    left_on: date | None,
) -> Case:
    decided = [each for each in outcomes if before < each.decided_on <= due_on]
    decided.sort(key=lambda each: (WORST_FIRST.index(each.kind), each.decided_on))
    worst = decided[0] if decided and decided[0].kind in (CHURNED, DOWNSOLD) else None
    gone = left_on is not None and before < left_on <= due_on
    if worst is None and gone:
        return _evergreen_case(contract, due_on, left_on, CHURNED)
    if worst is None:
        return _evergreen_case(contract, due_on, None, ACTIVE)
    return _evergreen_case(contract, due_on, worst.decided_on, worst.kind, worst)


def _evergreen_case(
    contract: Contract,
    due_on: date,
    decided_on: date | None,
    kind: str,
    outcome: Outcome | None = None,
) -> Case:
    said = outcome.arr_before if outcome else None
    return Case(
        contract.account_id,
        contract.contract_id,
        due_on,
        decided_on,
        kind,
        contract.arr if said is None else said,
        outcome.arr_after if outcome else None,
        contract.currency,
        outcome.reason if outcome else None,
        outcome.avoidable if outcome else None,
        evergreen=True,
    )


def months_after(on: date, months: int) -> date:
    """The same day some months later, the last of the month where there is no such day."""
    index = on.year * 12 + on.month - 1 + months
    year, month = divmod(index, 12)
    first = date(year, month + 1, 1)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(first + timedelta(days=on.day - 1), following - timedelta(days=1))
