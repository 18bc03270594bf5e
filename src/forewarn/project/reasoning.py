"""An account's result with its reasons, from values in hand: needs neither facts nor ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from forewarn.scorecard.model import Cap, Scorecard
from forewarn.scoring.explain import against, lift_to_next_band, moves, reasons
from forewarn.scoring.explained import Explanation
from forewarn.scoring.explanation import Move, Moves
from forewarn.scoring.standing import Standing
from forewarn.terms.score import AccountResult, Score
from forewarn.terms.signal import SignalValue


@dataclass(frozen=True, slots=True)
class Account:
    """An account at one date under a scorecard, and what its result came from.

    Attributes:
        values: by signal, at least those of the inputs.
        attributes: at least those that curves ask for.
        caps: those in force.
    """

    card: Scorecard
    result: AccountResult
    values: Mapping[str, SignalValue]
    attributes: Mapping[str, object]
    caps: Sequence[Cap]


def explanation(
    now: Account, *, since: date, before: Score | None, moves: Moves | None
) -> Explanation:
    """The reasons of a result, beside what moved it since a date at which it had a score."""
    card, result = now.card, now.result
    categories = against(result.score.categories, before.categories if before else ())
    result = replace(result, score=replace(result.score, categories=categories))
    return Explanation(
        result=result,
        scorecard=card.summary,
        reasons=reasons(card, result.score),
        since=since if before is not None else None,
        moves=moves,
        lift=lift_to_next_band(
            card, now.values, now.attributes, standing=_standing(result), caps=now.caps
        ),
    )


def moved(
    now: Account,
    then: Mapping[str, SignalValue],
    *,
    before: Score,
    old: Score,
    hindsight: Score,
) -> Moves:
    """Why it moved: with hindsight at the first date, and under the scorecard in force then.

    Args:
        now: the account at the later date.
        then: signal values at the earlier date, for words.
        before: the score at the earlier date under the scorecard of now.
        old: the same under the scorecard of then.
        hindsight: the same as ``before``, with what is known at the later date.
    """
    found = moves(old, before, now.result.score, new_before_hindsight=hindsight)
    words = [_words(now.card, values) for values in (then, now.values)]
    return replace(found, moves=tuple(_worded(move, *words) for move in found.moves))


def _standing(result: AccountResult) -> Standing:
    return Standing(
        result.raw_band, result.steady_band, result.band, result.effective_band, result.caps
    )


def _words(card: Scorecard, values: Mapping[str, SignalValue]) -> dict[str, str]:
    """Per input its value in words."""
    if not values:
        return {}
    return {
        part.name: card.signals[part.signal].sentence(values[part.signal]) for part in card.inputs
    }


def _worded(move: Move, then: Mapping[str, str], now: Mapping[str, str]) -> Move:
    """A move in words: the value then and now, and what lies behind it."""
    words = list(dict.fromkeys(said[move.input] for said in (then, now) if move.input in said))
    causes = f" ({'; '.join(move.causes)})" if move.causes else ""
    return replace(move, sentence=" → ".join(words) + causes)
