"""Parents: children rolled up, with the worst child and revenue counted once (S17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from forewarn.project.revenue import Contracts
from forewarn.scoring.rollup import Member, parent_score
from forewarn.terms.score import AccountResult, ParentScore


def parents(
    results: Iterable[AccountResult], contracts: Contracts, *, by: str
) -> tuple[ParentScore, ...]:
    """A roll-up for every account that others name as their parent, by account id.

    Args:
        results: one date's results.
        by: revenue, count or lowest.
    """
    by_id = {result.account_id: result for result in results}
    families: dict[str, list[AccountResult]] = defaultdict(list)
    for result in by_id.values():
        if result.parent_account_id and result.parent_account_id != result.account_id:
            families[result.parent_account_id].append(result)
    return tuple(
        _parent(parent, children, by_id.get(parent), contracts, by)
        for parent, children in sorted(families.items())
    )


def _parent(
    parent: str,
    children: list[AccountResult],
    own: AccountResult | None,
    contracts: Contracts,
    by: str,
) -> ParentScore:
    members = [_member(each, contracts) for each in ([own] if own else []) + children]
    on = children[0].as_of
    return parent_score(
        parent, members, by=by, contracts=() if own else contracts.carried(parent, on)
    )


def _member(result: AccountResult, contracts: Contracts) -> Member:
    carried = contracts.carried(result.account_id, result.as_of)
    return Member(result.account_id, result.score.score, carried)
