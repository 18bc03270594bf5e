"""How the book stands now, from ``BookLine``: coverage, who stands for long, who carries what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Avg, Count, Q

from forewarn.evidence.holding import (
    LOWEST,
    TOP,
    avoided_since,
    complacent_since,
    decision_due_since,
)
from forewarn.evidence.renewals import months_after
from forewarn.workspace.models import BookLine
from forewarn.workspace.portfolio.scope import Asked, Scope

RISK_MONTHS = 6
DUE = Q(kinds__contains=",assess,")


def complacent(on: date) -> Q:
    """In the top band for four quarters or longer."""
    return Q(stands_at=TOP, stands_since__lte=complacent_since(on))


def lingering(on: date) -> Q:
    """In the lowest band for so long that a decision is due."""
    return Q(stands_at=LOWEST, stands_since__lte=decision_due_since(on))


def avoided(on: date) -> Q:
    """In the lowest band for so long that the decision was avoided."""
    return Q(stands_at=LOWEST, stands_since__lte=avoided_since(on))


def at_risk(on: date) -> Q:
    """In the lowest band with a renewal within six months."""
    return Q(stands_at=LOWEST, renews_on__range=(on, months_after(on, RISK_MONTHS)))


@dataclass(frozen=True, slots=True)
class Now:
    """The book as it stands now.

    Attributes:
        scored: accounts with a score.
        health: share of the scores' weight that rests on data, on average over accounts.
        assessed: accounts with people's reading that is not too old.
        due: accounts whose assessment is due or never came.
        complacent, lingering, avoided, at_risk: accounts; ``avoided`` are among ``lingering``.
        revenue_at_risk: of the last, by currency.
        by_owner: open divergences and assessments due.
    """

    accounts: int
    scored: int
    health: float | None
    assessed: int
    due: int
    differ: int
    complacent: int
    lingering: int
    avoided: int
    at_risk: int
    revenue_at_risk: Mapping[str, Decimal]
    by_owner: Mapping[str, tuple[int, int]]

    @property
    def scored_share(self) -> float | None:
        """Of all accounts."""
        return self.scored / self.accounts if self.accounts else None

    @property
    def assessed_share(self) -> float | None:
        """Of the accounts of which a reading is asked."""
        asked = self.assessed + self.due
        return self.assessed / asked if asked else None


def standing_now(scope: Scope, asked: Asked, on: date) -> Now:
    """All of it: three queries."""
    lines = BookLine.objects.filter(scope.fits, **asked.wanted).order_by()
    fresh = Q(assessed_on__isnull=False) & ~DUE
    found = lines.aggregate(
        accounts=Count("pk"),
        scored=Count("shown"),
        health=Avg("coverage"),
        assessed=Count("pk", filter=fresh),
        due=Count("pk", filter=DUE),
        differ=Count("pk", filter=Q(divergence="open")),
        complacent=Count("pk", filter=complacent(on)),
        lingering=Count("pk", filter=lingering(on)),
        avoided=Count("pk", filter=avoided(on)),
        at_risk=Count("pk", filter=at_risk(on)),
    )
    by_owner = (
        lines.filter(Q(divergence="open") | DUE)
        .values_list("owner")
        .annotate(open=Count("pk", filter=Q(divergence="open")), due=Count("pk", filter=DUE))
    )
    return Now(
        **found,
        revenue_at_risk=_revenue(lines.filter(at_risk(on)).values_list("revenue", flat=True)),
        by_owner={owner: (differ, due) for owner, differ, due in by_owner},
    )


def _revenue(texts: object) -> dict[str, Decimal]:
    total: dict[str, Decimal] = {}
    for text in texts:  # type: ignore[attr-defined]
        for currency, amount in json.loads(text):
            total[currency] = total.get(currency, Decimal(0)) + Decimal(amount)
    return dict(sorted(total.items()))
