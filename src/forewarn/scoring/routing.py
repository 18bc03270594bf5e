"""Which accounts are scored, and by which scorecard (SEMANTICS 5, 18)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from forewarn.scorecard.model import Scorecard
from forewarn.signals.filters.evaluate import evaluate
from forewarn.terms.account import NOT_SCORED_STATUSES, AccountAsOf

NEW_DAYS = 90
HEALTH = "health"


def route(
    cards: Sequence[Scorecard], attributes: Mapping[str, object], age_days: int | None
) -> Scorecard | None:
    """The scorecard of an account: onboarding ones first while it is new, then the first match.

    Candidates and growth scorecards are never routed. An account of unknown age is not new.

    Args:
        cards: in the project file's order.
        attributes: as of the date.
        age_days: since the account's first day.

    Returns:
        None when none applies: the account is not scored.
    """
    settled = None
    for card in cards:
        if not _is_routed(card) or not _matches(card, attributes):
            continue
        if _is_onboarding(card, attributes, age_days):
            return card
        if settled is None and card.onboarding is None:
            settled = card
    return settled


def no_scorecard(cards: Sequence[Scorecard]) -> str:
    """The reason shown where ``route`` finds none."""
    names = ", ".join(card.name for card in cards if _is_routed(card)) or "none in force"
    return f"Not scored: no scorecard applies to this account ({names})"


def left_out_because(
    account: AccountAsOf, *, ended_on: date | None = None, asked: Collection[str] = ()
) -> str | None:
    """Why an account is not in the run at all; None when it is scored.

    Scored: accounts whose first day lies before as_of, that have not ended by then, and whose
    dated status is not trial, free, internal or ended. An account that ended on D is scored for
    the last time as of D. A paused account is scored.

    Args:
        account: as of the date of the run.
        ended_on: last day of the account, as known then.
        asked: statuses to score all the same.
    """
    if account.created_on is None:
        return "no first day and no fact yet"
    if account.created_on >= account.as_of:
        return "not created yet"
    status = account.text("status")
    if ended_on is not None and ended_on < account.as_of and "ended" not in asked:
        return "ended"
    if status in NOT_SCORED_STATUSES and status not in asked:
        return "ended" if status == "ended" else f"status {status}"
    return None


def is_new(age_days: int | None, windows: Collection[int] = ()) -> bool:
    """Younger than 90 days, or than the longest window of its scorecard's inputs."""
    return age_days is not None and age_days < max([NEW_DAYS, *windows])


def _is_routed(card: Scorecard) -> bool:
    return card.purpose == HEALTH and not card.candidate


def _matches(card: Scorecard, attributes: Mapping[str, object]) -> bool:
    return card.applies_to is None or evaluate(card.applies_to, attributes)


def _is_onboarding(card: Scorecard, attributes: Mapping[str, object], age_days: int | None) -> bool:
    spec = card.onboarding
    if spec is None or age_days is None or age_days >= spec.days:
        return False
    return spec.go_live is None or not evaluate(spec.go_live, attributes)
