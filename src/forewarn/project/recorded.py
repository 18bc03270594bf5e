"""An explanation from the record alone, where all it needs is on record; else None.

It gives what the facts would give: only dates are used that were recorded from facts and rules
that still stand (see ``receipt``), and whatever the record does not hold is left to the facts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import forewarn
from forewarn.project import receipt as receipts
from forewarn.project.asked import Question
from forewarn.project.labels import Labels
from forewarn.project.lookahead import look_ahead
from forewarn.project.qualified import simulated
from forewarn.project.reasoning import Account, explanation, moved
from forewarn.project.receipt import Receipt
from forewarn.project.weeks import TREND_WEEKS, weeks_before
from forewarn.scorecard.model import Cap, Percentile, Scorecard, Target
from forewarn.scoring.caps import NEW_ACCOUNT
from forewarn.scoring.explained import Explanation
from forewarn.terms.score import AccountResult, CapApplied, Contribution
from forewarn.terms.settings import Settings
from forewarn.terms.signal import SignalValue, Status

if TYPE_CHECKING:
    from forewarn.ledger.glance import Glance

_A_WEEK = 6
_ATTRIBUTES = ("name", "owner", "segment", "plan", "status", "parent_account_id")
"""Dated attributes that a recorded result holds."""


def explain_recorded(
    settings: Settings,
    cards: Sequence[Scorecard],
    question: Question,
    *,
    differing: tuple[str, ...] = (),
) -> Explanation | None:
    """The explanation, None when something it needs is not on record.

    Args:
        settings: of the project.
        cards: those in force.
        question: what is asked.
        differing: where the working files say something else than what is in force.
    """
    on, before = question.as_of, question.before
    receipt = receipts.in_force(settings, cards, until=max(on, before))
    if receipt is None or not receipt.fingerprints(on):
        return None
    weeks = trend_weeks(settings, on)
    line = Line.read(settings, cards, question.account_id, {*weeks, before, on}, [before])
    told = _told(cards, question, weeks, receipt, line.vouched_by(receipt)) if line else None
    notices = simulated(settings) + receipt.basis.unread + differing + look_ahead(cards, on)
    return told and replace(told, notices=notices, forewarn_version=forewarn.__version__)


def trend_weeks(settings: Settings, on: date) -> list[date]:
    """The weekly dates of the trend before a date."""
    weeks = [day for day in weeks_before(on, settings.week_starts) if day < on]
    return weeks[-(TREND_WEEKS - 1) :]


def _told(
    cards: Sequence[Scorecard],
    question: Question,
    weeks: Sequence[date],
    receipt: Receipt,
    line: Line,
) -> Explanation | None:
    before, on = question.before, question.as_of
    card = line.card(cards, on)
    if card is None or card.products is not None:
        return None
    now, then = (line.account(card, day) for day in (on, before))
    scores = [line.results.get((day, card.fingerprint)) for day in weeks]
    if now is None or then is None or None in scores:
        return None
    quiet = receipt.basis.quiet(question.account_id, after=before, until=on)
    if not quiet or line.said[before] not in (None, card.fingerprint):
        return None
    trend = tuple(each.score.score for each in scores if each is not None)
    result = replace(now.result, trend=(*trend, now.result.score.score))
    told = since(replace(now, result=result), then, before)
    return replace(told, scorecard=line.labels.summary(card, on))


def since(now: Account, then: Account, before: date) -> Explanation:
    """An account explained against what is on record of an earlier date."""
    old = then.result.score
    moves = moved(now, then.values, before=old, old=old, hindsight=old)
    return explanation(now, since=before, before=old, moves=moves)


@dataclass(frozen=True, slots=True)
class Line:
    """What is on record of the account at some dates.

    Attributes:
        results, revisions: by date and fingerprint, the newest of each.
        said: per earlier date the fingerprint of the scorecard it was said under then.
        labels: of the scorecards, in force or not.
    """

    results: Mapping[tuple[date, str], AccountResult]
    revisions: Mapping[tuple[date, str], int]
    said: Mapping[date, str | None]
    labels: Labels

    @classmethod
    def read(
        cls,
        settings: Settings,
        cards: Sequence[Scorecard],
        account_id: str,
        dates: set[date],
        earlier: Sequence[date],
    ) -> Line | None:
        """None where there is no ledger."""
        found = _read(settings, cards, account_id, dates, earlier)
        if found is None:
            return None
        line, labels = found
        results = {(each.as_of, print_): each for print_, _, each in line.line}
        revisions = {(each.as_of, print_): revision for print_, revision, each in line.line}
        return cls(results, revisions, line.said, labels)

    def vouched_by(self, receipt: Receipt) -> Line:
        """Without what the receipt does not name."""
        results = {
            (on, print_): each
            for (on, print_), each in self.results.items()
            if receipt.revision(on, print_) == self.revisions[on, print_]
        }
        return replace(self, results=results)

    def account(self, card: Scorecard, on: date) -> Account | None:
        """The account at a date with the values its score came from, as far as they are kept."""
        return _account(card, self.results.get((on, card.fingerprint)))

    def card(self, cards: Sequence[Scorecard], on: date) -> Scorecard | None:
        """The one scorecard that has the account at a date."""
        found = [card for card in cards if (on, card.fingerprint) in self.results]
        return found[0] if len(found) == 1 else None


def _read(
    settings: Settings,
    cards: Sequence[Scorecard],
    asked: str,
    dates: set[date],
    earlier: Sequence[date],
) -> tuple[Glance, Labels] | None:
    """What the ledger holds; None where there is none."""
    from forewarn.ledger.glance import Glance, glance

    folder = settings.folder
    at_once = glance(
        settings.ledger, asked, dates, said_by=earlier, within_days=_A_WEEK, folder=folder
    )
    if at_once is not None:
        return at_once, Labels.on_file(settings)
    from forewarn.ledger import existing_ledger

    ledger = existing_ledger(settings.ledger, folder=folder)
    if ledger is None:
        return None
    from forewarn.ledger.book import line_and_said

    with ledger:
        line = Glance(*line_and_said(ledger, asked, dates, said_by=earlier, within_days=_A_WEEK))
        return line, Labels.on_record(ledger, cards)


def _account(card: Scorecard, result: AccountResult | None) -> Account | None:
    """The recorded result with the values it came from; None when they cannot be told from it."""
    if result is None or result.dated is None:
        return None
    values = _values(card, result)
    attributes = _attributes(card, result)
    caps = _caps(card, result.caps)
    if values is None or attributes is None or caps is None:
        return None
    return Account(card, _in_words(card, result, values), values, attributes, caps)


def worded(card: Scorecard, result: AccountResult) -> AccountResult | None:
    """A result that was read from its row, with the sentences of its inputs.

    Returns:
        None where the row does not hold what a sentence says.
    """
    values = _values(card, result) if result.dated is not None else None
    return None if values is None else _in_words(card, result, values)


def _in_words(
    card: Scorecard, result: AccountResult, values: Mapping[str, SignalValue]
) -> AccountResult:
    parts = tuple(
        replace(part, sentence=card.signals[part.signal].sentence(values[part.signal]))
        for part in result.score.contributions
    )
    return replace(result, score=replace(result.score, contributions=parts))


def _values(card: Scorecard, result: AccountResult) -> dict[str, SignalValue] | None:
    """Per signal of the inputs its value; what the curve made of it can hide what it was."""
    if card.products is not None:  # raw values stay with the products
        return None
    values = {}
    for each, part in zip(card.inputs, result.score.contributions, strict=True):
        if _hidden(part, by_attribute=isinstance(each.curve, (Target, Percentile))):
            return None
        on = (result.dated or {}).get(part.signal)
        values[part.signal] = SignalValue(part.value, part.status, on, part.detail)
    return values


def _hidden(part: Contribution, *, by_attribute: bool) -> bool:
    if part.status is Status.NOT_APPLICABLE:
        return by_attribute or part.value is not None
    return part.status is Status.MISSING and part.value is not None


def _attributes(card: Scorecard, result: AccountResult) -> dict[str, object] | None:
    """The attributes that curves ask for; None when one is not kept."""
    curves = [part.curve for part in card.inputs]
    asked = {curve.by for curve in curves if isinstance(curve, (Target, Percentile))}
    if not asked <= set(_ATTRIBUTES):
        return None
    return {name: getattr(result, name) for name in asked}


def _caps(card: Scorecard, shown: Sequence[CapApplied]) -> tuple[Cap, ...] | None:
    """The caps in force, found by what a result shows of them."""
    left = [(each.band, each.because) for each in shown if each.kind != NEW_ACCOUNT]
    found = []
    for cap in card.caps:
        if left and left[0] == (cap.not_above, cap.because):
            found.append(cap)
            left.pop(0)
    return None if left else tuple(found)
