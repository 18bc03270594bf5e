"""What verbs would have kept for the pages: a backtest, a pack, the first plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from forewarn.evidence.backtest import Backtest, Named
from forewarn.evidence.governance import Divergences, GovernancePack, Proofs
from forewarn.evidence.measured import Measured
from forewarn.evidence.rates import RenewalRate
from forewarn.evidence.verdict import TOO_FEW
from forewarn.ledger.book import keep_result, kept_results
from forewarn.ledger.kept import BACKTEST, PACK
from forewarn.project import Project
from forewarn.project.kept import keep_plan, shortened
from forewarn.terms.kept import as_kept
from forewarn.terms.proposed import Proposal
from forewarn.workspace.project import ledger, shown
from tests.evidence.reports import report
from tests.workspace.company import ON

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
MONTH = "2026-02"
WRONG = ("a1", "b1", "gone")
"""Accounts that the backtest names among the lost that were not flagged, with the date then."""
THEN = date(2026, 2, 25)


@cache
def backtest() -> Backtest:
    """Two hundred drawn cases, of which three are called by names of the company."""
    made = report(200, notices=("SIMULATED company: no real customer is shown.",))
    named = [
        _as(each, account) for each, account in zip(made.false_negatives[:3], WRONG, strict=True)
    ]
    return replace(made, false_negatives=tuple(named), false_positives=made.false_positives[:9])


def _as(each: Named, account: str) -> Named:
    case = replace(each.case, account_id=account)
    result = replace(each.result, account_id=account, name=f"Then {account}", as_of=THEN)
    return replace(each, case=case, result=result)


def pack() -> GovernancePack:
    """A month of which little is known."""
    unknown = Measured.unknown("nothing was due")
    card = shown().cards[0].summary
    return GovernancePack(
        project="small",
        month=MONTH,
        as_of=date(2026, 3, 1),
        quarter_began_on=date(2025, 12, 1),
        in_short=("Nothing stands out.",),
        scorecards=(card,),
        proofs=(Proofs(card, 3, TOO_FEW, "17 more lost are needed", None,
                       "2 of 5 accounts have a fresh assessment", TOO_FEW, "too few outcomes"),),
        kpis=(),
        retention=(),
        renewal_rate=RenewalRate(unknown, {}, 0, 0),
        at_risk=(),
        bands=(),
        shifts=(),
        cause=None,
        restated=None,
        segments=(),
        signals=(),
        false_negatives=backtest().false_negatives,
        false_positives=(),
        raters=(),
        divergences=Divergences(0, 0, None, 0, unknown),
        recovery=None,
        maturity=(),
    )  # fmt: skip


def keep_evidence(found: Backtest | None = None, *, made_at: datetime = AT) -> int:
    """A backtest on record, as the verb keeps it; its number."""
    return _keep(BACKTEST, found or backtest(), made_at=made_at)


def keep_the_pack() -> int:
    """A governance pack on record, as the verb keeps it."""
    return _keep(PACK, pack(), about=MONTH)


def _keep(
    kind: str, result: Backtest | GovernancePack, *, about: str = "", made_at: datetime = AT
) -> int:
    short, left_out = shortened(result)
    keep_result(
        ledger(),
        kind,
        {"result": as_kept(short), "left_out": left_out},
        about=about,
        as_of=result.as_of,
        scorecards={card.name: card.fingerprint for card in result.scorecards},
        made_at=made_at,
        forewarn_version="0",
    )
    return newest_number(kind)


def newest_number(kind: str) -> int:
    return kept_results(ledger(), kind)[0].number


def keep_first_plan(folder: Path) -> Proposal:
    """The plan of the files as they stand: the first that can be applied."""
    with Project.open(folder) as project:
        plan = project.plan(as_of=ON)
    keep_plan(shown().settings, plan, now=AT)
    return plan
