"""How a whole book stood at one date, read set-wise: band, what the account was, its revenue.

Nothing of the score itself is read, so a date of fifty thousand accounts takes a second or less.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Max

from forewarn.ledger.models import Run, SnapshotRow
from forewarn.ledger.opening import Ledger
from forewarn.ledger.parts import abouts
from forewarn.ledger.rows import WITHDRAWN
from forewarn.ledger.trouble import in_words
from forewarn.ledger.values import HistoryPoint
from forewarn.terms.score import Revenue

_COLUMNS = ("account_id", "effective_band", "payload")
_PARTS_KEPT = 1 << 17


@dataclass(frozen=True, slots=True)
class About:
    """What an account was at a date, whatever it scored."""

    name: str | None
    owner: str | None
    segment: str | None
    plan: str | None
    status: str | None
    revenue: tuple[Revenue, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """An account at a date as it reads after all restatements.

    Attributes:
        fingerprint: of the scorecard; of several, the one that was recorded last.
        band: the effective one; None where it has none.
    """

    account_id: str
    fingerprint: str
    band: str | None
    about: About


def newest_runs(ledger: Ledger) -> Mapping[date, int]:
    """Per recorded date the number of its newest run, oldest date first; one query."""
    runs = Run.objects.using(ledger.alias).order_by("as_of").values_list("as_of")
    with in_words(ledger.place):
        return dict(runs.annotate(newest=Max("pk")))


def standings(ledger: Ledger, as_of: date) -> Iterator[Standing]:
    """Every account on record for a date, once, in no order; empty when nothing is on record."""
    runs = Run.objects.using(ledger.alias).filter(as_of=as_of).order_by("pk")
    # Per account: scorecard to its newest row, the one recorded last at the end.
    found: dict[str, dict[str, tuple[str | None, str]]] = {}
    with in_words(ledger.place):
        for run, fingerprint in runs.values_list("pk", "scorecard__fingerprint"):
            rows = SnapshotRow.objects.using(ledger.alias).filter(run=run)
            for account_id, band, payload in rows.values_list(*_COLUMNS).iterator(2000):
                cards = found.setdefault(account_id, {})
                cards.pop(fingerprint, None)
                cards[fingerprint] = (band, payload)
        last = {account_id: _last(cards) for account_id, cards in found.items()}
        texts = abouts(ledger, {each[2] for each in last.values() if each})
    for account_id, standing in last.items():
        if standing:
            fingerprint, band, payload = standing
            yield Standing(account_id, fingerprint, band, _about(texts[payload]))


def _last(cards: Mapping[str, tuple[str | None, str]]) -> tuple[str, str | None, str] | None:
    """Fingerprint, band and payload of the scorecard recorded last; None where all withdrew it."""
    standing = [(f, *row) for f, row in cards.items() if row[1] != WITHDRAWN]
    return standing[-1] if standing else None


@lru_cache(_PARTS_KEPT)
def _about(text: str) -> About:
    """Texts repeat from date to date: an account seldom changes its plan or its revenue."""
    kept: dict[str, Any] = json.loads(text)
    return About(
        kept.get("name"),
        kept.get("owner"),
        kept.get("segment"),
        kept.get("plan"),
        kept.get("status"),
        tuple(Revenue(currency, Decimal(arr)) for currency, arr in kept.get("revenue", ())),
    )


def points(
    ledger: Ledger, accounts: Collection[str], dates: Collection[date]
) -> Mapping[tuple[str, date], HistoryPoint]:
    """Score and bands of a few accounts at a few dates, after restatements; those on record."""
    rows = SnapshotRow.objects.using(ledger.alias).filter(
        account_id__in=sorted(accounts), run__in=_runs_of(ledger, dates)
    )
    values = rows.order_by("run_id").values_list(
        "account_id", "payload", "run__as_of", "score", "band", "effective_band",
        "run__scorecard__fingerprint", "run__revision",
    )  # fmt: skip
    found: dict[tuple[str, date], dict[str, HistoryPoint | None]] = {}
    with in_words(ledger.place):
        for account_id, payload, *point in values:
            read = HistoryPoint(*point)  # type: ignore[arg-type]
            cards = found.setdefault((account_id, read.as_of), {})
            cards.pop(read.fingerprint, None)
            cards[read.fingerprint] = None if payload == WITHDRAWN else read
    standing = {key: [each for each in cards.values() if each] for key, cards in found.items()}
    return {key: some[-1] for key, some in standing.items() if some}


def _runs_of(ledger: Ledger, dates: Collection[date]) -> list[int]:
    runs = Run.objects.using(ledger.alias).filter(as_of__in=sorted(dates))
    with in_words(ledger.place):
        return list(runs.values_list("pk", flat=True))
