"""What a recording would write, told without writing it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from forewarn.ledger.inserting import standing_marks
from forewarn.ledger.models import Run
from forewarn.ledger.opening import Ledger
from forewarn.ledger.rows import Row, withdrawn_row
from forewarn.ledger.trouble import in_words


@dataclass(frozen=True, slots=True)
class Differing:
    """Accounts of which rows say something else than what stands, each in one list, in order.

    Attributes:
        first: nothing stands there yet: all accounts came.
        came: nothing is said of them there.
        changed: something else is said of them.
        went: they are there, and not among the rows.
        unchanged: how many say the same.
    """

    first: bool
    came: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    went: tuple[str, ...] = ()
    unchanged: int = 0


def differing(
    ledger: Ledger | None,
    fingerprint: str,
    made: Iterable[Row],
    *,
    as_of: date,
    only: Collection[str] | None = None,
) -> Differing:
    """Hold rows against what stands, as ``record_rows`` does, and write nothing.

    Args:
        ledger: an open one; None = nothing was ever recorded.
        fingerprint: of the scorecard.
        made: its rows as of the date.
        as_of: the date.
        only: the rows are of these accounts alone; None = of all.

    Raises:
        ForewarnError: the database refuses.
    """
    rows = {row.account_id: row for row in (Row(*each) for each in made)}
    there = None if ledger is None else _standing(ledger, fingerprint, as_of)
    if there is None:
        return Differing(first=True, came=tuple(sorted(rows)))
    if only is not None:
        there = {account: there[account] for account in only if account in there}
    gone = {account for account, mark in there.items() if mark == withdrawn_row(account).mark}
    came = [account for account in rows if account not in there or account in gone]
    changed = [
        account for account in rows if account in there and there[account] != rows[account].mark
    ]
    went = there.keys() - rows.keys() - gone
    new = set(came)
    return Differing(
        first=False,
        came=tuple(sorted(came)),
        changed=tuple(sorted(account for account in changed if account not in new)),
        went=tuple(sorted(went)),
        unchanged=len(rows) - len(new.union(changed)),
    )


def _standing(ledger: Ledger, fingerprint: str, as_of: date) -> dict[str, bytes] | None:
    """Marks of what stands; None when nothing was recorded of the scorecard and date."""
    with in_words(ledger.place):
        runs = (
            Run.objects.using(ledger.alias)
            .filter(scorecard__fingerprint=fingerprint, as_of=as_of)
            .order_by("revision")
            .values_list("pk", flat=True)
        )
        found = list(runs)
        return standing_marks(ledger, found) if found else None


