"""Bands over time, structural shift, retention, revenue at risk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from forewarn.evidence.governance import BandCount, GovernancePack, Restated
from forewarn.evidence.in_short import cause_in_words, shift_in_words
from forewarn.evidence.measured import Measured
from forewarn.evidence.rates import AtRisk, Retention
from forewarn.evidence.shift import PartShift, RevenueShift, Shift
from forewarn.render.charts.tones import mark
from forewarn.render.figures import Sheet, percent
from forewarn.render.governance.section import Section

NO_COLOR = "none"


def bands(pack: GovernancePack) -> Section:
    """How the book stands, and what moved."""
    said = [_shift_said(each) for each in pack.shifts[:1]]
    said += [cause_in_words(pack.cause)] if pack.shifts and pack.shifts[0].any_alarm else []
    said += [_restated(pack.restated)] if pack.shifts else []
    if not pack.shifts:
        said.append("The facts do not reach back to the quarter's start: nothing to compare with.")
    return Section(
        "bands",
        "Bands and structural shift",
        tuple(said),
        (band_sheet(pack.bands), quarter_sheet(pack.shifts), *_moves(pack.shifts)),
    )


def band_sheet(found: Iterable[BandCount]) -> Sheet:
    """Accounts by band and date."""
    rows = [each for each in found if any(each.accounts.values())]
    days = list(rows[0].accounts) if rows else []
    totals = {day: sum(each.accounts[day] for each in rows) for day in days}
    return Sheet(
        "Bands at the quarters' starts",
        "Accounts by effective band, worst first, under the scorecards in force now and from what "
        "was known then; revenue is that of the last date.",
        ("band", *days, "revenue"),
        tuple(
            (
                mark(each.color or NO_COLOR, each.band or "no band"),
                *(_of(each.accounts[day], totals[day]) for day in days),
                money(each.revenue),
            )
            for each in rows
        ),
    )


def _of(count: int, total: int) -> str:
    return f"{count} ({100 * count / total:.0f} %)" if total else str(count)


def money(amounts: Mapping[str, Decimal]) -> str:
    """``74,261 EUR, 8,064 USD``."""
    return ", ".join(f"{arr:,.0f} {name}" for name, arr in amounts.items()) or "–"


def _shift_said(found: Shift) -> str:
    alarm = "ALARM: " if found.any_alarm else "No alarm: "
    return f"{alarm}{shift_in_words(found)}, between {found.began_on} and {found.ended_on}."


def _restated(found: Restated | None) -> str:
    if found is None:
        return (
            "Scorecard changes: not recorded yet (nothing is on record within a week before the "
            "quarter's start)."
        )
    return (
        f"Scorecard changes, shown apart and never alarming: {found.other_card} of {found.said} "
        "accounts were scored by another version when the quarter began; under the version in "
        f"force {found.down} of them that were green are lower, {found.up} the reverse."
    )


def quarter_sheet(shifts: Iterable[Shift]) -> Sheet:
    """Shifts by quarter, the newest first."""
    return Sheet(
        "From green to a lower band, by quarter",
        "Net is down minus back over the accounts at the quarter's start; it alarms when chance "
        "does not explain it and 10 % lies within or below its interval. Accounts that another "
        "scorecard scores now are no moves.",
        (
            "quarter",
            "accounts",
            "green then",
            "down",
            "to lowest",
            "back",
            "net",
            "p",
            "alarm",
            "other card",
            "left",
            "came",
        ),
        tuple(
            (
                f"{each.began_on} to {each.ended_on}",
                str(each.base),
                str(each.green_before),
                str(each.down),
                str(each.to_lowest),
                str(each.up),
                percent_signed(each.share),
                f"{each.p:.3f}",
                "yes" if each.alarm else "no",
                str(each.elsewhere),
                str(each.left),
                str(each.came),
            )
            for each in shifts
        ),
    )


def percent_signed(found: Measured) -> str:
    """``-4.3 % (-14.5 to +6.1)``."""
    if found.value is None:
        return "–"
    if found.low is None or found.high is None:
        return f"{100 * found.value:+.1f} %"
    return f"{100 * found.value:+.1f} % ({100 * found.low:+.1f} to {100 * found.high:+.1f})"


def _moves(shifts: tuple[Shift, ...]) -> tuple[Sheet, ...]:
    if not shifts:
        return ()
    newest = shifts[0]
    revenue = Sheet(
        "The same in revenue, this quarter",
        "Revenue as it was at the quarter's start; one large account can make a shift that no "
        "count shows.",
        ("currency", "revenue then", "down", "back", "net", "p", "alarm"),
        tuple(map(_revenue, newest.revenue)),
    )
    parts = Sheet(
        "Where it sits, this quarter",
        "Parts are small: an interval that reaches over 0 says that the part may not have moved.",
        ("", "accounts", "down", "back", "net"),
        tuple(map(_part, newest.parts)),
    )
    return revenue, parts


def _revenue(each: RevenueShift) -> tuple[str, ...]:
    return (
        each.currency,
        f"{each.base:,.0f}",
        f"{each.down:,.0f}",
        f"{each.up:,.0f}",
        percent_signed(each.share),
        f"{each.p:.3f}",
        "yes" if each.alarm else "no",
    )


def _part(each: PartShift) -> tuple[str, ...]:
    name = f"{each.kind} {each.name}"
    return (name, str(each.base), str(each.down), str(each.up), percent_signed(each.share))


def retained(pack: GovernancePack) -> Section:
    """GRR, NRR, renewal rate and revenue at risk."""
    rate = pack.renewal_rate
    counted = (
        f"Renewal rate of the last twelve months by count: {percent(rate.by_count)} of "
        f"{rate.by_count.n} decided renewals; {rate.undecided} past their end are undecided and "
        f"count neither way, {rate.without_amounts} have no amounts."
    )
    return Section(
        "retention",
        "Retention and revenue at risk",
        (counted,),
        (_retention(pack), _rates(pack), _risks(pack.at_risk)),
    )


def _retention(pack: GovernancePack) -> Sheet:
    return Sheet(
        "GRR and NRR, twelve months",
        "The accounts that paid a year ago, in their own currency; new accounts are out. GRR "
        "counts each up to what it paid then.",
        ("currency", "accounts", "a year ago", "kept", "now", "GRR", "NRR"),
        tuple(map(_retained, pack.retention)),
    )


def _retained(each: Retention) -> tuple[str, ...]:
    return (
        each.currency,
        str(each.accounts),
        f"{each.starting:,.0f}",
        f"{each.kept:,.0f}",
        f"{each.ending:,.0f}",
        percent(each.grr),
        percent(each.nrr),
    )


def _rates(pack: GovernancePack) -> Sheet:
    return Sheet(
        "Renewal rate by revenue, twelve months",
        "Share of the revenue due that was renewed, each renewal counted up to what it was before.",
        ("currency", "renewals", "rate"),
        tuple(
            (name, str(found.n), percent(found))
            for name, found in pack.renewal_rate.by_revenue.items()
        ),
    )


def _risks(found: Iterable[AtRisk]) -> Sheet:
    return Sheet(
        "Revenue at risk",
        "Accounts in the lowest effective band whose notice deadline or end lies within the months "
        "named; counted over the whole book, so without an interval.",
        ("currency", "within", "accounts", "revenue", "of", "share"),
        tuple(
            (
                each.currency,
                f"{each.within_months} months",
                str(each.accounts),
                f"{each.arr:,.0f}",
                f"{each.of:,.0f}",
                percent(each.share),
            )
            for each in found
        ),
    )
