"""Whole results kept in the ledger by the verbs, and read back where there are no facts.

A backtest and a governance pack are kept field by field, so that whoever reads them has the same
result in hand; a plan as the JSON that its fingerprint is of. Of wrong calls by name so many are
kept as people read, those with most revenue, and how many there were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import forewarn
from forewarn.terms.kept import as_kept, from_kept
from forewarn.terms.score import ScorecardSummary

if TYPE_CHECKING:
    from forewarn.evidence.backtest import Backtest
    from forewarn.evidence.governance import GovernancePack
    from forewarn.ledger import Ledger
    from forewarn.project.desk import Desk
    from forewarn.terms.proposed import Proposal
    from forewarn.terms.settings import Settings

NAMED = 200
"""Wrong calls kept by name in each list."""
_NAMED = ("false_positives", "false_negatives", "kept_green", "worked_on", "reviews")
R = TypeVar("R", "Backtest", "GovernancePack")


@dataclass(frozen=True, slots=True)
class Whole:
    """A result that was kept.

    Attributes:
        result: a ``Backtest`` or a ``GovernancePack``.
        left_out: by list of named cases how many more there were than are kept.
    """

    result: Any
    left_out: Mapping[str, int]


def keep_backtest(desk: Desk, result: Backtest) -> None:
    """Keeps a backtest."""
    from forewarn.ledger.kept import BACKTEST

    with desk.ledger() as ledger:
        _keep(ledger, BACKTEST, result, desk.now())


def keep_pack(desk: Desk, pack: GovernancePack) -> None:
    """Keeps a governance pack where there is a ledger already: looking makes none."""
    ledger = desk.existing_ledger()
    if ledger is None:
        return
    from forewarn.ledger.kept import PACK

    with ledger:
        _keep(ledger, PACK, pack, desk.now(), about=pack.month)


def keep_plan(settings: Settings, plan: Proposal, *, now: datetime) -> bool:
    """Keeps a plan that can be applied, where there is a ledger already.

    One that changes nothing can be applied only as the first of a project.

    Returns:
        Whether it is on record now.
    """
    from forewarn.ledger import existing_ledger

    if plan.empty and plan.base:
        return False
    ledger = existing_ledger(settings.ledger, folder=settings.folder)
    if ledger is None:
        return False
    with ledger:
        from forewarn.ledger.book import keep_result
        from forewarn.ledger.kept import PLAN

        keep_result(
            ledger,
            PLAN,
            plan.to_dict(),
            about=plan.fingerprint,
            as_of=plan.as_of,
            scorecards={each.name: each.fingerprint for each in plan.after},
            made_at=now,
            forewarn_version=forewarn.__version__,
        )
    return True


def whole(kind: type[R], told: Mapping[str, Any]) -> Whole:
    """A kept backtest or pack as the result it was.

    Args:
        told: what ``ledger.results.kept_text`` gave.

    Raises:
        UnreadableError: another Forewarn kept it in another form.
    """
    return Whole(from_kept(kind, told["result"]), told["left_out"])


def plan_of(told: Mapping[str, Any]) -> Proposal:
    """A kept plan as the proposal it was.

    Raises:
        UnreadableError: another Forewarn kept it in another form.
    """
    from forewarn.evidence.comparing import Comparison
    from forewarn.terms.proposed import Proposal

    plan = from_kept(Proposal, told)
    if plan.evidence is None:
        return plan
    return replace(plan, evidence=from_kept(Comparison, plan.evidence))


def _keep(ledger: Ledger, kind: str, result: Any, now: datetime, *, about: str = "") -> None:
    from forewarn.ledger.book import keep_result

    short, left_out = shortened(result)
    keep_result(
        ledger,
        kind,
        {"result": as_kept(short), "left_out": left_out},
        about=about,
        as_of=result.as_of,
        scorecards=_fingerprints(result.scorecards),
        made_at=now,
        forewarn_version=forewarn.__version__,
    )


def shortened(result: R) -> tuple[R, dict[str, int]]:
    """A result with so many named cases as are kept, and by list how many more there were."""
    names = {each.name for each in fields(result)}
    lists = {name: getattr(result, name) or () for name in _NAMED if name in names}
    long = {name: found for name, found in lists.items() if len(found) > NAMED}
    whole_one: Any = result
    short: R = replace(whole_one, **{name: found[:NAMED] for name, found in long.items()})
    return short, {name: len(found) - NAMED for name, found in long.items()}


def _fingerprints(cards: Sequence[ScorecardSummary]) -> dict[str, str]:
    return {card.name: card.fingerprint for card in cards}
