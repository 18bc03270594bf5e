"""The book: every account of a snapshot, worst first, and the counts by band."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from forewarn.render.text.marks import Palette, day, money, number, sparkline
from forewarn.scorecard.model import Scorecard
from forewarn.terms.results import Scored
from forewarn.terms.score import AccountResult, Contribution, Snapshot


def scored(result: Scored, cards: Sequence[Scorecard], *, limit: int | None) -> Group:
    """The newest snapshot; for weekly runs the bands week by week first; what was recorded."""
    parts: list[RenderableType] = []
    if result.weekly:
        parts += [_weeks(result.snapshots, Palette.of(cards)), Text("")]
    parts.append(book(result.snapshots[-1], cards, limit=limit))
    if result.recorded is not None:
        words = f"{result.recorded} snapshots recorded in the ledger"
        restated = f", {result.restated} of them restate what was said before"
        parts.append(Text(words + (restated if result.restated else ""), style="dim"))
    return Group(*parts)


def _weeks(snapshots: Sequence[Snapshot], palette: Palette) -> Table:
    """Accounts by effective band, a row a week."""
    counts = [Counter((r.scorecard, r.effective_band) for r in s.accounts) for s in snapshots]
    seen = {key for count in counts for key in count}
    order = [(c.name, band) for s in snapshots[-1:] for c in s.scorecards for band in c.bands]
    order += sorted((key for key in seen if key not in order and key[1]), key=str)
    table = Table(box=None, padding=(0, 1), header_style="bold")
    table.add_column("week")
    columns = [key for key in order if key in seen]
    several = len({name for name, _ in columns}) > 1
    for name, band in columns:
        head = palette.band(name, band)
        if several:
            head.append(f"\n{name}", style="dim")
        table.add_column(head, justify="right")
    table.add_column("not scored", justify="right")
    for snapshot, count in zip(snapshots, counts, strict=True):
        cells = [str(count[key] or "·") for key in columns]
        rest = sum(n for (_, band), n in count.items() if band is None)
        table.add_row(snapshot.as_of.isoformat(), *cells, str(rest or "·"))
    return table


def book(snapshot: Snapshot, cards: Sequence[Scorecard], *, limit: int | None = 25) -> Group:
    """A snapshot for people: heading, counts by band, accounts worst first.

    Args:
        limit: accounts shown; None = all. What is not shown is counted.
    """
    palette = Palette.of(cards)
    ranked = sorted(snapshot.accounts, key=urgency(cards))
    shown = ranked if limit is None else ranked[:limit]
    parts: list[RenderableType] = [_heading(snapshot), _bands(snapshot, palette)]
    parts += [_table(shown, palette)] if shown else [Text("No account is scored at this date.")]
    if len(ranked) > len(shown):
        more = len(ranked) - len(shown)
        parts.append(Text(f"… and {more} more (--all shows them)", style="dim"))
    parts += [Text(f"! {notice}", style="yellow") for notice in snapshot.notices]
    parts += _left_out(snapshot)
    return Group(*parts)


def urgency(cards: Sequence[Scorecard]) -> Callable[[AccountResult], tuple[int, float, str]]:
    """Sort key: worst effective band first, then lowest score, then id; not scored last."""
    ranks = {(card.name, band.name): rank for card in cards for rank, band in enumerate(card.bands)}

    def key(result: AccountResult) -> tuple[int, float, str]:
        band = result.effective_band
        rank = 98 if band is not None else 99
        rank = ranks.get((result.scorecard or "", band or ""), rank)
        score = result.score.score
        return rank, score if score is not None else 101.0, result.account_id

    return key


def _heading(snapshot: Snapshot) -> Text:
    text = Text(f"As of {snapshot.as_of} ", style="bold")
    text.append(f"(data through {snapshot.data_through})", style="dim")
    for card in snapshot.scorecards:
        text.append(f"\n{card.name} v{card.version}", style="bold")
        text.append(f"  {card.label}  {card.fingerprint[:12]}", style="dim")
    return text


def _bands(snapshot: Snapshot, palette: Palette) -> Table:
    """One line per scorecard and effective band with a bar of its share."""
    counts = Counter((r.scorecard, r.effective_band) for r in snapshot.accounts)
    table = Table(box=None, padding=(0, 1), show_header=False)
    for card in snapshot.scorecards:
        names = [*card.bands, *_others(counts, card.name, card.bands), None]
        total = sum(n for (name, _), n in counts.items() if name == card.name)
        for band in names:
            count = counts[card.name, band]
            if count or band in card.bands:
                bar = Text("█" * round(30 * count / max(1, total)))
                bar.stylize(palette.style(card.name, band))
                label = palette.band(card.name, band) if band else Text("not scored", style="dim")
                table.add_row(label, str(count), bar)
    unrouted = sum(n for (name, _), n in counts.items() if name is None)
    if unrouted:
        table.add_row(Text("no scorecard applies", style="dim"), str(unrouted), "")
    return table


def _others(
    counts: Counter[tuple[str | None, str | None]], card: str, bands: Sequence[str]
) -> list[str]:
    """Effective bands that are no part of the partition: Growth."""
    return sorted({b for name, b in counts if name == card and b and b not in bands})


def _table(results: Sequence[AccountResult], palette: Palette) -> Table:
    table = Table(header_style="bold", row_styles=("", "on grey7"), pad_edge=False, box=None)
    for header in ("account", "owner"):
        table.add_column(header, overflow="ellipsis", no_wrap=True, max_width=26)
    table.add_column("score", justify="right")
    table.add_column("13 weeks", no_wrap=True)
    table.add_column("band", no_wrap=True)
    table.add_column("people say", no_wrap=True)
    table.add_column("renews", no_wrap=True)
    table.add_column("revenue", justify="right", no_wrap=True)
    table.add_column("why", overflow="ellipsis", no_wrap=True, ratio=1)
    for result in results:
        table.add_row(*_row(result, palette))
    return table


def _row(result: AccountResult, palette: Palette) -> tuple[RenderableType, ...]:
    name = result.name or result.account_id
    overlay = result.overlay.band if result.overlay else None
    return (
        name + (" (new)" if result.new else ""),
        result.owner or "–",
        number(result.score.shown),
        sparkline(result.trend),
        _effective(result, palette),
        palette.band(result.scorecard, overlay) if overlay else Text("–", style="dim"),
        day(result.renews_on),
        money(result.revenue),
        Text(reason(result), style="dim"),
    )


def _effective(result: AccountResult, palette: Palette) -> Text:
    """The effective band; the computed one beside it when people's reading changed it."""
    text = palette.band(result.scorecard, result.effective_band)
    if result.band is not None and result.band != result.effective_band:
        text.append(f" (score: {result.band})", style="dim")
    return text


def reason(result: AccountResult) -> str:
    """The one sentence that matters most: no score, a cap, a divergence, or the worst input."""
    if result.score.reason:
        return result.score.reason
    binding = [cap.because for cap in result.caps if cap.binding]
    if binding:
        return f"held down: {binding[0]}"
    worst = max(result.score.contributions, key=_lost, default=None)
    return f"{worst.input}: {worst.sentence}" if worst else ""


def _lost(part: Contribution) -> float:
    """Points of the score that an input does not earn."""
    return 0.0 if part.points is None else part.weight * (100 - part.points)


def _left_out(snapshot: Snapshot) -> list[Text]:
    if not snapshot.left_out:
        return []
    words = ", ".join(f"{count} {status}" for status, count in sorted(snapshot.left_out.items()))
    return [Text(f"Left out by status: {words}", style="dim")]
