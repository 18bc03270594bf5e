"""Parents: children rolled up, with the worst child and revenue counted once (S17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from forewarn.project.revenue import Contracts
from forewarn.scoring.rollup import Member, parent_score
from forewarn.terms.score import AccountResult, ParentScore


class Kin(NamedTuple):
    """An account and the parent it has at a date."""

    account_id: str
    parent_account_id: str | None
    score: float | None


def kin(results: Iterable[AccountResult]) -> list[Kin]:
    """Results as their parents see them."""
    return [Kin(each.account_id, each.parent_account_id, each.score.score) for each in results]


def parents(
    accounts: Iterable[Kin], contracts: Contracts, on: date, *, by: str
) -> tuple[ParentScore, ...]:
    """A roll-up for every account that others name as their parent, by account id.

    Args:
        accounts: scored at the date; those that are of no family may be missing.
        contracts: of all.
        on: the date.
        by: revenue, count or lowest.
    """
    by_id = {each.account_id: each for each in accounts}
    families: dict[str, list[Kin]] = defaultdict(list)
    for each in by_id.values():
        if each.parent_account_id and each.parent_account_id != each.account_id:
            families[each.parent_account_id].append(each)

    def family(parent: str, children: Sequence[Kin]) -> ParentScore:
        own = by_id.get(parent)
        members = [
            Member(each.account_id, each.score, contracts.carried(each.account_id, on))
            for each in ([own] if own else []) + list(children)
        ]
        carried = () if own else contracts.carried(parent, on)
        return parent_score(parent, members, by=by, contracts=carried)

    return tuple(family(parent, children) for parent, children in sorted(families.items()))
