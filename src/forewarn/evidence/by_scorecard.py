"""The verdict of each scorecard on the cases that it scored itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forewarn.evidence import discrimination
from forewarn.evidence.expansion import Expansion
from forewarn.evidence.flags import flagged
from forewarn.evidence.measured import Measured
from forewarn.evidence.parts import halves
from forewarn.evidence.replayed import Columns
from forewarn.evidence.verdict import JUDGED_AT, Judged, Verdict, verdict
from forewarn.terms.score import Plain, ScorecardSummary

RENEWAL, EXPANSION = "renewal", "expansion"
NOT_TESTED = "not tested: no outcome of it is recorded"


@dataclass(frozen=True, slots=True)
class OfScorecard(Plain):
    """What the outcomes say of one scorecard.

    Attributes:
        n, n_bad: cases that it scored 90 days before; those of them that were lost.
        auc, balanced_accuracy: at 90 days.
        verdict: by the rules of ``verdict``, on its own cases alone.
        success: per outcome that it says defines healthy (S15) what the evidence says of it.
    """

    name: str
    version: int
    fingerprint: str
    n: int
    n_bad: int
    auc: Measured
    balanced_accuracy: Measured
    verdict: Verdict
    success: Mapping[str, str]


def by_scorecard(
    columns: Mapping[int, Columns],
    cards: Iterable[ScorecardSummary],
    *,
    success: Mapping[str, Sequence[str]],
    expansion: Expansion | None,
) -> tuple[OfScorecard, ...]:
    """One row per scorecard, in the order given.

    Args:
        columns: by days; 60 and 90 must be there.
        cards: those that scored accounts.
        success: per scorecard the outcomes that it names as success.
        expansion: what growth foresaw, where it is asked.
    """
    said = {EXPANSION: NOT_TESTED if expansion is None else expansion.verdict.name}
    return tuple(_of(columns, card, success.get(card.name, ()), said) for card in cards)


def _of(
    columns: Mapping[int, Columns],
    card: ScorecardSummary,
    success: Sequence[str],
    said: Mapping[str, str],
) -> OfScorecard:
    own = {days: _only(columns[days], card.name) for days in JUDGED_AT}
    judged = {days: _judged(each) for days, each in own.items()}
    main = judged[max(JUDGED_AT)]
    found = verdict(judged, halves(own[max(JUDGED_AT)]))
    of_success = {RENEWAL: found.name, **said}
    return OfScorecard(
        card.name,
        card.version,
        card.fingerprint,
        main.n,
        main.lost,
        main.auc,
        main.balanced_accuracy,
        found,
        {name: of_success.get(name, NOT_TESTED) for name in success},
    )


def _only(columns: Columns, name: str) -> Columns:
    return columns.only(columns.told(lambda each: each.scorecard == name))


def _judged(columns: Columns) -> Judged:
    return Judged(
        len(columns),
        int(columns.lost.sum()),
        discrimination.auc(columns.score, columns.lost, columns.draws),
        flagged(columns.flagged, columns.lost, columns.draws).balanced_accuracy,
    )
