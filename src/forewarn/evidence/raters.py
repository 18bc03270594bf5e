"""Who judges accounts, how fresh their words are, and how often these proved right (O4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from forewarn.evidence.measured import Measured
from forewarn.evidence.rates import counted, proportion
from forewarn.terms.score import Plain

FEW = 10
YEAR, QUARTER = 365, 91
NOBODY = "nobody named"


@dataclass(frozen=True, slots=True)
class Said(Plain):
    """One person's fresh reading of an account 90 days before a renewal, and what became of it.

    Attributes:
        alarm: the band that the reading gives is an alarm.
        score_alarm: the score's band was one; None when the score was withheld.
        lost: the account was lost.
    """

    account_id: str
    by: str | None
    alarm: bool
    score_alarm: bool | None
    lost: bool

    @property
    def differs(self) -> bool:
        """Person and score said different things."""
        return self.score_alarm is not None and self.alarm != self.score_alarm


@dataclass(frozen=True, slots=True)
class Written(Plain):
    """One assessment."""

    account_id: str
    by: str | None
    on: date


@dataclass(frozen=True, slots=True)
class Rater(Plain):
    """One person who assesses.

    Attributes:
        written: assessments in the year up to the date; ``in_quarter`` of them in its last 91 days.
        accounts: that these are about.
        newest_on: the day of the newest.
        age_days: median age of the newest reading per account.
        fresh: share of these accounts whose newest reading is not stale.
        right: share of readings at 90 days that proved right: an alarm before a loss, none
            before a renewal. Its n is the number of readings.
        foresaw: share of the losses among them that the reading called an alarm.
        differed: readings that differed from the score; ``right_when_differing`` the share of
            these in which the person was right.
        few: fewer than ten readings: a figure to talk about, not to judge by.
    """

    name: str
    written: int
    in_quarter: int
    accounts: int
    newest_on: date | None
    age_days: float | None
    fresh: Measured
    right: Measured
    foresaw: Measured
    differed: int
    right_when_differing: Measured
    few: bool


def raters(
    written: Iterable[Written],
    said: Iterable[Said],
    *,
    as_of: date,
    stale_after: Mapping[str, int],
) -> tuple[Rater, ...]:
    """Everybody who assessed within a year or whose reading can be held against an outcome.

    Args:
        written: assessments known by ``as_of``.
        said: readings at 90 days that were fresh then.
        as_of: the date that ages count to.
        stale_after: per account in the book the days after which a reading of it is stale;
            readings of other accounts have no age, for nobody has to renew them.
    """
    words, readings = defaultdict(list), defaultdict(list)
    for each in written:
        if 0 <= (as_of - each.on).days <= YEAR:
            words[each.by or NOBODY].append(each)
    for told in said:
        readings[told.by or NOBODY].append(told)
    return tuple(
        _rater(name, words.get(name, []), readings.get(name, []), as_of, stale_after)
        for name in sorted(words.keys() | readings.keys())
    )


def _rater(
    name: str,
    written: Sequence[Written],
    said: Sequence[Said],
    as_of: date,
    stale_after: Mapping[str, int],
) -> Rater:
    newest: dict[str, date] = {}
    for each in written:
        newest[each.account_id] = max(each.on, newest.get(each.account_id, each.on))
    ages = {a: (as_of - on).days for a, on in newest.items() if a in stale_after}
    differing = [each for each in said if each.differs]
    return Rater(
        name=name,
        written=len(written),
        in_quarter=sum((as_of - each.on).days <= QUARTER for each in written),
        accounts=len(newest),
        newest_on=max(newest.values(), default=None),
        age_days=float(median(ages.values())) if ages else None,
        fresh=counted(sum(age <= stale_after[a] for a, age in ages.items()), len(ages)),
        right=right(said),
        foresaw=_share([each.alarm for each in said if each.lost], said, lost=True),
        differed=len(differing),
        right_when_differing=right(differing),
        few=len(said) < FEW,
    )


def right(said: Sequence[Said]) -> Measured:
    """Share of readings that proved right."""
    return _share([each.alarm == each.lost for each in said], said)


def _share(hits: Sequence[bool], said: Sequence[Said], *, lost: bool = False) -> Measured:
    accounts = [each.account_id for each in said if each.lost or not lost]
    return proportion(hits, accounts) if hits else Measured.unknown("no such reading yet")
