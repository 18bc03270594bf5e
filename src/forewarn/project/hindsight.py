"""Facts that look written in hindsight: ``audit`` holds them against the outcomes that are known.

What is dated back passes every guard that looks at dates: it lies before the decision. It is
found by what it does: no honest signal tells lost accounts from kept ones nearly without error
90 days before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.engines.duckdb.presence import CaseAsked, Present, present
from forewarn.evidence.backtest import MAIN
from forewarn.evidence.foresight import Cases, gives_away, separates
from forewarn.evidence.horizons import Horizon, at_horizon
from forewarn.evidence.measured import Measured
from forewarn.project.beginnings import facts_begin
from forewarn.project.desk import Desk
from forewarn.project.moment import Moment
from forewarn.project.outcomes import read_renewals
from forewarn.project.replaying import replay
from forewarn.scorecard.model import Scorecard
from forewarn.terms.issue import Finding, Severity
from forewarn.terms.score import Contribution

LOOKED_BACK_DAYS = 180
"""How long before each case's date rows are looked at."""
_EFFECT = f"kept; what is known {MAIN} days before a decision never tells it so surely"
_FIX = (
    "look when these rows were typed in: give them that day as known_at, or leave them out; a "
    "backtest with them proves nothing"
)


def hindsight(desk: Desk, as_of: date) -> Iterator[Finding]:
    """Signals and kinds of row that tell lost accounts from kept ones too well, 90 days before.

    Nothing is asked with fewer than 20 lost or kept cases.

    Args:
        desk: the facts, in a DuckDB store, and the scorecards.
        as_of: outcomes known by then are used.
    """
    if not isinstance(desk.engine, DuckDBEngine):
        return
    horizon = at_horizon(
        read_renewals(desk.engine, as_of), MAIN, since=facts_begin(desk, only=None)
    )
    lost = [each.case.is_bad() for each in horizon.asked]
    if not Cases(lost, [each.case.account_id for each in horizon.asked]).enough:
        return
    yield from _signals(desk, horizon)
    yield from _rows(desk.engine, horizon)


def _rows(engine: DuckDBEngine, horizon: Horizon) -> Iterator[Finding]:
    cases = [
        CaseAsked(each.case.account_id, each.as_of, each.case.is_bad()) for each in horizon.asked
    ]
    of_lost = sum(each.lost for each in cases)
    for each in present(engine.connection, cases, days=LOOKED_BACK_DAYS):
        share = gives_away(each.lost, each.kept, of_lost=of_lost, of_kept=len(cases) - of_lost)
        if share is not None:
            yield _of_rows(each, share, of_lost, len(cases))


def _of_rows(each: Present, share: Measured, lost: int, cases: int) -> Finding:
    what = (
        f"{each.column} '{each.word}' in {each.table}" if each.column else f"rows of {each.table}"
    )
    return Finding(
        each.table,
        Severity.WARNING,
        "hindsight",
        f"{what}: of {share.n} renewals with one in the {LOOKED_BACK_DAYS} days up to {MAIN} days "
        f"before, {each.lost} were lost ({_percent(share)}), of all {cases} only {lost}",
        each.lost,
        column=each.column,
        examples=(each.word,) if each.word else (),
        effect=_EFFECT,
        fix=_FIX,
    )


def _percent(share: Measured) -> str:
    assert share.value is not None
    assert share.low_99 is not None
    return f"{share.value:.0%}, surely above {share.low_99:.0%}"


def _signals(desk: Desk, horizon: Horizon) -> Iterator[Finding]:
    moments = replay(desk, [horizon], only=None)
    found = [
        (moments[key], each.case.is_bad(), each.case.account_id)
        for each in horizon.asked
        for key in [(each.case.account_id, each.as_of)]
        if key in moments
    ]
    for card in desk.cards:
        inputs = len(card.inputs)
        mine = [
            each
            for each in found
            if each[0].card.name == card.name and len(each[0].result.score.contributions) == inputs
        ]
        cases = Cases([lost for _, lost, _ in mine], [account for *_, account in mine])
        if cases.enough:
            yield from _of_card(card, [moment for moment, *_ in mine], cases)


def _of_card(card: Scorecard, moments: Sequence[Moment], cases: Cases) -> Iterator[Finding]:
    for place, part in enumerate(card.inputs):
        told = [moment.result.score.contributions[place] for moment in moments]
        asked = ((_value, "value"), (_presence, "presence"))
        for reading, what in asked:
            found = separates([reading(each) for each in told], cases)
            if found is not None:
                yield _of_signal(card, part.signal, what, found, sum(cases.lost))
                break


def _value(part: Contribution) -> float | None:
    """The value, or the points of a word."""
    if isinstance(part.value, (int, float)):
        return float(part.value)
    return part.points


def _presence(part: Contribution) -> float:
    return float(part.status.value == "observed")


def _of_signal(card: Scorecard, signal: str, what: str, found: Measured, lost: int) -> Finding:
    tables = sorted(card.signals[signal].tables(card.signals)) or ["accounts"]
    about = f"signal {signal} of scorecard '{card.name}'"
    about = about if what == "value" else f"whether {about} is known at all"
    assert found.low_99 is not None
    return Finding(
        tables[0],
        Severity.WARNING,
        "hindsight",
        f"{about} tells lost from kept {MAIN} days before with AUC {found.value:.2f} (99 %: from "
        f"{found.low_99:.2f}; {found.n} renewals, {lost} lost): too good to be true",
        found.n,
        column=signal,
        examples=tuple(tables),
        effect=_EFFECT,
        fix=_FIX,
    )
