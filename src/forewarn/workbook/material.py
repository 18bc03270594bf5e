"""What a workbook is made of: results, the values behind them, and what else is on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from forewarn.scorecard.model import Scorecard
from forewarn.scoring.past import Past
from forewarn.terms.examined import Examined
from forewarn.terms.score import AccountResult
from forewarn.terms.signal import SignalValue
from forewarn.workbook.words import ENGLISH

Values = Mapping[str, SignalValue]


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account on the sheets.

    Attributes:
        result: everything the scorecard says of it.
        values: by signal, of inputs and caps.
        attributes: dated, for targets and ranks among peers.
        growth_values: by signal of the growth scorecard; empty without one.
        trend: weekly scores, oldest first, the newest at the export's date.
        past: what is on record before, for the weekly review; None = the trend alone.
        because: why the CSM sees it differently, as said with the assessment on record.
        age_days: None when no first day is known.
    """

    result: AccountResult
    values: Values
    attributes: Mapping[str, object]
    growth_values: Values = field(default_factory=dict)
    trend: Sequence[float | None] = ()
    because: str | None = None
    past: Past | None = None


@dataclass(frozen=True, slots=True)
class CardBook:
    """A scorecard in force with the accounts it scores.

    Attributes:
        growth: the scorecard that ``growth:`` asks, None without one.
    """

    card: Scorecard
    growth: Scorecard | None
    label: str
    lines: Sequence[AccountLine]


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a workbook shows.

    Attributes:
        unrouted: accounts that no scorecard applies to.
        weeks: dates of the trend, oldest first.
        language: of the texts that are ours.
        verdicts: the newest kept verdict by scorecard name; empty = no backtest was kept.
    """

    project: str
    as_of: date
    books: Sequence[CardBook]
    unrouted: Sequence[AccountResult]
    weeks: Sequence[date]
    verdicts: Mapping[str, Examined]
    notices: Sequence[str]
    forewarn_version: str
    language: str = ENGLISH
