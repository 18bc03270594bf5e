"""The verb ``review --governance``: everything that a month's review of the scoring rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

import forewarn
from forewarn.evidence.backtest import Backtest
from forewarn.evidence.by_scorecard import OfScorecard
from forewarn.evidence.drift import Drift, corrected, drift
from forewarn.evidence.governance import (
    BandCount,
    Cause,
    GovernancePack,
    Proofs,
    verdict_of,
)
from forewarn.evidence.in_short import in_short
from forewarn.evidence.raters import Said
from forewarn.evidence.rates import Retention, renewal_rate
from forewarn.evidence.renewals import Renewals, months_after
from forewarn.evidence.shift import Shift, Stood, shift
from forewarn.evidence.verdict import CHANCE, TOO_FEW
from forewarn.project.asked import Backtesting, Progress, Reviewing, day_asked
from forewarn.project.backtesting import alarm_of, backtest
from forewarn.project.beginnings import facts_begin
from forewarn.project.desk import Desk
from forewarn.project.judged_by import divergences, people, readings
from forewarn.project.kept import keep_pack
from forewarn.project.kpis import Known, kpis
from forewarn.project.labels import Labels
from forewarn.project.maturing import Seen, self_check
from forewarn.project.on_record import on_record
from forewarn.project.outcomes import read_renewals
from forewarn.project.retaining import Money, pipeline, risks, trailing, undecided
from forewarn.project.revenue import add_up
from forewarn.project.scoring import scored_book
from forewarn.project.stating import forecast_accuracy
from forewarn.scorecard.model import Scorecard
from forewarn.terms.errors import ForewarnError
from forewarn.terms.examined import Examined
from forewarn.terms.score import AccountResult, Revenue
from forewarn.terms.signal import Value

QUARTERS = 4
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_SEGMENTS = ("segment", "plan")


@dataclass(frozen=True, slots=True)
class Month:
    """The month of a pack.

    Attributes:
        name: such as 2026-10.
        as_of: the first day after it, or today where it is not over.
        over: it is.
    """

    name: str
    as_of: date
    over: bool

    @classmethod
    def of(cls, asked: str | None, today: date) -> Month:
        """The month asked for; None = the last one that is over.

        Raises:
            ForewarnError: it is no month, or has not begun.
        """
        first = _first_day(asked) if asked else months_after(today.replace(day=1), -1)
        if first >= today:
            raise ForewarnError(
                f"{first:%Y-%m} has not begun: there is nothing to review",
                fix=f"ask for a month up to {today:%Y-%m}",
            )
        after = months_after(first, 1)
        return cls(f"{first:%Y-%m}", min(after, today), after <= today)


def _first_day(asked: str) -> date:
    found = _MONTH.fullmatch(asked.strip())
    if found is None or not int(found[1]):
        raise ForewarnError(f"'{asked}' is no month", fix="write it as --month 2026-10")
    return day_asked(date(int(found[1]), int(found[2]), 1))


def govern(desk: Desk, asked: Reviewing, progress: Progress | None) -> GovernancePack:
    """The pack of one month, from what was known when it ended; kept where pages can read it.

    Raises:
        ForewarnError: there is no such month, or no account in the book at its end.
    """
    month = Month.of(asked.month, desk.today())
    books = _books(desk, month.as_of, progress)
    if not books[month.as_of]:
        raise ForewarnError(
            f"no account is scored as of {month.as_of}", fix="ask for another month"
        )
    pack = _Pack(desk, month, books, progress).made()
    keep_pack(desk, pack)
    return pack


Books = Mapping[date, Sequence[AccountResult]]


def _books(desk: Desk, as_of: date, progress: Progress | None) -> Books:
    """The book now and at the quarters' starts before, under the scorecards in force now.

    What a scorecard's change does is so kept out of what customers did (SEMANTICS 20).
    """
    since = facts_begin(desk, only=None)
    starts = [months_after(as_of, -3 * back) for back in range(QUARTERS, 0, -1)]
    dates = [*(on for on in starts if on >= since), as_of]
    book = scored_book(desk, dates, progress=progress)
    try:
        return {on: tuple(book.results(on)) for on in dates}
    finally:
        book.close()


class _Pack:
    """The parts of a pack, each from what is read once."""

    def __init__(self, desk: Desk, month: Month, books: Books, progress: Progress | None) -> None:
        self.desk, self.month, self.books = desk, month, books
        self.as_of, self.book = month.as_of, books[month.as_of]
        self.began_on = months_after(month.as_of, -3)
        self.cards = {card.name: card for card in desk.cards if card.bands}
        self.alarms = {name: alarm_of(card, ()) for name, card in self.cards.items()}
        self.stood = {on: [self._stood(each) for each in book] for on, book in books.items()}
        self.labels = Labels.of(desk)
        self.found = read_renewals(desk.engine, self.as_of)
        self.tested = _tested(desk, self.found, self.as_of, progress)
        self.said: Sequence[Said] = readings(desk, self.found, self.alarms)
        self.money = Money(desk, self.as_of)
        self.record = on_record(
            desk, self.stood.get(self.began_on, []), began_on=self.began_on, as_of=self.as_of
        )

    def made(self) -> GovernancePack:
        """All of it."""
        tested, settings = self.tested, self.desk.settings
        segments, signals = self._drift()
        shifts, cause = self._shifts(), self._cause()
        year_ago = months_after(self.as_of, -12)
        retained, _ = trailing(self.money, self.found, start=year_ago, end=self.as_of)
        rate = renewal_rate(
            self.found.cases,
            since=year_ago,
            until=self.as_of,
            undecided=undecided(self.found, start=year_ago, end=self.as_of),
        )
        proofs = tuple(self._proofs())
        after, no_change = self._after_change()
        known = Known(
            retained,
            rate,
            self.book,
            tested,
            pipeline(self.desk, self.as_of),
            self.record.recovery,
            after,
            no_change,
            forecast_accuracy(self.desk, self.found, self.as_of),
        )
        seen = Seen(
            self.as_of,
            tuple(self._in_use()),
            self.book,
            proofs,
            self.found.cases,
            settings.governance,
            shifts[0] if shifts else None,
            cause,
            self.record.dates,
            self._examined_days(),
            self._approved(),
        )
        divergent = divergences(self.desk, self.book, self.said, self.as_of)
        at_risk = risks(self.money, self.book, self._lowest(), as_of=self.as_of)
        maturity = self_check(seen)
        first = in_short(
            proofs,
            shifts[0] if shifts else None,
            cause,
            [*segments, *signals],
            retained,
            at_risk,
            divergent,
            maturity,
            len(tested.false_negatives) if tested else 0,
            len(tested.false_positives) if tested else 0,
        )
        return GovernancePack(
            project=settings.name,
            month=self.month.name,
            as_of=self.as_of,
            quarter_began_on=self.began_on,
            in_short=first,
            scorecards=tuple(self.labels.summary(c, self.as_of) for c in self._in_use()),
            proofs=proofs,
            kpis=kpis(known, settings.governance.owners),
            retention=retained,
            renewal_rate=rate,
            at_risk=at_risk,
            bands=self._bands(),
            shifts=shifts,
            cause=cause,
            restated=self.record.restated,
            segments=segments,
            signals=signals,
            false_negatives=tested.false_negatives if tested else (),
            false_positives=tested.false_positives if tested else (),
            raters=people(self.desk, self.said, self.book, self.as_of),
            divergences=divergent,
            recovery=self.record.recovery,
            maturity=maturity,
            notices=(*self.desk.notices(), *self.labels.notices, *self._notices()),
            forewarn_version=forewarn.__version__,
        )

    def _notices(self) -> Iterable[str]:
        if not self.month.over:
            yield f"{self.month.name} is not over: this is what is known at {self.as_of}."

    def _in_use(self) -> Iterable[Scorecard]:
        used = {each.scorecard for book in self.books.values() for each in book}
        return (card for name, card in self.cards.items() if name in used)

    def _lowest(self) -> dict[str, str]:
        return {name: alarm.lowest for name, alarm in self.alarms.items()}

    def _stood(self, result: AccountResult) -> Stood:
        alarm = self.alarms.get(result.scorecard or "")
        band = result.effective_band
        return Stood(
            result.account_id,
            band,
            alarm is not None and band in alarm.top,
            alarm is not None and band == alarm.lowest,
            result.scorecard,
            result.revenue,
            {"segment": result.segment, "plan": result.plan, "owner": result.owner},
        )

    def _shifts(self) -> tuple[Shift, ...]:
        """Quarter by quarter, the newest first."""
        days = sorted(self.stood, reverse=True)
        return tuple(
            shift(self.stood[old], self.stood[new], began_on=old, ended_on=new)
            for new, old in pairwise(days)
        )

    def _cause(self) -> Cause | None:
        written = self.desk.settings.governance.cause(self.month.name)
        # What stands in the project's file for the month comes before what was written in a page.
        if written is None:
            return self.record.cause
        return Cause(written.cause, written.because, written.by)

    def _drift(self) -> tuple[tuple[Drift, ...], tuple[Drift, ...]]:
        """Segments and signals, corrected together: they are read together."""
        before = self.books.get(self.began_on)
        if before is None:
            return (), ()
        found = [*self._segments(before), *self._signals(before)]
        every = corrected(found)
        return (
            tuple(each for each in every if each.kind == "segment"),
            tuple(each for each in every if each.kind == "signal"),
        )

    def _segments(self, before: Sequence[AccountResult]) -> Iterable[Drift]:
        for name in _SEGMENTS:
            then = {each.account_id: getattr(each, name) for each in before}
            now = {each.account_id: getattr(each, name) for each in self.book}
            yield drift(name, then, now, kind="segment")

    def _signals(self, before: Sequence[AccountResult]) -> Iterable[Drift]:
        several = len(list(self._in_use())) > 1
        for card in self._in_use():
            then, now = _values(before, card.name), _values(self.book, card.name)
            for part in card.inputs:
                name = f"{part.name} ({card.name})" if several else part.name
                yield drift(name, then.get(part.name, {}), now.get(part.name, {}))

    def _bands(self) -> tuple[BandCount, ...]:
        """Bands worst first, then accounts without one."""
        days = sorted(self.books)
        return tuple(
            BandCount(
                band,
                color,
                {
                    on.isoformat(): sum(each.effective_band == band for each in self.books[on])
                    for on in days
                },
                _total(each.revenue for each in self.book if each.effective_band == band),
            )
            for band, color in (*self._colors().items(), (None, None))
        )

    def _colors(self) -> dict[str, str]:
        """Band to its colour, worst first; of several scorecards those of the first."""
        found: dict[str, str] = {}
        for card in self._in_use():
            found.update({b.name: b.color for b in card.bands if b.name not in found})
        grown = [card.growth.band for card in self._in_use() if card.growth]
        return found | {band.name: band.color for band in grown}

    def _proofs(self) -> Iterable[Proofs]:
        judged = {each.name: each for each in self.tested.by_scorecard} if self.tested else {}
        for card in self._in_use():
            yield self._proof(card, judged.get(card.name))

    def _proof(self, card: Scorecard, judged: OfScorecard | None) -> Proofs:
        validated = judged.verdict.name if judged else TOO_FEW
        because = judged.verdict.because if judged else "no outcome of an account that it scored"
        name, rule = verdict_of(validated, None, chance_before=self._was_chance(card))
        return Proofs(
            self.labels.summary(card, self.as_of),
            judged.n if judged else 0,
            validated,
            because,
            None,
            self._acted(card.name),
            name,
            rule,
        )

    def _checks(self, card: Scorecard) -> list[Examined]:
        """Verdicts on record that were reached by the pack's date, oldest first."""
        known = self.labels.examined.get(card.fingerprint, ())
        return [each for each in known if each.checked_as_of <= self.as_of]

    def _was_chance(self, card: Scorecard) -> bool:
        """Whether the newest check of an earlier month found it no better than chance."""
        first = months_after(self.as_of, -1)
        earlier = [each.verdict for each in self._checks(card) if each.checked_as_of <= first]
        return earlier[-1:] == [CHANCE]

    def _examined_days(self) -> int | None:
        """Since the check of the scorecard in use that was checked longest ago; None = never."""
        checks = [self._checks(card) for card in self._in_use()]
        if not checks or not all(checks):
            return None
        return max((self.as_of - each[-1].checked_as_of).days for each in checks)

    def _approved(self) -> bool | None:
        """Whether the newest plan that was applied has every scorecard in use; None = no plan."""
        if self.record.applied is None:
            return None
        return all(card.fingerprint in self.record.applied for card in self._in_use())

    def _acted(self, scorecard: str) -> str:
        """What is recorded of people acting on a scorecard."""
        book = [each for each in self.book if each.scorecard == scorecard]
        fresh = sum(each.overlay is not None and each.overlay.fresh for each in book)
        open_ = sum(each.divergence is not None for each in book)
        return (
            f"plays are not recorded yet; on record: {fresh} of {len(book)} accounts freshly "
            f"assessed, {open_} where people and score differ"
        )

    def _after_change(self) -> tuple[Sequence[Retention] | None, str]:
        """NRR over the four quarters after the newest change that is a year old."""
        days = self.record.changes
        if not days:
            return None, "no change of a scorecard is on record"
        old = [on for on in days if months_after(on, 12) <= self.as_of]
        if not old:
            return None, f"the change of {max(days)} is not four quarters old"
        start = max(old)
        return trailing(self.money, self.found, start=start, end=months_after(start, 12))[0], ""


def _tested(desk: Desk, found: Renewals, as_of: date, progress: Progress | None) -> Backtest | None:
    return backtest(desk, Backtesting(record=False), as_of, progress) if found.cases else None


def _values(book: Sequence[AccountResult], scorecard: str) -> dict[str, dict[str, Value]]:
    """Per input and account of one scorecard the raw value."""
    found: dict[str, dict[str, Value]] = {}
    for each in book:
        if each.scorecard == scorecard:
            for part in each.score.contributions:
                found.setdefault(part.input, {})[each.account_id] = part.value
    return found


def _total(parts: Iterable[Iterable[Revenue]]) -> dict[str, Decimal]:
    return {each.currency: each.arr for each in add_up(r for part in parts for r in part)}
