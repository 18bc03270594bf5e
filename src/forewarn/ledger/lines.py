"""An account's line through time, for sparklines: one query for one account or for the book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from forewarn.ledger.models import SnapshotRow
from forewarn.ledger.opening import Ledger
from forewarn.ledger.rows import WITHDRAWN
from forewarn.ledger.trouble import in_words
from forewarn.ledger.values import HistoryPoint

Line = tuple[HistoryPoint, ...]


def history(
    ledger: Ledger,
    account_id: str,
    *,
    fingerprints: Collection[str] | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Line:
    """One account's scores and bands, oldest first, after restatements; one point a date.

    Only points under the scorecards ``fingerprints`` (None = all; where several have a date, the
    one recorded last counts) and from ``since`` to ``until``, both included (None = no limit).
    """
    rows = _rows(ledger, fingerprints, since, until).filter(account_id=account_id)
    return _lines(ledger, rows).get(account_id, ())


def histories(
    ledger: Ledger,
    *,
    fingerprints: Collection[str] | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Mapping[str, Line]:
    """The lines of all accounts, by account; see ``history``."""
    return _lines(ledger, _rows(ledger, fingerprints, since, until))


def _rows(
    ledger: Ledger,
    fingerprints: Collection[str] | None,
    since: date | None,
    until: date | None,
) -> QuerySet[SnapshotRow]:
    rows = SnapshotRow.objects.using(ledger.alias).all()
    if fingerprints is not None:
        rows = rows.filter(run__scorecard__fingerprint__in=list(fingerprints))
    if since is not None:
        rows = rows.filter(run__as_of__gte=since)
    if until is not None:
        rows = rows.filter(run__as_of__lte=until)
    return rows


def _lines(ledger: Ledger, rows: QuerySet[SnapshotRow]) -> dict[str, Line]:
    # Per account and date: scorecard to its newest point, the scorecard recorded last at the end.
    found: dict[str, dict[date, dict[str, HistoryPoint | None]]] = defaultdict(dict)
    gone = ExpressionWrapper(Q(payload=WITHDRAWN), output_field=BooleanField())
    values = rows.order_by("account_id", "run__as_of", "run_id").values_list(
        "account_id",
        gone,
        "run__as_of",
        "score",
        "band",
        "effective_band",
        "run__scorecard__fingerprint",
        "run__revision",
    )
    with in_words(ledger.place):
        for account_id, is_gone, *point in values.iterator():
            read = HistoryPoint(*point)
            cards = found[account_id].setdefault(read.as_of, {})
            cards.pop(read.fingerprint, None)
            cards[read.fingerprint] = None if is_gone else read
    lines = {account_id: _line(by_date) for account_id, by_date in found.items()}
    return {account_id: line for account_id, line in lines.items() if line}


def _line(by_date: Mapping[date, Mapping[str, HistoryPoint | None]]) -> Line:
    standing = ([point for point in cards.values() if point] for cards in by_date.values())
    return tuple(points[-1] for points in standing if points)
