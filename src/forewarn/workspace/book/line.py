"""One account's result side by side, as the pages over the book read it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from forewarn.evidence.replayed import Alarm
from forewarn.ledger.values import CardFacts, HistoryPoint
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.explain import reasons
from forewarn.terms.score import AccountResult, Contribution, Revenue
from forewarn.terms.signal import Status
from forewarn.workspace.models import BookLine
from forewarn.workspace.recorded_files import card_of

_MOVED_OVER = timedelta(days=28)


class Palette:
    """Bands of a scorecard on record: their place from the worst, and their colour."""

    def __init__(self, card: Scorecard | None, names: Sequence[str]) -> None:
        self.card = card
        self.name = card.name if card else ""
        growth = card.growth.band.name if card and card.growth else None
        self.ends = Alarm.of(names, growth=growth) if names else None
        self.places: Mapping[str, int] = {name: place for place, name in enumerate(names)}
        bands = card.bands if card else ()
        self.colors = {band.name: band.color for band in bands}
        if card is not None and card.growth is not None:
            self.colors[card.growth.band.name] = card.growth.band.color
            self.places = {**self.places, card.growth.band.name: len(self.places)}

    @classmethod
    def of(cls, facts: CardFacts, in_force: Scorecard | None) -> Palette:
        """That of the scorecard in force, or of the file as it was recorded."""
        if in_force is not None and in_force.fingerprint == facts.fingerprint:
            return cls(in_force, facts.bands)
        return cls(card_of(facts.text, facts.path).scorecard, facts.bands)


def line_of(
    result: AccountResult,
    palette: Palette,
    past: Iterable[HistoryPoint],
    *,
    currency: str | None,
) -> BookLine:
    """One account's result side by side, with its line of the last weeks."""
    score, main = result.score, _main(result.revenue, currency)
    points = list(past)
    overlay = result.overlay
    return BookLine(
        account_id=result.account_id,
        name=result.name or result.account_id,
        search=" ".join((result.name or "", result.account_id, result.owner or "")).casefold(),
        as_of=result.as_of,
        scorecard=result.scorecard or "",
        owner=result.owner or "",
        segment=result.segment or "",
        plan=result.plan or "",
        status=result.status or "",
        shown=score.shown if score.score is not None else None,
        reason=score.reason or "",
        band=result.band or "",
        color=palette.colors.get(result.band or "", ""),
        place=palette.places.get(result.band or ""),
        effective_band=result.effective_band or "",
        effective_color=palette.colors.get(result.effective_band or "", ""),
        effective_place=palette.places.get(result.effective_band or ""),
        coverage=score.coverage,
        fresh=_fresh(score.contributions),
        is_new=result.new,
        divergence=result.divergence.state if result.divergence else "",
        assessed_on=overlay.assessed_on if overlay else None,
        renews_on=result.renews_on,
        arr=main.arr if main else None,
        currency=main.currency if main else "",
        revenue=json.dumps([[each.currency, str(each.arr)] for each in result.revenue]),
        moved=_moved(result, points),
        trend=json.dumps([_rounded(point.score) for point in points]),
        drag=_drag(palette.card, result),
    )


def _main(revenue: Iterable[Revenue], currency: str | None) -> Revenue | None:
    """Revenue in the project's currency, else the largest."""
    found = sorted(revenue, key=lambda each: (each.currency != currency, -each.arr, each.currency))
    return next((each for each in found if each.arr != Decimal(0)), found[0] if found else None)


def _moved(result: AccountResult, past: Iterable[HistoryPoint]) -> float | None:
    """Under one scorecard: what another one said then is no score to move from."""
    score, then_on = result.score.score, result.as_of - _MOVED_OVER
    points = (e for e in past if e.as_of == then_on and e.fingerprint == result.fingerprint)
    then = next((each.score for each in points), None)
    return None if score is None or then is None else round(score - then, 1)


def _fresh(parts: Iterable[Contribution]) -> str:
    """How many inputs are stale or missing; those that do not apply to the account do not count."""
    counts = Counter(part.status for part in parts)
    worth_saying = [each for each in (Status.STALE, Status.MISSING) if counts[each]]
    return ", ".join(f"{counts[each]} {each.value}" for each in worth_saying)


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 1)


def _drag(card: Scorecard | None, result: AccountResult) -> str:
    if card is None or result.score.score is None or card.fingerprint != result.fingerprint:
        return ""
    drags = reasons(card, result.score).drags
    return drags[0].input if drags else ""
