"""Roll-ups: a score per product into one, and children into their parent (S17).

By ``revenue`` (recurring revenue of open contracts), ``count`` (each the same) or ``lowest``.
Revenue in several currencies has no common weight without rates, and none at all weighs nothing:
both roll up by count instead, and say so in ``by``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from forewarn.scorecard.model import Scorecard
from forewarn.scoring.rounding import added, shown_parts, shown_score
from forewarn.terms.score import CategoryScore, Contribution, ParentScore, Revenue, Score
from forewarn.terms.signal import Status

REVENUE, COUNT, LOWEST = "revenue", "count", "lowest"


@dataclass(frozen=True, slots=True)
class Contract:
    """An open contract as roll-ups see it; the id keeps it from counting twice."""

    contract_id: str
    currency: str
    arr: Decimal


@dataclass(frozen=True, slots=True)
class Member:
    """A scored account under a parent, or the parent itself where it is scored.

    Attributes:
        score: None when withheld.
    """

    account_id: str
    score: float | None
    contracts: tuple[Contract, ...] = ()


def roll_up_products(
    card: Scorecard, scores: Mapping[str, Score], revenue: Mapping[str, Sequence[Revenue]]
) -> Score:
    """One score from the same scorecard's scores of an account's products.

    Contributions roll up linearly, so they still sum to the score; points are the mean that goes
    with the rolled-up weight, raw values stay with the products. Products without a score are
    left out. With ``lowest`` the lowest product's score stands as it is, ties by name.

    Args:
        card: the scorecard with its ``products``.
        scores: by product, of the products that the account has.
        revenue: by product, recurring revenue per currency.
    """
    by = card.products.roll_up if card.products else COUNT
    scored = {name: each for name, each in sorted(scores.items()) if each.score is not None}
    if not scored:
        return _nothing_scored(card, scores)
    if by == LOWEST:
        return min(scored.values(), key=lambda each: each.score or 0.0)
    weights = _weights(by, {name: revenue.get(name, ()) for name in scored})
    total = added(weights.values())
    return _mixed([(weights[name] / total, each) for name, each in scored.items()], scored)


def parent_score(
    parent_id: str, members: Sequence[Member], *, by: str, contracts: Sequence[Contract] = ()
) -> ParentScore:
    """A parent's score over its children, and over itself where it is a member.

    Members without a score are left out of the mean, not of the revenue. A contract that several
    members carry counts once, for the first of them by account id (the parent before all).

    Args:
        parent_id: the parent's account id.
        members: the children, and the parent when a scorecard applies to it.
        by: revenue, count or lowest.
        contracts: the parent's own, when it is not itself a member.
    """
    ordered = sorted(members, key=lambda each: (each.account_id != parent_id, each.account_id))
    own, carried = _settle_contracts(ordered, contracts)
    scored = [each for each in ordered if each.score is not None]
    used = by
    if by == REVENUE and not _has_weights([carried[each.account_id] for each in scored]):
        used = COUNT
    children = [each for each in ordered if each.account_id != parent_id]
    return ParentScore(
        account_id=parent_id,
        score=_rolled(used, scored, carried),
        by=used,
        children=tuple(each.account_id for each in children),
        worst_child=_worst(children),
        revenue=_summed([own, *carried.values()]),
    )


def _weights(by: str, revenue: Mapping[str, Sequence[Revenue]]) -> dict[str, float]:
    """Weight of each in the roll-up: its revenue, or 1 each."""
    if by != REVENUE or not _has_weights(list(revenue.values())):
        return dict.fromkeys(revenue, 1.0)
    return {
        name: float(sum((each.arr for each in rows), Decimal(0))) for name, rows in revenue.items()
    }


def _has_weights(revenue: Sequence[Sequence[Revenue]]) -> bool:
    """One currency only, and some money in it."""
    paid = [each for rows in revenue for each in rows if each.arr > 0]
    return len({each.currency for each in paid}) == 1


def _mixed(parts: Sequence[tuple[float, Score]], scored: Mapping[str, Score]) -> Score:
    columns = zip(*(score.contributions for _, score in parts), strict=True)
    shares = [share for share, _ in parts]
    mixed = [_mixed_contribution(shares, column, list(scored)) for column in columns]
    total = min(max(added(part.contribution or 0.0 for part in mixed), 0.0), 100.0)
    shown = shown_parts([part.contribution or 0.0 for part in mixed], shown_score(total))
    coverages = [share * (score.coverage or 0.0) for share, score in parts]
    return Score(
        score=total,
        shown=shown_score(total),
        reason=None,
        coverage=min(added(coverages), 1.0),
        contributions=tuple(
            replace(part, shown=tenths) for part, tenths in zip(mixed, shown, strict=True)
        ),
        categories=_mixed_categories(mixed),
    )


def _mixed_contribution(
    shares: Sequence[float], column: Sequence[Contribution], products: Sequence[str]
) -> Contribution:
    weight = added(share * part.weight for share, part in zip(shares, column, strict=True))
    amount = added(
        share * (part.contribution or 0.0) for share, part in zip(shares, column, strict=True)
    )
    words = [
        f"{product} {part.points:.0f}" if part.points is not None else f"{product} {_word(part)}"
        for product, part in zip(products, column, strict=True)
    ]
    return replace(
        column[0],
        value=None,
        status=_mixed_status(column),
        points=amount / weight if weight > 0 else None,
        weight=weight,
        contribution=amount,
        filled=next((part.filled for part in column if part.filled), None),
        detail=", ".join(words),
    )


def _word(part: Contribution) -> str:
    return part.status.value.replace("_", " ")


def _mixed_status(column: Sequence[Contribution]) -> Status:
    """Observed where any product is; else the first of stale, missing, not applicable."""
    order = (Status.OBSERVED, Status.STALE, Status.MISSING, Status.NOT_APPLICABLE)
    return min((part.status for part in column), key=order.index)


def _mixed_categories(mixed: Sequence[Contribution]) -> tuple[CategoryScore, ...]:
    found = []
    for name in dict.fromkeys(part.category for part in mixed):
        mine = [part for part in mixed if part.category == name]
        weight = added(part.weight for part in mine)
        amount = added(part.contribution or 0.0 for part in mine)
        found.append(CategoryScore(name, amount / weight if weight > 0 else None, weight))
    return tuple(found)


def _nothing_scored(card: Scorecard, scores: Mapping[str, Score]) -> Score:
    if not scores:
        named = ", ".join(card.products.names) if card.products else ""
        reason = f"Not scored: none of the products {named} is in use"
        return Score(None, None, reason, None, (), ())
    name, first = min(scores.items())
    return replace(first, reason=f"{first.reason} [{name}]" if len(scores) > 1 else first.reason)


def _settle_contracts(
    members: Sequence[Member], own: Sequence[Contract]
) -> tuple[tuple[Revenue, ...], dict[str, tuple[Revenue, ...]]]:
    """Revenue of the parent's own contracts and per member, every contract counted once."""
    seen: set[str] = set()

    def fresh(contracts: Sequence[Contract]) -> tuple[Revenue, ...]:
        kept = []
        for each in contracts:
            if each.contract_id not in seen:
                seen.add(each.contract_id)
                kept.append(Revenue(each.currency, each.arr))
        return tuple(kept)

    of_parent = fresh(own)
    return of_parent, {member.account_id: fresh(member.contracts) for member in members}


def _rolled(
    by: str, scored: Sequence[Member], carried: Mapping[str, Sequence[Revenue]]
) -> float | None:
    if not scored:
        return None
    if by == LOWEST:
        return min(each.score or 0.0 for each in scored)
    weights = _weights(by, {each.account_id: carried[each.account_id] for each in scored})
    total = added(weights.values())
    return added(weights[each.account_id] * (each.score or 0.0) for each in scored) / total


def _worst(children: Sequence[Member]) -> str | None:
    known = [(each.score, each.account_id) for each in children if each.score is not None]
    return min(known)[1] if known else None


def _summed(revenue: Sequence[Sequence[Revenue]]) -> tuple[Revenue, ...]:
    """Subtotals per currency, by currency."""
    totals: dict[str, Decimal] = {}
    for each in (each for rows in revenue for each in rows):
        totals[each.currency] = totals.get(each.currency, Decimal(0)) + each.arr
    return tuple(Revenue(currency, arr) for currency, arr in sorted(totals.items()))
