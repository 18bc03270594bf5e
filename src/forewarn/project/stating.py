"""Stating what becomes of renewals before anybody knows, and looking back at what was stated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import forewarn
from forewarn.evidence.foretelling import Foreteller
from forewarn.evidence.measured import Measured
from forewarn.evidence.renewals import Contract, Renewals
from forewarn.evidence.replayed import Alarm, Columns
from forewarn.evidence.statements import Statements, judge_statements
from forewarn.project.asked import Backtesting
from forewarn.project.desk import Desk
from forewarn.project.scoring import scored_book
from forewarn.terms.score import AccountResult
from forewarn.terms.stated import FLAG, PROBABILITY, Stated

AHEAD = timedelta(days=180)
MADE_BY = "backtest"


def stated_before(
    desk: Desk, asked: Backtesting, found: Renewals, as_of: date, *, new: Sequence[Stated]
) -> Statements | None:
    """Keep new statements, and judge the earlier ones whose outcome is known by now.

    Returns:
        None where nothing was stated before and nothing is now.
    """
    ledger = desk.ledger() if new else desk.existing_ledger()
    if ledger is None:
        return None
    with ledger:
        from forewarn.ledger.book import keep_statements, statements

        made = keep_statements(ledger, new) if new else 0
        earlier = statements(ledger, before=as_of)
    if not (new or earlier):
        return None
    return judge_statements(
        earlier,
        found.cases,
        new=new,
        made=made,
        downsold_beyond=asked.downsold_beyond,
    )


def forecast_accuracy(desk: Desk, found: Renewals, as_of: date) -> Measured | None:
    """Share of the decided renewals that were told right in advance; None where nothing was stated.

    See ``Statements.right``.
    """
    looked_back = stated_before(desk, Backtesting(), found, as_of, new=())
    return looked_back.right if looked_back else None


def state(
    desk: Desk,
    found: Renewals,
    columns: Mapping[int, Columns],
    alarms: Mapping[str, Alarm],
    as_of: date,
) -> tuple[Stated, ...]:
    """What a backtest states of every contract due in the next 180 days that is not decided.

    The probability comes from the horizon nearest to the days left; accounts without a score are
    left out.

    Args:
        desk: of the project.
        found: at ``as_of``.
        columns: the replayed cases by days.
        alarms: by scorecard.
        as_of: the date of the statements.
    """
    coming = [each for each in found.coming if each.due_on and each.due_on - as_of <= AHEAD]
    if not coming:
        return ()
    results = _results(desk, {each.account_id for each in coming}, as_of)
    tellers = {days: Foreteller(each, as_of) for days, each in columns.items()}
    return tuple(_stated(desk, coming, results, tellers, alarms, as_of))


def _results(desk: Desk, accounts: set[str], as_of: date) -> dict[str, AccountResult]:
    book = scored_book(desk, (as_of,), accounts=sorted(accounts))
    try:
        return {each.account_id: each for each in book.results(as_of)}
    finally:
        book.close()


def _stated(
    desk: Desk,
    coming: Sequence[Contract],
    results: Mapping[str, AccountResult],
    tellers: Mapping[int, Foreteller],
    alarms: Mapping[str, Alarm],
    as_of: date,
) -> Iterator[Stated]:
    for contract in coming:
        result = results.get(contract.account_id)
        if result is None or result.score.score is None or contract.due_on is None:
            continue
        left = (contract.due_on - as_of).days
        nearest = min(tellers, key=lambda days: (abs(days - left), days))
        told = tellers[nearest].foretell(result.score.score)
        yield Stated(
            said_as_of=as_of,
            kind=FLAG if told.probability is None else PROBABILITY,
            account_id=contract.account_id,
            contract_id=contract.contract_id,
            due_on=contract.due_on,
            probability=told.probability,
            low=told.low,
            high=told.high,
            flagged=result.band in alarms[result.scorecard or ""].bands,
            because=told.because,
            fingerprint=result.fingerprint or "",
            made_by=MADE_BY,
            recorded_at=desk.now(),
            forewarn_version=forewarn.__version__,
        )
