"""The maturity self-check of one project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forewarn.evidence.governance import Cause, Proofs
from forewarn.evidence.maturity import Statement, answered
from forewarn.evidence.renewals import CHURNED, Case, months_after
from forewarn.evidence.shift import Shift
from forewarn.evidence.verdict import VALIDATED
from forewarn.scorecard.model import Scorecard
from forewarn.terms.examined import LASTS
from forewarn.terms.governance import KPIS, Governance
from forewarn.terms.score import AccountResult

MOST = 0.8
WEEKS = 13


@dataclass(frozen=True, slots=True)
class Seen:
    """What the statements are answered from.

    Attributes:
        recorded_dates: in the 91 days up to the date.
        examined_days: since the newest backtest of the scorecard that was checked longest ago;
            None = one was never checked.
        approved: every scorecard in force was applied by its approvers; None = not recorded yet.
    """

    as_of: date
    cards: Sequence[Scorecard]
    book: Sequence[AccountResult]
    proofs: Sequence[Proofs]
    cases: Sequence[Case]
    governance: Governance
    shift: Shift | None
    cause: Cause | None
    recorded_dates: int
    examined_days: int | None = None
    approved: bool | None = None


def self_check(seen: Seen) -> tuple[Statement, ...]:
    """Every statement, in the order of the six steps: outcomes to governance."""
    return (
        *_outcomes(seen),
        _origins(seen),
        _scored(seen),
        _bands(seen),
        _fresh(seen),
        _weekly(seen),
        _validated(seen),
        _examined(seen),
        _approved(seen),
        _owners(seen),
        _cause(seen),
        answered(
            "Differences between people and the score are settled, one way or the other.",
            None,
            "settling comes with the workspace",
        ),
        answered(
            "Yellow accounts have a plan within seven days.", None, "plays are not recorded yet"
        ),
    )


def _most(
    says: str, hits: int, of: int, what: str, *, next_step: str, share: float = MOST
) -> Statement:
    if not of:
        return answered(says, None, f"there are no {what}", next_step=next_step)
    return answered(says, hits >= share * of, f"{hits} of {of} {what}", next_step=next_step)


def _outcomes(seen: Seen) -> tuple[Statement, Statement]:
    since = months_after(seen.as_of, -12)
    lost = [e for e in seen.cases if e.kind == CHURNED and since <= e.due_on < seen.as_of]
    return (
        _most(
            "Every loss is recorded with its reason.",
            sum(bool(each.reason) for each in lost),
            len(lost),
            "losses of the last twelve months",
            next_step="fill in `reason` in the table of outcomes",
            share=1.0,
        ),
        _most(
            "Every loss says whether it could have been changed.",
            sum(each.avoidable is not None for each in lost),
            len(lost),
            "losses of the last twelve months",
            next_step="fill in `avoidable` in the table of outcomes",
            share=1.0,
        ),
    )


def _origins(seen: Seen) -> Statement:
    inputs = [part for card in seen.cards if card.bands for part in card.inputs]
    return _most(
        "Every input says who named it or which outcomes support it.",
        sum(bool(part.origin) for part in inputs),
        len(inputs),
        "inputs",
        next_step="write `origin:` where it is missing",
        share=1.0,
    )


def _scored(seen: Seen) -> Statement:
    return _most(
        "Four in five accounts have enough data for a score.",
        sum(each.score.score is not None for each in seen.book),
        len(seen.book),
        "accounts",
        next_step="`forewarn audit` names the tables that lack rows",
    )


def _bands(seen: Seen) -> Statement:
    bands = [band for card in seen.cards for band in card.bands]
    complete = [band for band in bands if band.means and band.playbook and band.review_days]
    return _most(
        "Every band has a meaning, a playbook and a review cadence.",
        len(complete),
        len(bands),
        "bands",
        next_step="`forewarn check` names what lacks",
        share=1.0,
    )


def _fresh(seen: Seen) -> Statement:
    asked = {card.name for card in seen.cards if card.overlay is not None}
    book = [each for each in seen.book if each.scorecard in asked]
    return _most(
        "Four in five accounts have a fresh assessment.",
        sum(each.overlay is not None and each.overlay.fresh for each in book),
        len(book),
        "accounts whose scorecard asks for one",
        next_step="ask the people named below to assess",
    )


def _weekly(seen: Seen) -> Statement:
    return _most(
        "The book is scored and put on record every week.",
        min(seen.recorded_dates, WEEKS),
        WEEKS,
        "weeks of the quarter on record",
        next_step="run `forewarn score` once a week",
        share=12 / 13,
    )


def _validated(seen: Seen) -> Statement:
    return _most(
        "Every scorecard in force is validated by outcomes.",
        sum(each.validated == VALIDATED for each in seen.proofs),
        len(seen.proofs),
        "scorecards",
        next_step="see the verdicts above",
        share=1.0,
    )


def _examined(seen: Seen) -> Statement:
    says = (
        f"The newest backtest of every scorecard is on record and not older than {LASTS.days} days."
    )
    if seen.examined_days is None:
        because = "not every scorecard has one on record"
        return answered(says, False, because, next_step="run `forewarn backtest`")
    because = f"it is {seen.examined_days} days old"
    return answered(
        says, seen.examined_days <= LASTS.days, because, next_step="run `forewarn backtest`"
    )


def _approved(seen: Seen) -> Statement:
    return answered(
        "Every scorecard in force was applied by its approvers.",
        seen.approved,
        "as the record of `forewarn apply` has it"
        if seen.approved is not None
        else "no scorecard was applied through `forewarn apply`",
        next_step="apply changes through `forewarn plan` and `forewarn apply`",
    )


def _owners(seen: Seen) -> Statement:
    return _most(
        "Every figure of this pack has an owner.",
        len(seen.governance.owners.keys() & KPIS.keys()),
        len(KPIS),
        "figures",
        next_step="name them under `governance: owners:` in forewarn.yml",
        share=1.0,
    )


def _cause(seen: Seen) -> Statement:
    says = "A structural shift has a recorded cause."
    if seen.shift is None:
        return answered(says, None, "there is no quarter to compare with")
    if not seen.shift.any_alarm:
        return answered(says, True, "there was none this quarter")
    return answered(
        says,
        seen.cause is not None,
        f"{seen.cause.cause}: {seen.cause.because}" if seen.cause else "no cause is recorded",
        next_step="add it under `governance: causes:` in forewarn.yml",
    )
