"""What of the record has to be scored again, told from what changed: dates, and accounts at them.

An account is touched at a date when something the date may know of it, or of the weeks before it
that its band rests on, reads differently than when it was recorded. Whatever is touched from one
date on is touched at every later one. Nothing is scored to find that out; whether a touched
snapshot says something else now is for scoring to tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from forewarn.signals.columns import FIRST_USES
from forewarn.terms.change import Change

EVENTS = "events"


@dataclass(frozen=True, slots=True)
class BookWide:
    """What every account's values rest on.

    Attributes:
        covering: per table the as_of date from which it speaks for every account.
        silent: per date the tables that were silent, where any were.
    """

    covering: Mapping[str, date] = field(default_factory=dict)
    silent: Mapping[date, frozenset[str]] = field(default_factory=dict)

    def differs_from(self, earlier: BookWide, dates: Iterable[date]) -> date | None:
        """The first date that all accounts may read differently; None when none does.

        Args:
            earlier: how it was.
            dates: to be compared, the weeks before recorded dates among them.
        """
        nothing: frozenset[str] = frozenset()
        found = [
            on for on in dates if self.silent.get(on, nothing) != earlier.silent.get(on, nothing)
        ]
        for table in self.covering.keys() | earlier.covering.keys():
            days = {self.covering.get(table), earlier.covering.get(table)}
            if len(days) > 1:
                found.append(min(day for day in days if day is not None))
        return min(found, default=None)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why snapshots of a date are scored again: accounts with rows of a table that came, or so."""

    table: str
    kind: str
    accounts: int


@dataclass(frozen=True, slots=True)
class Touched:
    """Dates by what is to be done with them; each stands in one list.

    Attributes:
        new: not on record yet: every account is scored.
        whole: on record, every account is scored again.
        some: on record, these accounts are scored again.
        kept: on record, and as they are.
        changes: of the facts.
        everyone_from: from when on all are touched by what every account rests on.
    """

    new: tuple[date, ...] = ()
    whole: tuple[date, ...] = ()
    some: Mapping[date, frozenset[str]] = field(default_factory=dict)
    kept: tuple[date, ...] = ()
    changes: tuple[Change, ...] = ()
    everyone_from: date | None = None

    def reasons(self, on: date, among: frozenset[str] | None = None) -> tuple[Reason, ...]:
        """Why a date is scored again, tables with most accounts first.

        Args:
            on: the date.
            among: only these accounts count; None = all.
        """
        found: dict[tuple[str, str], set[str | None]] = {}
        for each in self.changes:
            if each.first_on > on:
                continue
            if each.account_id is None or among is None or each.account_id in among:
                found.setdefault((each.table, each.kind), set()).add(each.account_id)
        counted = {of: len(accounts - {None}) for of, accounts in _in_sources(found).items()}
        ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
        return tuple(Reason(table, kind, n) for (table, kind), n in ranked)


def _in_sources(
    found: Mapping[tuple[str, str], set[str | None]],
) -> dict[tuple[str, str], set[str | None]]:
    """Accounts by table and kind, in tables of the user's: first uses are derived from events.

    Where events of an account changed, these are the reason, and say how they did.
    """
    told = {of: set(accounts) for of, accounts in found.items() if of[0] != FIRST_USES}
    with_events = {each for of, accounts in told.items() if of[0] == EVENTS for each in accounts}
    for (table, kind), accounts in found.items():
        if table == FIRST_USES and accounts - with_events:
            told.setdefault((EVENTS, kind), set()).update(accounts - with_events)
    return told


def touched(
    asked: Iterable[date],
    recorded: Iterable[date],
    changes: Sequence[Change],
    *,
    unsure: Iterable[date] = (),
    everyone_from: date | None = None,
) -> Touched:
    """Sort the dates asked for and those on record.

    Args:
        asked: dates that are to be on record.
        recorded: dates that are, made from facts and rules that are known.
        changes: of the facts since; several of one account count from the first.
        unsure: recorded dates of which it is not known what they were made from.
        everyone_from: all accounts are touched from this date on, whatever ``changes`` say.
    """
    days, everyone = _first_days(changes)
    whole_from = min((on for on in (everyone, everyone_from) if on is not None), default=None)
    there, doubtful = set(recorded), set(unsure)
    some: dict[date, frozenset[str]] = {}
    whole, kept = [], []
    for on in sorted(there | doubtful):
        if on in doubtful or (whole_from is not None and whole_from <= on):
            whole.append(on)
            continue
        accounts = frozenset(account for account, first in days.items() if first <= on)
        if accounts:
            some[on] = accounts
        else:
            kept.append(on)
    new = sorted(set(asked) - there - doubtful)
    return Touched(tuple(new), tuple(whole), some, tuple(kept), tuple(changes), everyone_from)


def _first_days(changes: Iterable[Change]) -> tuple[dict[str, date], date | None]:
    days: dict[str, date] = {}
    everyone: date | None = None
    for each in changes:
        if each.account_id is None:
            everyone = min(everyone or each.first_on, each.first_on)
        else:
            days[each.account_id] = min(days.get(each.account_id, each.first_on), each.first_on)
    return days, everyone


@dataclass(frozen=True, slots=True)
class Batch:
    """Dates and accounts that are scored in one pass; None = every account."""

    dates: tuple[date, ...]
    accounts: tuple[str, ...] | None = None


# One pass costs about as much as scoring this many accounts at one date.
_A_PASS = 3_000


def batches(work: Touched, *, book: int | None = None) -> tuple[Batch, ...]:
    """The passes that score all that is touched and new: few, and with little in vain.

    A pass scores all its accounts at all its dates. Accounts touched from long ago are few and
    those touched since yesterday many, so that the dates are cut once where it saves most.

    Args:
        work: what is to be scored.
        book: number of accounts, where it is known: who are all are not named.
    """
    everyone = tuple(sorted((*work.new, *work.whole)))
    found = [Batch(everyone)] if everyone else []
    dates = sorted(work.some)
    if not dates:
        return tuple(found)
    sizes = [len(work.some[on]) for on in dates]
    # Who is touched at a date is touched at all later ones: the last of a run has them all.
    cut = min(range(len(dates)), key=lambda place: _cost(sizes, place))
    for run in (dates[:cut], dates[cut:]):
        if run:
            accounts = work.some[run[-1]]
            few = book is None or len(accounts) < book
            found.append(Batch(tuple(run), tuple(sorted(accounts)) if few else None))
    return tuple(found)


def _cost(sizes: Sequence[int], cut: int) -> int:
    """Of a pass over the dates before the cut, and one over the rest."""
    before = cut * sizes[cut - 1] + _A_PASS if cut else 0
    return before + (len(sizes) - cut) * sizes[-1] + _A_PASS
