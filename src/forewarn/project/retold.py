"""What the record tells of an account, as it stands: for pages, which ask no facts.

``explain`` answers with what is known now, and where files or entries are newer than the record it
asks the facts (see ``recorded``). A page shows what was recorded and explains just that, also when
newer facts wait for the next run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import forewarn
from forewarn.project import receipt as receipts
from forewarn.project.lookahead import look_ahead
from forewarn.project.qualified import simulated
from forewarn.project.reasoning import Account, explanation
from forewarn.project.recorded import Line, since, trend_weeks
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.explained import Explanation
from forewarn.terms.settings import Settings

NOTHING = "The record alone does not tell."
NOT_THEN = "It was not on record then."
OTHER_CARD = "Another scorecard, or another version of it, counted then."


@dataclass(frozen=True, slots=True)
class Told:
    """What the record tells of an account since an earlier date.

    Attributes:
        explained: without ``moves`` where it does not tell why the score moved; None where it does
            not tell anything.
        late: something of the time before became known in between, and what of the moves that
            makes is not told apart from what the customer did.
        not_told: why there are no moves, in a sentence; None where there are.
    """

    explained: Explanation | None
    late: bool = False
    not_told: str | None = None

    @property
    def asks_facts(self) -> bool:
        """Whether ``explain`` can tell more, from the facts."""
        return self.not_told is not None and self.not_told != NOT_THEN


def told_by_record(
    settings: Settings,
    cards: Sequence[Scorecard],
    account_id: str,
    on: date,
    earlier: Sequence[date],
) -> tuple[Told, ...]:
    """An account at one date, explained since several earlier ones, in their order.

    The record is read once for all of them.
    """
    weeks = trend_weeks(settings, on)
    line = Line.read(settings, cards, account_id, {*weeks, *earlier, on}, earlier)
    card = line.card(cards, on) if line else None
    now = line.account(card, on) if line and card and card.products is None else None
    if line is None or card is None or now is None:
        return tuple(Told(None, not_told=NOTHING) for _ in earlier)
    receipt = receipts.read(settings.folder)
    notices = simulated(settings) + (receipt.basis.unread if receipt else ())
    now = _with_trend(line, now, weeks)
    found = []
    for told in _since(line, now, earlier):
        explained = told.explained and replace(
            told.explained,
            scorecard=line.labels.summary(card, on),
            notices=notices + look_ahead(cards, on),
            forewarn_version=forewarn.__version__,
        )
        found.append(replace(told, explained=explained))
    if receipt is None:
        return tuple(replace(each, late=each.not_told is None) for each in found)
    return tuple(
        replace(each, late=not receipt.basis.quiet(account_id, after=before, until=on))
        for each, before in zip(found, earlier, strict=True)
    )


def _with_trend(line: Line, now: Account, weeks: Sequence[date]) -> Account:
    """With the scores of the weeks before; none where it was not on record."""
    past = [line.results.get((day, now.card.fingerprint)) for day in weeks]
    scores = tuple(each.score.score if each else None for each in past)
    return replace(now, result=replace(now.result, trend=(*scores, now.result.score.score)))


def _since(line: Line, now: Account, earlier: Sequence[date]) -> Iterator[Told]:
    """The account explained since each date, with the moves as far as the record holds them."""
    for before in earlier:
        then, said = line.account(now.card, before), line.said[before]
        if said not in (None, now.card.fingerprint):
            why_not: str | None = OTHER_CARD
        elif (before, now.card.fingerprint) not in line.results:
            why_not = NOT_THEN
        else:
            why_not = NOTHING if then is None else None
        if then is None or why_not is not None:
            alone = explanation(now, since=before, before=None, moves=None)
            yield Told(alone, not_told=why_not)
        else:
            yield Told(since(now, then, before))
