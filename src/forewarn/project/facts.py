"""What a run knows of the facts beside the grid: accounts, judgements, contracts, feeds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from forewarn.project.accounts import AccountBook
from forewarn.project.judgement import Judgements
from forewarn.project.needs import tables_in_use
from forewarn.project.revenue import Contracts
from forewarn.scorecard.model import Scorecard
from forewarn.signals.cell import Cell, tables_covering, tables_silent
from forewarn.terms.account import AccountAsOf
from forewarn.terms.cases import CaseEvent
from forewarn.terms.facts import TABLES
from forewarn.terms.ports import Engine

Cases = Mapping[str, tuple[CaseEvent, ...]]
"""What was done about divergences, by account, oldest first."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What the project says of its sources.

    Attributes:
        currency: what an empty currency means.
        covering: tables declared to cover all accounts.
        stale_after: days per table after which a silent feed is stale.
        include: statuses scored although they usually are not.
        functions: the project's Python signals by name.
        cases: reads what people did about divergences.
        merged: reads which accounts were merged into others, and into which.
    """

    currency: str
    covering: frozenset[str]
    stale_after: Mapping[str, int]
    include: frozenset[str] = frozenset()
    functions: Mapping[str, Callable[..., object]] | None = None
    cases: Callable[[], Cases] = dict
    merged: Callable[[], Mapping[str, str]] = dict


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Small tables of a run, read once each, asked by account and date."""

    accounts: AccountBook
    judgements: Judgements
    contracts: Contracts
    seen: Mapping[str, Mapping[str, date]]
    covering: Mapping[str, date]
    silent: Mapping[date, frozenset[str]]
    functions: Mapping[str, Callable[..., object]]
    cases: Cases = field(default_factory=dict)

    def cell(self, account: AccountAsOf, seats: float | None) -> Cell:
        """What finishing a signal needs to know of an account as of a date."""
        return Cell(
            as_of=account.as_of,
            account=account,
            seats=seats,
            seen=self.seen.get(account.account_id, {}),
            covering=self.covering,
            silent=self.silent[account.as_of],
            functions=self.functions,
        )


def read_surroundings(
    engine: Engine,
    cards: Sequence[Scorecard],
    dates: Sequence[date],
    *,
    declared: Declared,
    accounts: Sequence[str] | None = None,
) -> Surroundings:
    """Read everything but the grid: a fixed number of queries whatever the book's size."""
    tables = sorted({*tables_in_use(cards), *(name for name in TABLES if name != "accounts")})
    first_rows = engine.first_rows(tables)
    seen = _by_account(first_rows)
    feeds = engine.feeds(sorted(declared.stale_after), dates) if declared.stale_after else {}
    return Surroundings(
        accounts=AccountBook(
            engine.accounts(),
            FirstFacts(seen),
            include=declared.include,
            merged=declared.merged,
        ),
        judgements=Judgements.read(engine, accounts),
        contracts=Contracts.read(engine, declared.currency, accounts),
        seen=seen,
        covering=tables_covering(first_rows, declared=declared.covering),
        silent={
            on: tables_silent(
                {table: days[place] for table, days in feeds.items()},
                declared.stale_after,
                as_of=on,
            )
            for place, on in enumerate(dates)
        },
        functions=declared.functions or {},
        cases=declared.cases(),
    )


def _by_account(
    first_rows: Mapping[str, Mapping[str, date]],
) -> dict[str, dict[str, date]]:
    turned: defaultdict[str, dict[str, date]] = defaultdict(dict)
    for table, rows in first_rows.items():
        for account, on in rows.items():
            turned[account][table] = on
    return dict(turned)


class FirstFacts(Mapping[str, date]):
    """Per account the first as_of date that knows any fact of it; few are ever asked for."""

    def __init__(self, seen: Mapping[str, Mapping[str, date]]) -> None:
        """Over the first as_of dates by account and table, none without any."""
        self._seen = seen

    def __getitem__(self, account_id: str) -> date:
        return min(self._seen[account_id].values())

    def __iter__(self) -> Iterator[str]:
        return iter(self._seen)

    def __len__(self) -> int:
        return len(self._seen)
