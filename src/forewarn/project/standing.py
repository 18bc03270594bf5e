"""One account's result at one date: score, bands, people's word, context, in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from forewarn.project.course import Course
from forewarn.project.facts import Surroundings
from forewarn.project.needs import longest_windows
from forewarn.project.weeks import TREND_WEEKS
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.caps import caps_in_force, new_account_floor
from forewarn.scoring.casework import stated
from forewarn.scoring.divergence import Said, divergence
from forewarn.scoring.routing import is_new, no_scorecard
from forewarn.scoring.standing import standing
from forewarn.scoring.steady import Held, held_weekly, peek
from forewarn.terms.account import AccountAsOf
from forewarn.terms.score import AccountResult, CapApplied, Divergence, Score
from forewarn.terms.signal import SignalValue


def result_of(
    course: Course,
    account: AccountAsOf,
    weeks: Sequence[date],
    *,
    growth: Course | None,
    in_words: bool,
) -> AccountResult:
    """Everything a scorecard says of an account as of a date.

    Args:
        weeks: the weekly dates up to the account's date, oldest first.
        growth: the account under the scorecard that ``growth:`` asks, None when there is none.
        in_words: give every input its sentence.
    """
    card, values = course.card, course.values(account)
    score, products = course.score(account)
    if in_words:
        score = _worded(score, card, values)
    steady = _steady_band(course, weeks[-1], account.as_of, score.score)
    caps = caps_in_force(card, values)
    lift = _lift(card, score, steady, account)
    word = course.overlay(account)
    stands = standing(
        card,
        score.score,
        steady_band=steady,
        caps=caps,
        lift=lift,
        overlay_band=word.band if word else None,
        growth_score=growth.quick(account.as_of) if growth else None,
    )
    return AccountResult(
        scorecard=card.name,
        fingerprint=card.fingerprint,
        score=score,
        raw_band=stands.raw_band,
        band=stands.band,
        effective_band=stands.effective_band,
        caps=stands.caps,
        overlay=word,
        divergence=_divergence(course, account, weeks, stands.band),
        new=is_new(account.age_days, longest_windows(card).values()),
        growth_score=growth.quick(account.as_of) if growth else None,
        products=products,
        trend=_trend(course, weeks, account.as_of, score.score),
        steady_band=stands.steady_band,
        dated=_dated(card, values),
        **about(account, course.around),
    )


def unrouted(
    account: AccountAsOf, around: Surroundings, cards: Sequence[Scorecard]
) -> AccountResult:
    """An account that no scorecard applies to, saying so (SEMANTICS 18)."""
    return AccountResult(
        scorecard=None,
        fingerprint=None,
        score=Score(None, None, no_scorecard(cards), None, (), ()),
        raw_band=None,
        band=None,
        effective_band=None,
        **about(account, around),
    )


def _worded(score: Score, card: Scorecard, values: Mapping[str, SignalValue]) -> Score:
    """The score with every input in words."""
    parts = tuple(
        replace(part, sentence=card.signals[part.signal].sentence(values[part.signal]))
        for part in score.contributions
    )
    return replace(score, contributions=parts)


def _dated(card: Scorecard, values: Mapping[str, SignalValue]) -> dict[str, date]:
    """The days that the inputs' sentences name."""
    days = {part.signal: values[part.signal].on for part in card.inputs}
    return {name: on for name, on in days.items() if on is not None}


def _steady_band(course: Course, week: date, on: date, score: float | None) -> str | None:
    """The state at a weekly date, or what a date after it reads of it."""
    held = course.held(week)
    return held.band if week == on else peek(course.card, held, score)


def _lift(
    card: Scorecard, score: Score, steady: str | None, account: AccountAsOf
) -> CapApplied | None:
    if score.score is None or steady is None or account.age_days is None:
        return None
    if not is_new(account.age_days):
        return None
    return new_account_floor(
        card, steady, score=score, windows=longest_windows(card), age_days=account.age_days
    )


def _divergence(
    course: Course, account: AccountAsOf, weeks: Sequence[date], band: str | None
) -> Divergence | None:
    """People against the score over the weeks; nothing to ask when nobody has assessed.

    The bands of the weeks before come from the same 27 weeks at every run, so that backfills of
    any length give the same divergence. Its state is that of its case as of the date.
    """
    word = course.overlay(account)
    if word is None or word.band is None:
        return None
    held = held_weekly(course.card, [(on, course.quick(on)) for on in weeks])
    past = [
        _said(course, on, state)
        for on, state in zip(weeks, held, strict=True)
        if on < account.as_of
    ]
    found = divergence(course.card, [*past, course.said(account.as_of, band)])
    known = course.around.cases.get(course.account_id, ())
    return None if found is None else stated(found, known, account.as_of)


def _said(course: Course, on: date, state: Held) -> Said:
    account = course.account(on)
    scored = account is not None and course.quick(on) is not None
    if account is None or not scored:
        return course.said(on, None)
    return course.said(on, course.capped(account, _lifted(course, account, state.band)))


def _lifted(course: Course, account: AccountAsOf, band: str | None) -> str | None:
    """The band after the floor of new accounts; the score is only taken apart where it matters."""
    if band != course.card.bands[0].name or not is_new(account.age_days):
        return band
    lift = _lift(course.card, course.score(account)[0], band, account)
    return lift.band if lift else band


def _trend(
    course: Course, weeks: Sequence[date], on: date, score: float | None
) -> tuple[float | None, ...]:
    before = [day for day in weeks if day < on][-(TREND_WEEKS - 1) :]
    return (*(course.quick(day) for day in before), score)


def about(account: AccountAsOf, around: Surroundings) -> dict[str, Any]:
    """What the account is as of its date, whatever it scores."""
    on = account.as_of
    terms = around.contracts.terms(account.account_id, on)
    return {
        "account_id": account.account_id,
        "as_of": on,
        "contexts": around.judgements.contexts(account.account_id, on),
        "name": account.text("name"),
        "owner": account.text("owner"),
        "segment": account.text("segment"),
        "plan": account.text("plan"),
        "status": account.text("status"),
        "parent_account_id": account.text("parent_account_id"),
        "revenue": terms.revenue,
        "renews_on": terms.renews_on,
        "notice_on": terms.notice_on,
    }
