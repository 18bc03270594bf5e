"""People's word on a book's accounts, in stretches, for scoring it set-wise."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from forewarn.engines.duckdb.setwise.cells import Span, Spans
from forewarn.engines.duckdb.setwise.people import Word
from forewarn.engines.duckdb.setwise.steadiness import NO_BAND
from forewarn.ledger.payload import overlay_text
from forewarn.project.judgement import Judgements
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.overlay import overlay
from forewarn.terms.account import AccountAsOf
from forewarn.terms.score import Overlay


@dataclass(frozen=True, slots=True)
class Words:
    """Overlays under one scorecard; the reference is asked once where nothing new is known."""

    card: Scorecard
    judgements: Judgements
    dates: Sequence[date]

    def __call__(self, spans: Spans) -> Iterator[Word]:
        """The words of the accounts of spans, by account and date; see ``people.People``."""
        for place, account_id in enumerate(spans.account_ids):
            if self.judgements.assessed(account_id):
                yield from self._of(spans[place])

    def _of(self, span: Span) -> Iterator[Word]:
        assert self.card.overlay is not None
        stale = self.card.overlay.stale_after_days
        days = self.judgements.assessed_days(span.account_id, stale)
        cuts = {bisect_left(self.dates, day) for day in days}
        places = {span.first, span.after, *(p for p in cuts if span.first < p < span.after)}
        for first, after in pairwise(sorted(places)):
            word = self._overlay(span, self.dates[first])
            if word is not None:
                band = NO_BAND if word.band is None else self.card.rank(word.band)
                yield Word(span.account_id, first, after, band, overlay_text(word))

    def _overlay(self, span: Span, on: date) -> Overlay | None:
        account = AccountAsOf(span.account_id, on, span.attributes)
        return overlay(
            self.card,
            self.judgements.newest(span.account_id, on),
            on,
            owner=account.text("owner"),
            account_manager=account.text("account_manager"),
        )
