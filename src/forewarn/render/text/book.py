"""The book: every account of a snapshot, worst first, and the counts by band."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from forewarn.render.text.marks import Palette, day, money, number, sparkline
from forewarn.render.text.rows import Column, Rows
from forewarn.render.text.weeks import weeks
from forewarn.scorecard.model import Scorecard
from forewarn.terms.made import Brief, Counts, counts, worst_first
from forewarn.terms.results import Scored
from forewarn.terms.score import AccountResult, Contribution, Overlay, ScorecardSummary, Snapshot


def scored(result: Scored, cards: Sequence[Scorecard], *, limit: int | None) -> Group:
    """The newest snapshot; for weekly runs the bands week by week first; what was recorded."""
    parts: list[RenderableType] = []
    if result.weekly:
        parts += [weeks(result.snapshots, Palette.of(cards)), Text("")]
    parts.append(book(result.snapshots[-1], cards, limit=limit))
    if result.recorded is not None:
        words = f"{result.recorded} snapshots recorded in the ledger"
        if result.restated:
            words += f", {result.restated} of them restate what was said before"
        if result.unchanged:
            were = "was" if result.unchanged == 1 else "were"
            words += f"; {result.unchanged} {were} on record already, unchanged"
        parts.append(Text(words, style="dim"))
    return Group(*parts)


def book(snapshot: Snapshot, cards: Sequence[Scorecard], *, limit: int | None = 25) -> Group:
    """A snapshot for people: heading, counts by band, accounts worst first.

    Args:
        limit: accounts shown; None = all. What is not shown is counted.
    """
    palette = Palette.of(cards)
    shown = worst_first(snapshot, urgency(cards), limit)
    parts: list[RenderableType] = [_heading(snapshot), _bands(snapshot, palette)]
    parts += [_rows(shown, palette)] if shown else [Text("No account is scored at this date.")]
    if (more := len(snapshot.accounts) - len(shown)) > 0:
        parts.append(Text(f"… and {more} more (--all shows them)", style="dim"))
    parts += [Text(f"! {notice}", style="yellow") for notice in snapshot.notices]
    parts += _left_out(snapshot)
    return Group(*parts)


def urgency(cards: Sequence[Scorecard]) -> Callable[[Brief], tuple[int, float, str]]:
    """Sort key: worst effective band first, then lowest score, then id; not scored last."""
    ranks = {(card.name, band.name): rank for card in cards for rank, band in enumerate(card.bands)}

    def key(each: Brief) -> tuple[int, float, str]:
        band = each.effective_band
        rank = 98 if band is not None else 99
        rank = ranks.get((each.scorecard or "", band or ""), rank)
        return rank, each.score if each.score is not None else 101.0, each.account_id

    return key


def _heading(snapshot: Snapshot) -> Text:
    text = Text(f"As of {snapshot.as_of} ", style="bold")
    text.append(f"(data through {snapshot.data_through})", style="dim")
    return text


def _bands(snapshot: Snapshot, palette: Palette) -> Group:
    """Per scorecard its name, whether it is proven, and one bar per effective band."""
    found = counts(snapshot)
    parts: list[RenderableType] = []
    for card in snapshot.scorecards:
        head = Text(f"\n{card.name} v{card.version}", style="bold")
        head.append(f"  {card.label}  {card.fingerprint[:12]}", style="dim")
        parts += [head, _bars(card, found, palette)]
    unrouted = found.get((None, None), 0)
    if unrouted:
        parts.append(Text(f"\nno scorecard applies to {unrouted}", style="dim"))
    return Group(*parts, Text(""))


def _bars(card: ScorecardSummary, found: Counts, palette: Palette) -> Table:
    """A bar per band, worst first; bands outside the partition and accounts without one after."""
    table = Table(box=None, padding=(0, 1), show_header=False)
    total = sum(n for (name, _), n in found.items() if name == card.name)
    for band in (*card.bands, *_others(found, card.name, card.bands), None):
        count = found.get((card.name, band), 0)
        if count or band in card.bands:
            bar = Text("█" * round(30 * count / max(1, total)))
            bar.stylize(palette.style(card.name, band))
            label = palette.band(card.name, band) if band else Text("not scored", style="dim")
            table.add_row(label, Text(str(count), justify="right"), bar)
    return table


def _others(found: Counts, card: str, bands: Sequence[str]) -> list[str]:
    """Effective bands that are no part of the partition: Growth."""
    return sorted({b for name, b in found if name == card and b and b not in bands})


def _rows(results: Sequence[AccountResult], palette: Palette) -> Rows:
    """Accounts with the reason each; the score is marked by the band that it alone would give."""

    def column(head: str, cell: Callable[[AccountResult], Text | None], **room: Any) -> Column:
        return Column(head, tuple(cell(each) for each in results), **room)

    return Rows(
        (
            column("id", lambda r: Text(r.account_id), most=20, least=12),
            column("account", _name, most=28, least=14),
            column("owner", lambda r: _words(r.owner), most=14, leaves=1),
            column("score", lambda r: _score(r, palette), right=True),
            column("13 weeks", lambda r: sparkline(r.trend), leaves=5),
            column("band", lambda r: _band(r, r.effective_band, palette)),
            column("people say", lambda r: _band(r, _overlay(r), palette), leaves=2),
            column("renews", lambda r: _words(r.renews_on and day(r.renews_on)), leaves=4),
            column(
                "revenue", lambda r: _words(r.revenue and money(r.revenue)), leaves=3, right=True
            ),
        ),
        tuple(reason(each) for each in results),
    )


def _words(words: object) -> Text | None:
    return Text(str(words)) if words else None


def _name(result: AccountResult) -> Text | None:
    return _words(f"{result.name or '–'}{' (new)' if result.new else ''}" if result.name else "")


def _score(result: AccountResult, palette: Palette) -> Text:
    return palette.mark(result.scorecard, result.band, number(result.score.shown))


def _overlay(result: AccountResult) -> str | None:
    return result.overlay.band if result.overlay else None


def _band(result: AccountResult, band: str | None, palette: Palette) -> Text | None:
    return None if band is None else palette.band(result.scorecard, band)


def reason(result: AccountResult) -> str:
    """The one sentence that matters most: no score, a cap, people's word, or the worst input."""
    if result.score.reason:
        return result.score.reason
    binding = [cap.because for cap in result.caps if cap.binding]
    if binding:
        return f"held: {binding[0]}"
    if result.overlay and result.overlay.band and result.overlay.band != result.band:
        return _word(result.overlay, result.band)
    worst = max(result.score.contributions, key=_lost, default=None)
    return f"{worst.input}: {worst.sentence}" if worst else ""


def _word(overlay: Overlay, computed: str | None) -> str:
    """What the person whose reading counts says, against what the score says."""
    reading = min(overlay.readings, key=lambda each: each.assessed_on != overlay.assessed_on)
    note = f": “{reading.note}”" if reading.note else ""
    against = f", the score {computed}" if computed else ""
    return f"{reading.role} says {overlay.band}{against}{note}"


def _lost(part: Contribution) -> float:
    """Points of the score that an input does not earn."""
    return 0.0 if part.points is None else part.weight * (100 - part.points)


def _left_out(snapshot: Snapshot) -> list[Text]:
    if not snapshot.left_out:
        return []
    words = ", ".join(f"{count} {status}" for status, count in sorted(snapshot.left_out.items()))
    return [Text(f"Left out: {words}", style="dim")]
