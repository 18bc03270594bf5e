"""Why one account stands where it stands, why it moved, and what would lift it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from forewarn.project.asked import Question
from forewarn.project.book import BookRun, Plan, run_book
from forewarn.project.course import Course
from forewarn.project.desk import Desk
from forewarn.project.reasoning import Account, explanation, moved
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.caps import caps_in_force
from forewarn.scoring.explained import Explanation
from forewarn.terms.errors import ForewarnError
from forewarn.terms.score import AccountResult, Score


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


def _not_there(run: BookRun, question: Question) -> ForewarnError:
    """Why there is no result: unknown, not yet or no longer an account, or left out by status."""
    run.around.accounts.refuse_unknown([question.account_id])
    reason = next(iter(run.left_out[question.as_of]), "nothing was known of it by then")
    return ForewarnError(
        f"account '{question.account_id}' is not scored as of {question.as_of}: {reason}",
        fix="ask for another date with --as-of, or score such accounts too with --include STATUS",
    )
