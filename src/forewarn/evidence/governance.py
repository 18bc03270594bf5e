"""The monthly governance pack: everything that a leader's review of the scoring rests on (E6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from forewarn.evidence.backtest import Named
from forewarn.evidence.drift import Drift
from forewarn.evidence.maturity import Statement
from forewarn.evidence.measured import Measured
from forewarn.evidence.raters import Rater
from forewarn.evidence.rates import AtRisk, RenewalRate, Retention
from forewarn.evidence.shift import Shift
from forewarn.evidence.tuning import Missed
from forewarn.evidence.verdict import CHANCE, TOO_FEW, VALIDATED
from forewarn.terms.score import Plain, ScorecardSummary

NOT_YET = "not recorded yet"
CHANGES_BEHAVIOUR, FIX, RETIRE = "changes behaviour", "fix", "retire"
NO_OWNER = "no owner yet"


@dataclass(frozen=True, slots=True)
class Proofs(Plain):
    """The two proofs that a scorecard owes.

    Attributes:
        validated: verdict of the backtest (``because`` with its figures).
        acted_on: whether people act otherwise because of it; None = not recorded yet.
        shown: what is recorded of that, in words.
        verdict: validated, changes behaviour, fix, retire, or too few to judge.
        rule: the rule that gave it, in words.
    """

    scorecard: ScorecardSummary
    n: int
    validated: str
    because: str
    acted_on: bool | None
    shown: str
    verdict: str
    rule: str


RULES = (
    ("both proofs hold", CHANGES_BEHAVIOUR),
    ("it foresees renewals; that people act on it is not shown yet", VALIDATED),
    ("it foresees renewals, and people do not act on it", FIX),
    ("it is better than chance, not yet clearly enough, or no longer what it was", FIX),
    ("it is no better than chance", FIX),
    ("it was no better than chance at the check before, too", RETIRE),
    ("there are too few outcomes", TOO_FEW),
)


def verdict_of(
    validated: str, acted_on: bool | None, *, chance_before: bool = False
) -> tuple[str, str]:
    """The verdict on a scorecard and the rule that gives it.

    Args:
        validated: name of the backtest's verdict.
        acted_on: whether people act on it; None = not recorded yet.
        chance_before: the check before this one said "no better than chance", too.
    """
    place = _rule(validated, acted_on, chance_before)
    rule, name = RULES[place]
    return name, rule


def _rule(validated: str, acted_on: bool | None, chance_before: bool) -> int:
    if validated == VALIDATED:
        return {True: 0, None: 1, False: 2}[acted_on]
    if validated == CHANCE:
        return 5 if chance_before else 4
    return 6 if validated == TOO_FEW else 3


@dataclass(frozen=True, slots=True)
class Kpi(Plain):
    """One figure that somebody answers for.

    Attributes:
        owner: from ``governance: owners:`` of the project file; None = no owner yet.
        value: as people read it; "not recorded yet" where its source is not built.
        n: what it rests on; None where it is not recorded.
        guide: one sentence how to read it.
        figure: the number behind it with its interval; None for money.
    """

    name: str
    owner: str | None
    value: str
    n: int | None
    guide: str
    figure: Measured | None = None


@dataclass(frozen=True, slots=True)
class BandCount(Plain):
    """One band at one date: accounts and revenue by currency.

    Attributes:
        color: of the band in the scorecard file; None for accounts without a band.
        accounts: by date (ISO), oldest first.
        revenue: by currency, at the newest date.
    """

    band: str | None
    color: str | None
    accounts: Mapping[str, int]
    revenue: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Cause(Plain):
    """The recorded cause of a structural shift.

    Attributes:
        cause: product, market or coverage.
        because: in the recorder's words.
    """

    cause: str
    because: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Restated(Plain):
    """What other scorecards changed, apart from what customers did.

    Attributes:
        said: accounts of which something is on record near the quarter's start.
        other_card: of them those that were scored by another version of a scorecard then.
        down, up: of these, green then and lower under the scorecard in force, and the reverse.
    """

    said: int
    other_card: int
    down: int
    up: int


@dataclass(frozen=True, slots=True)
class Divergences(Plain):
    """Where people and score differ at the date.

    Attributes:
        open, watching: accounts.
        settled: None = not recorded yet: nobody was asked about one.
        differed: fresh readings 90 days before a renewal that differed from the score.
        people_right: share of them in which the people were right.
        missed: what the score misses by what people answered, for tuning.
    """

    open: int
    watching: int
    settled: int | None
    differed: int
    people_right: Measured
    missed: tuple[Missed, ...] = ()


@dataclass(frozen=True, slots=True)
class Recovery(Plain):
    """From red back to green within 90 days, on record.

    Attributes:
        entered: accounts that went into the lowest band long enough ago to tell.
        back: share of them that were in the top band within 90 days.
    """

    entered: int
    back: Measured


@dataclass(frozen=True, slots=True)
class GovernancePack(Plain):
    """What ``review --governance`` returns.

    Attributes:
        month: such as 2026-10; the pack knows what was known when it ended.
        as_of: the first day after it (or today, for a month that is not over).
        in_short: what to look at first, in sentences.
        proofs: one a scorecard in force.
        shifts: the quarter up to ``as_of``, and the quarters before it, newest first.
        segments, signals: drift over the same quarter.
    """

    project: str
    month: str
    as_of: date
    quarter_began_on: date
    in_short: tuple[str, ...]
    scorecards: tuple[ScorecardSummary, ...]
    proofs: tuple[Proofs, ...]
    kpis: tuple[Kpi, ...]
    retention: tuple[Retention, ...]
    renewal_rate: RenewalRate
    at_risk: tuple[AtRisk, ...]
    bands: tuple[BandCount, ...]
    shifts: tuple[Shift, ...]
    cause: Cause | None
    restated: Restated | None
    segments: tuple[Drift, ...]
    signals: tuple[Drift, ...]
    false_negatives: tuple[Named, ...]
    false_positives: tuple[Named, ...]
    raters: tuple[Rater, ...]
    divergences: Divergences
    recovery: Recovery | None
    maturity: tuple[Statement, ...]
    notices: tuple[str, ...] = ()
    forewarn_version: str = ""
