"""Counts, sums, shares and means as SQL: nothing found is 0 only where the table speaks."""

from __future__ import annotations

from collections.abc import Sequence

from forewarn.engines.duckdb.setwise.codes import (
    MISSING,
    NOT_APPLICABLE,
    OBSERVED,
    STALE,
    both,
    chosen,
    double,
    negated,
)
from forewarn.engines.duckdb.setwise.scope import Rendered, Scope
from forewarn.signals.cell import CONTRACTS, SEATS
from forewarn.signals.kinds.active_days import ActiveDays
from forewarn.signals.kinds.count import Count
from forewarn.signals.kinds.days_late import DaysLate
from forewarn.signals.kinds.distinct import Distinct
from forewarn.signals.kinds.mean import Mean
from forewarn.signals.kinds.open import Open
from forewarn.signals.kinds.overdue import Overdue
from forewarn.signals.kinds.share import Share
from forewarn.signals.kinds.share_rise import ShareRise
from forewarn.signals.kinds.sum import Sum
from forewarn.signals.kinds.unmet import LongestUnmet, Unmet
from forewarn.signals.over_facts import PerSeats
from forewarn.signals.primitives import Primitive

Total = Count | Sum | Distinct | ActiveDays | Open


def known(scope: Scope, table: str) -> str:
    """The status of a value that rests on a table."""
    return chosen([(scope.silent(table), STALE)], OBSERVED)


def nothing(scope: Scope, table: str, back_days: int) -> str:
    """The status where there are no rows to work on."""
    return chosen([(scope.covered(table, back_days), NOT_APPLICABLE)], MISSING)


def counted(scope: Scope, raw: str, table: str, back_days: int) -> str:
    """The status of a count or sum."""
    unknown = both(f"{raw} = 0", negated(scope.covered(table, back_days)))
    return chosen([(unknown, MISSING), (scope.silent(table), STALE)], OBSERVED)


def total(signal: Total, scope: Scope, back_days: int) -> Rendered:
    """One total over rows of a table, per seats where so asked."""
    first, *seats = signal.reductions(scope.book, back_days=back_days)
    raw = scope.number(first)
    status = counted(scope, raw, signal.table, back_days)
    return _seated(signal, scope, Rendered(raw, status), seats)


def _seated(
    signal: PerSeats, scope: Scope, found: Rendered, seats: Sequence[Primitive]
) -> Rendered:
    if signal.per_seats is None:
        return found
    contracts, bought = seats or (CONTRACTS, SEATS)
    open_now, number = scope.number(contracts), scope.number(bought)
    none = f"({open_now} = 0 OR {number} = 0) AND ({found.status}) <> {MISSING}"
    status = chosen([(none, NOT_APPLICABLE)], f"({found.status})")
    return Rendered(f"({found.value} * {double(signal.per_seats)} / {number})", status)


def overdue(signal: Overdue, scope: Scope, back_days: int) -> Rendered:
    """Invoices past due."""
    (unpaid,) = signal.reductions(scope.book, back_days=back_days)
    raw = scope.number(unpaid)
    return Rendered(raw, counted(scope, raw, signal.table, back_days))


def quotient(signal: Mean | DaysLate | Share, scope: Scope, back_days: int) -> Rendered:
    """One total over another; nothing below the line is not applicable where the table speaks."""
    above, below = map(scope.number, signal.reductions(scope.book, back_days=back_days))
    empty = nothing(scope, signal.table, back_days)
    status = chosen([(f"{below} = 0", f"({empty})")], f"({known(scope, signal.table)})")
    return Rendered(f"({above} / {below})", status)


def share_rise(signal: ShareRise, scope: Scope, back_days: int) -> Rendered:
    """Yes where the share rose beyond chance; how rare it is comes from a table of counts."""
    reductions = signal.reductions(scope.book, back_days=back_days)
    part, whole, part_before, whole_before = (
        f"CAST(round_even({scope.number(each)}, 0) AS BIGINT)" for each in reductions
    )
    rose = scope.rise((part, whole, part_before, whole_before), signal.alpha)
    unknown = both(f"{whole} = 0", negated(scope.covered(signal.table, back_days)))
    status = chosen([(unknown, MISSING), (scope.silent(signal.table), STALE)], OBSERVED)
    return Rendered(f"CASE WHEN {rose} THEN 'yes' ELSE 'no' END", status, text=True)


def unmet(signal: Unmet, scope: Scope, back_days: int) -> Rendered:
    """Open contacts never met."""
    (never_met,) = signal.reductions(scope.book, back_days=back_days)
    raw = scope.number(never_met)
    return Rendered(raw, _told(scope, raw, counted(scope, raw, "contacts", back_days), back_days))


def longest_unmet(signal: LongestUnmet, scope: Scope, back_days: int) -> Rendered:
    """The longest that an open contact has not been met."""
    (longest,) = signal.reductions(scope.book, back_days=back_days)
    column, raw = scope.column(longest).value, scope.number(longest)
    told = _told(scope, raw, known(scope, "contacts"), back_days)
    empty = nothing(scope, "contacts", back_days)
    return Rendered(raw, chosen([(f"{column} IS NULL", f"({empty})")], f"({told})"))


def _told(scope: Scope, raw: str, status: str, back_days: int) -> str:
    """The status as far as interactions speak for the account; 0 needs none of them."""
    unseen = negated(scope.covered("interactions", back_days))
    silent = both(f"({status}) = {OBSERVED}", scope.silent("interactions"))
    settled = f"({raw} = 0 OR ({status}) = {MISSING})"
    return chosen([(settled, f"({status})"), (unseen, MISSING), (silent, STALE)], f"({status})")
