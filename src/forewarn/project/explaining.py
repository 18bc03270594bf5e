"""Why one account stands where it stands, why it moved, and what would lift it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from forewarn.project.asked import Question
from forewarn.project.book import BookRun, Plan, run_book
from forewarn.project.course import Course
from forewarn.project.desk import Desk
from forewarn.scorecard.model import Cap, Scorecard
from forewarn.scoring.caps import caps_in_force
from forewarn.scoring.explain import against, lift_to_next_band, moves, reasons
from forewarn.scoring.explained import Explanation
from forewarn.scoring.explanation import Move, Moves
from forewarn.scoring.standing import Standing
from forewarn.terms.errors import ForewarnError
from forewarn.terms.score import AccountResult, Score
from forewarn.terms.signal import SignalValue


def explain_account(desk: Desk, question: Question, recorded: Scorecard | None) -> Explanation:
    """Explain one account as of a date.

    Args:
        recorded: the scorecard on record for the earlier date; None = the one that would have
            applied then.

    Raises:
        ForewarnError: the account is unknown or not scored at that date, with the reason.
    """
    run = _run(desk, question)
    results = {result.as_of: result for result in run.results()}
    result = results.get(question.as_of)
    if result is None:
        raise _not_there(run, question)
    card = next((card for card in run.plan.routed if card.name == result.scorecard), None)
    if card is None:
        return Explanation(result, None, None, None, None, None)
    then = recorded or _routed_then(run, question)
    changed = then is not None and then.fingerprint != card.fingerprint
    return _explained(_Measured(desk, question, card, then if changed else None), result)


def _routed_then(run: BookRun, question: Question) -> Scorecard | None:
    """The scorecard that applied at the earlier date, by the rules of today."""
    standing = run.around.accounts.standing(question.account_id, question.before)
    if standing is None or standing.left_out is not None:
        return None
    return run.card_of(standing.account)


def _run(desk: Desk, question: Question) -> BookRun:
    starts, only = desk.settings.week_starts, question.only
    return run_book(
        desk.engine,
        Plan.over(desk.cards, [question.as_of], starts=starts, only=only),
        declared=desk.declared,
        accounts=(question.account_id,),
        forced=only is not None,
    )


@dataclass(frozen=True, slots=True)
class _Measured:
    """The account under one scorecard at the two dates, and with hindsight at the first."""

    desk: Desk
    question: Question
    card: Scorecard
    card_then: Scorecard | None

    def course(self, card: Scorecard, *, known_by: date | None = None) -> Course:
        """The account's course under a scorecard, over both dates."""
        dates = tuple(sorted({self.question.before, self.question.as_of}))
        plan = Plan((card,), (card,), dates, dates, self.desk.settings.week_starts)
        run = run_book(
            self.desk.engine,
            plan,
            declared=self.desk.declared,
            accounts=(self.question.account_id,),
            known_by=known_by,
        )
        return run.course(card.name)

    def score(self, course: Course) -> Score | None:
        """The score at the earlier date; None when the account was not scored then."""
        account = course.account(self.question.before)
        return None if account is None else course.score(account)[0]


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


def _explained(at: _Measured, result: AccountResult) -> Explanation:
    course = at.course(at.card)
    account = course.account(result.as_of)
    assert account is not None  # it has a result at that date
    values = course.values(account)
    caps = caps_in_force(at.card, values)
    now = Account(at.card, result, values, account.attributes, caps)
    before, moves = at.score(course), None
    if before is not None:
        hindsight = at.score(at.course(at.card, known_by=at.question.as_of))
        old = at.score(at.course(at.card_then)) if at.card_then else None
        then = course.account(at.question.before)
        values_then = course.values(then) if then else {}
        moves = moved(
            now, values_then, before=before, old=old or before, hindsight=hindsight or before
        )
    return explanation(now, since=at.question.before, before=before, moves=moves)


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


def _not_there(run: BookRun, question: Question) -> ForewarnError:
    """Why there is no result: unknown, not yet or no longer an account, or left out by status."""
    run.around.accounts.refuse_unknown([question.account_id])
    reason = next(iter(run.left_out[question.as_of]), "nothing was known of it by then")
    return ForewarnError(
        f"account '{question.account_id}' is not scored as of {question.as_of}: {reason}",
        fix="ask for another date with --as-of, or score such accounts too with --include STATUS",
    )
