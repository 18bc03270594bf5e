"""What a recording would write, told without writing it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from forewarn.ledger.inserting import standing_rows
from forewarn.ledger.models import Run
from forewarn.ledger.opening import Ledger
from forewarn.ledger.recording import changed_rows
from forewarn.ledger.rows import WITHDRAWN, Row
from forewarn.ledger.shared import Texts
from forewarn.ledger.trouble import in_words
from forewarn.ledger.values import CardFacts


@dataclass(frozen=True, slots=True)
class Differing:
    """Accounts of which a recording would write rows, in order.

    Attributes:
        first: nothing stands there yet.
        accounts: all of them.
        came: how many nothing was said of there.
        went: how many are there, and not among the rows.
    """

    first: bool
    accounts: tuple[str, ...] = ()
    came: int = 0
    went: int = 0


def differing(
    ledger: Ledger | None,
    card: CardFacts,
    made: Iterable[Row],
    *,
    as_of: date,
    only: Collection[str] | None = None,
    texts: Texts | None = None,
) -> Differing:
    """Hold rows against what stands, as ``record_rows`` does, and write nothing.

    Args:
        ledger: an open one; None = nothing was ever recorded.
        card: the scorecard.
        made: its rows as of the date, or tuples of the same.
        as_of: the date.
        only: the rows are of these accounts alone; None = of all.
        texts: those that payloads name.

    Raises:
        ForewarnError: the database refuses.
    """
    rows = sorted(made, key=itemgetter(0))
    runs = [] if ledger is None else _runs(ledger, card.fingerprint, as_of)
    if ledger is None or not runs:
        return Differing(True, tuple(row[0] for row in rows), came=len(rows))
    with in_words(ledger.place):
        there = standing_rows(ledger, runs, only)
        changed = changed_rows(rows, there, card, as_of, ledger=ledger, texts=texts or Texts())
    known = {account for account, row in there.items() if row.payload != WITHDRAWN}
    went = sum(row[-1] == WITHDRAWN for row in changed)
    came = sum(row[0] not in known for row in changed)
    return Differing(False, tuple(row[0] for row in changed), came, went)


def _runs(ledger: Ledger, fingerprint: str, as_of: date) -> list[int]:
    with in_words(ledger.place):
        runs = Run.objects.using(ledger.alias).filter(
            scorecard__fingerprint=fingerprint, as_of=as_of
        )
        return list(runs.order_by("revision").values_list("pk", flat=True))
