"""The verb ``plan``: what differs from what is in force, whom it moves, what the outcomes say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import forewarn
from forewarn.project.asked import Progress
from forewarn.project.consequences import NOTHING, Consequences, consequences
from forewarn.project.desk import Desk
from forewarn.project.differences import COSMETIC, ROUTING, SIGNAL, by_card, edits, largest
from forewarn.project.in_force import InForce
from forewarn.project.scoring import not_yet
from forewarn.scorecard.model import Scorecard
from forewarn.terms.proposed import (
    DIRECTIONS,
    DOWN,
    LEVEL,
    SCORED,
    UNSCORED,
    UP,
    BandMove,
    CardVersion,
    Edit,
    Proposal,
    Recomputed,
    RevenueMoved,
    fingerprint_of,
    sort_moves,
)
from forewarn.terms.score import AccountResult


def is_scored_for(found: Sequence[Edit]) -> bool:
    """Whether differences can move any account; words on the screen cannot."""
    return largest(tuple(found)) not in (None, COSMETIC)


def propose(
    desk: Desk | None,
    before: InForce,
    after: InForce,
    as_of: date,
    *,
    notices: tuple[str, ...] = (),
    progress: Progress | None = None,
) -> Proposal:
    """Put a plan together.

    Args:
        desk: the facts; None where nothing has to be scored (``is_scored_for``).
        before: what the proposal is compared with.
        after: what is proposed.
        as_of: the date of the moves.
        notices: what qualifies all of it, where there is no desk.
        progress: told of long steps.
    """
    found = edits(before, after)
    moved, evidence, because, ingest = NOTHING, None, _no_evidence(found), None
    if desk is not None:
        was, would = _with(desk, before), _with(desk, after)
        moved = consequences(was, would, by_card(found), as_of, progress)
        from forewarn.project.comparing import of_plan

        evidence, because = of_plan(was, would, as_of)
        basis = desk.basis()
        ingest = basis.ingest if basis else None
        unseen = tuple(_unseen(desk, basis is not None))
        notices = would.notices() + before.notices + unseen + not_yet(desk, as_of)
    moves = sort_moves(list(_moves(moved, before, after)))
    told = Proposal(
        as_of=as_of,
        category=largest(found),
        diff=found,
        moves=moves,
        revenue=tuple(_revenue(moves)),
        gained=tuple(now.account_id for was, now in moved.pairs if _gains(was, now)),
        lost=tuple(now.account_id for was, now in moved.pairs if _gains(now, was)),
        evidence=evidence,
        evidence_because=because,
        recomputed=Recomputed(
            moved.accounts,
            moved.measured,
            _why(found, moved) + ("; the outcomes were replayed for each side" if evidence else ""),
        ),
        before=tuple(map(_version, before.cards)),
        after=tuple(map(_version, after.cards)),
        routing_before=before.routing,
        routing_after=after.routing,
        base=before.number,
        ingest=ingest,
        notices=notices,
        forewarn_version=forewarn.__version__,
    )
    return replace(told, fingerprint=fingerprint_of(told.to_dict()))


def _unseen(desk: Desk, seen: bool) -> Iterator[str]:
    """What `apply` cannot tell to be stale: rows in a warehouse change without a word."""
    if not seen:
        tables = ", ".join(sorted(each.table for each in desk.settings.staying))
        yield (
            f"{tables}: the rows stay in the warehouse; `forewarn apply` does not see what changes "
            "there after this plan"
        )


def _no_evidence(found: Sequence[Edit]) -> str:
    return "only words change: every score stays as it is" if found else "nothing differs"


def _with(desk: Desk, side: InForce) -> Desk:
    declared = replace(desk.declared, functions=side.functions.by_name)
    return replace(desk, cards=side.cards, declared=declared, differing=())


def _version(card: Scorecard) -> CardVersion:
    return CardVersion(card.name, card.version, card.path, card.fingerprint)


def _why(found: Sequence[Edit], moved: Consequences) -> str:
    category = largest(tuple(found))
    if category in (None, COSMETIC):
        return "nothing was scored: no score can change"
    if category == ROUTING:
        return "only accounts that get another scorecard were scored"
    if category == SIGNAL:
        return "signals differ, so the facts of these accounts were measured for each side"
    if moved.measured > 1:
        return "this engine measures the facts of these accounts for each side"
    return "the signals are the same, so the facts of these accounts were measured once"


def _gains(was: AccountResult, now: AccountResult) -> bool:
    return was.score.score is None and now.score.score is not None


def _moves(moved: Consequences, before: InForce, after: InForce) -> Iterator[BandMove]:
    cards = [{card.name: card for card in side.cards} for side in (before, after)]
    for was, now in moved.pairs:
        if was.effective_band == now.effective_band:
            continue
        ranks = [
            _rank(each, side.get(each.scorecard or ""))
            for each, side in zip((was, now), cards, strict=True)
        ]
        alone = now.revenue[0] if len(now.revenue) == 1 else None
        yield BandMove(
            account_id=now.account_id,
            name=now.name,
            owner=now.owner,
            direction=_direction(*ranks),
            from_band=was.effective_band,
            to_band=now.effective_band,
            arr=alone.arr if alone else None,
            currency=alone.currency if alone else None,
            revenue=now.revenue,
            from_score=was.score.shown,
            to_score=now.score.shown,
            from_scorecard=was.scorecard,
            to_scorecard=now.scorecard,
            renews_on=now.renews_on,
        )


def _rank(result: AccountResult, card: Scorecard | None) -> float | None:
    """How high a band stands among those of its scorecard, 0 to 1; growth stands above them."""
    band = result.effective_band
    if card is None or band is None:
        return None
    names = [each.name for each in card.bands]
    return names.index(band) / max(1, len(names) - 1) if band in names else 2.0


def _direction(was: float | None, now: float | None) -> str:
    if was is None or now is None:
        return SCORED if was is None else UNSCORED
    if now == was:
        return LEVEL
    return DOWN if now < was else UP


def _revenue(moves: Sequence[BandMove]) -> Iterator[RevenueMoved]:
    accounts = Counter(each.direction for each in moves)
    sums: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for each in moves:
        for part in each.revenue:
            sums[each.direction][part.currency] += part.arr
    for direction in DIRECTIONS:
        if not accounts[direction]:
            continue
        for currency, arr in sorted(sums[direction].items()):
            yield RevenueMoved(direction, accounts[direction], currency, arr)
        if not sums[direction]:
            yield RevenueMoved(direction, accounts[direction], None, None)
