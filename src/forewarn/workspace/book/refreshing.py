"""Lays the book out anew when something newer was recorded.

The ledger keeps a result as one compact row, which nothing can sort or search. Pages over the whole
book read ``BookLine`` instead: the same values side by side, never anything that was computed here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from threading import Lock

from django.db import transaction
from django.db.models import Max

from forewarn.ledger.book import current_book, histories, newest_scorecards
from forewarn.ledger.models import Run
from forewarn.ledger.values import CardFacts, HistoryPoint
from forewarn.scorecard.load import load_scorecard
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.attention import in_a_sentence, moved_by, reasons_to_look, urgency
from forewarn.scoring.explain import reasons
from forewarn.terms.score import AccountResult, Revenue
from forewarn.workspace.models import BookLine, BookState
from forewarn.workspace.project import Shown

TREND_WEEKS = 13
_MOVED_OVER = timedelta(days=28)
_ROWS_A_STATEMENT = 30
"""Of some thirty columns: SQLite takes 999 values in one statement wherever it was built."""
_lock = Lock()


def up_to_date(shown: Shown) -> BookState:
    """The state of the book, laid out anew first where something newer is on record.

    Two queries while it is current. Whoever comes while another request lays it out sees the book
    as it was.
    """
    newest = Run.objects.aggregate(newest=Max("pk"))["newest"] or 0
    state = BookState.objects.order_by("pk").first()
    if state is not None and state.run == newest:
        return state
    # Only the very first layout is waited for: without it there is nothing to show.
    if _lock.acquire(blocking=state is None):
        try:
            return refresh(shown, newest)
        finally:
            _lock.release()
    return state or BookState(run=0, accounts=0)


def refresh(shown: Shown, newest: int) -> BookState:
    """Lays the book out from what is on record, in one transaction."""
    as_of = Run.objects.aggregate(newest=Max("as_of"))["newest"]
    lines = _in_order(_lines(shown, as_of)) if as_of else []
    with transaction.atomic():
        BookLine.objects.all().delete()
        BookState.objects.all().delete()
        BookLine.objects.bulk_create(lines, batch_size=_ROWS_A_STATEMENT)
        return BookState.objects.create(run=newest, as_of=as_of, accounts=len(lines))


@dataclass(frozen=True, slots=True)
class Laid:
    """A line, and how urgent it is; None where it does not ask to be looked at."""

    line: BookLine
    urgency: tuple[float, ...] | None


def _in_order(laid: Iterable[Laid]) -> list[BookLine]:
    """The lines, those that ask to be looked at numbered, most urgent first."""
    found = list(laid)
    asking = [each for each in found if each.urgency is not None]
    asking.sort(key=lambda each: (each.urgency, each.line.account_id))
    for place, each in enumerate(asking):
        each.line.urgent = place
    return [each.line for each in found]


def _lines(shown: Shown, as_of: date) -> Iterator[Laid]:
    cards = newest_scorecards(shown.ledger)
    since = as_of - timedelta(weeks=TREND_WEEKS - 1)
    past = histories(shown.ledger, since=since, until=as_of)
    seen: set[str] = set()
    for facts in cards:
        palette = Palette.of(facts, shown.card(facts.name))
        for result in current_book(shown.ledger, as_of, fingerprint=facts.fingerprint):
            if result.account_id not in seen:
                seen.add(result.account_id)
                points = past.get(result.account_id, ())
                line = line_of(result, palette, points, currency=shown.settings.currency)
                yield Laid(line, _asks(line, palette.card, result, points))


class Palette:
    """Bands of a scorecard on record: their place from the worst, and their colour."""

    def __init__(self, card: Scorecard | None, names: Iterable[str]) -> None:
        self.card = card
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
        return cls(load_scorecard(facts.text, facts.path).scorecard, facts.bands)


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
        is_new=result.new,
        divergence=result.divergence.state if result.divergence else "",
        assessed_on=overlay.assessed_on if overlay else None,
        renews_on=result.renews_on,
        arr=main.arr if main else None,
        currency=main.currency if main else "",
        revenue=json.dumps([[each.currency, str(each.arr)] for each in result.revenue]),
        moved=_moved(score.score, points, result.as_of),
        trend=json.dumps([_rounded(point.score) for point in points]),
        drag=_drag(palette.card, result),
    )


def _asks(
    line: BookLine, card: Scorecard | None, result: AccountResult, past: Iterable[HistoryPoint]
) -> tuple[float, ...] | None:
    """Puts on the line why it asks to be looked at; how urgently, None where it does not."""
    if card is None or card.fingerprint != result.fingerprint:
        return None
    trend = _weekly(past, result.as_of)
    why = reasons_to_look(card, result, trend)
    if not why:
        return None
    line.why = in_a_sentence([each.words for each in why])
    line.kinds = f",{','.join(each.kind for each in why)},"
    return urgency(card, result, moved_by(result, trend))


def _weekly(past: Iterable[HistoryPoint], as_of: date) -> list[float | None]:
    """The last score of each of the weeks that end on the date, oldest first."""
    weeks: list[float | None] = [None] * TREND_WEEKS
    for point in past:
        back = (as_of - point.as_of).days // 7
        if 0 <= back < TREND_WEEKS:
            weeks[TREND_WEEKS - 1 - back] = point.score
    return weeks


def _main(revenue: Iterable[Revenue], currency: str | None) -> Revenue | None:
    """Revenue in the project's currency, else the largest."""
    found = sorted(revenue, key=lambda each: (each.currency != currency, -each.arr, each.currency))
    return next((each for each in found if each.arr != Decimal(0)), found[0] if found else None)


def _moved(score: float | None, past: Iterable[HistoryPoint], as_of: date) -> float | None:
    then = next((each.score for each in past if each.as_of == as_of - _MOVED_OVER), None)
    return None if score is None or then is None else round(score - then, 1)


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 1)


def _drag(card: Scorecard | None, result: AccountResult) -> str:
    if card is None or result.score.score is None or card.fingerprint != result.fingerprint:
        return ""
    drags = reasons(card, result.score).drags
    return drags[0].input if drags else ""
