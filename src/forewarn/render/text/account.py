"""One account explained: the number taken apart, why it moved, what would lift it."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from forewarn.render.text.changes import option_in_words, then_and_now, units_of
from forewarn.render.text.marks import (
    Palette,
    day,
    money,
    number,
    plainly,
    sparkline,
    title,
)
from forewarn.render.text.waterfall import Waterfall
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.explained import Explanation
from forewarn.scoring.explanation import Driver, Move
from forewarn.terms.score import AccountResult, Overlay, Reading


def account(explanation: Explanation, cards: Sequence[Scorecard]) -> Group:
    """The whole page of one account."""
    result = explanation.result
    palette = Palette.of(cards)
    label = explanation.scorecard.label if explanation.scorecard else None
    parts: list[RenderableType] = [_heading(result, palette, label)]
    parts.append(Waterfall(result.score, palette.style(result.scorecard, result.band)))
    parts += [*_sentences(explanation), *_drags(explanation), *_moves(explanation)]
    parts += [*_lift(explanation, cards), *_people(explanation, palette), *_contexts(result)]
    parts += [Text(f"! {notice}", style="yellow") for notice in explanation.notices]
    return Group(*parts)


def _heading(result: AccountResult, palette: Palette, label: str | None) -> Panel:
    text = Text()
    text.append_text(palette.band(result.scorecard, result.effective_band))
    text.append(f"  {number(result.score.shown)}", style="bold")
    if result.score.reason:
        text.append(f"  {result.score.reason}")
    elif result.band != result.effective_band:
        text.append(f"  the score says {result.band}")
    if result.raw_band != result.band and result.raw_band is not None:
        text.append(f"  (raw: {result.raw_band})", style="dim")
    text.append("  ")
    text.append_text(sparkline(result.trend))
    text.append("\n" + _facts(result), style="dim")
    text.append(f"\n{result.scorecard or 'no scorecard'}: {label or ''}", style="dim")
    for cap in result.caps:
        words = "holds the band" if cap.binding else "would hold the band"
        text.append(f"\n! {cap.because} ({words} at {cap.band})", style="yellow")
    return Panel(text, title=Text(f"{title(result)} as of {result.as_of}"), title_align="left")


def _facts(result: AccountResult) -> str:
    coverage = result.score.coverage
    # Rounded down, as where it is held against the floor: 59.9 % is not 60 %.
    covered = "–" if coverage is None else f"{floor(round(100 * coverage, 6))} %"
    parts = [
        f"owner {result.owner or '–'}",
        " ".join(filter(None, [result.segment, result.plan, result.status])) or "–",
        f"renews {day(result.renews_on)}",
        f"revenue {money(result.revenue)}",
        f"coverage {covered}",
    ]
    return " · ".join(parts) + (" · new" if result.new else "")


def _sentences(explanation: Explanation) -> list[RenderableType]:
    result = explanation.result
    table = Table(box=None, padding=(0, 1), show_header=False)
    for part in result.score.contributions:
        table.add_row(Text(part.input, style="bold"), part.sentence)
    falling = [c for c in result.score.categories if c.falling]
    lines = [
        Text(
            f"! {c.category} as a whole fell from {number(c.before)} to {number(c.score)} points"
            f" since {explanation.since}",
            style="yellow",
        )
        for c in falling
    ]
    return [_section("What was measured"), table, *lines]


def _section(words: str) -> Text:
    return Text(f"\n{words}", style="bold underline")


def _drags(explanation: Explanation) -> list[RenderableType]:
    """Drags and lifts with their distance from the lower edge of the top band."""
    found = explanation.reasons
    if found is None or found.distance is None:
        return []
    weights = {part.input: part.weight for part in explanation.result.score.contributions}
    table = Table(box=None, padding=(0, 1), show_header=False)
    for driver in (*found.drags, *found.lifts):
        sum_of = _arithmetic(driver, found.edge, weights.get(driver.input, 0.0))
        words = Text(driver.sentence, style="dim")
        table.add_row(_signed(driver.shown), driver.input, Text(sum_of, style="dim"), words)
    side = "above" if found.distance >= 0 else "below"
    top = explanation.scorecard.bands[-1] if explanation.scorecard else "the top band"
    distance = f"{abs(found.distance):.1f} {side} {top} (from {found.edge:g})"
    return [_section(f"What drags and what lifts: {distance}"), table]


def _arithmetic(driver: Driver, edge: float, weight: float) -> str:
    """Such as ``(40 − 70) × 15%``: the points against the edge, by the weight."""
    return f"({plainly(driver.points)} − {plainly(edge)}) × {plainly(100 * weight)}%"


def _moves(explanation: Explanation) -> list[RenderableType]:
    moves = explanation.moves
    if moves is None:
        return []
    if moves.total is None:
        why = Text(moves.reason or "", style="dim")
        return [_section(f"Why it moved since {explanation.since}"), why]
    scores = f"{number(moves.before)} → {number(moves.after)}"
    head = _section(f"Why it moved since {explanation.since}: {scores}")
    if not moves.moves:
        return [head, Text("Nothing moved.", style="dim")]
    table = Table(box=None, padding=(0, 1), header_style="dim")
    table.add_column("input")
    for name in ("customer", "scorecard", "data"):
        table.add_column(name, justify="right")
    table.add_column("then → now")
    for move in moves.moves:
        table.add_row(move.input, *_parts(move), Text(then_and_now(move.sentence), style="dim"))
    return [head, table]


def _parts(move: Move) -> tuple[Text, ...]:
    return tuple(_signed(part) for part in (move.customer, move.scorecard, move.data))


def _signed(points: float) -> Text:
    if abs(points) < 0.05:
        return Text("·", style="dim")
    return Text(f"{points:+.1f}", style="green" if points > 0 else "red")


def _lift(explanation: Explanation, cards: Sequence[Scorecard]) -> list[RenderableType]:
    lift = explanation.lift
    if lift is None:
        return []
    lines = [f"first: {cap.because} (keeps it at {cap.band})" for cap in lift.blocked_by]
    if lift.held_by_steadiness:
        wait = f"; standing there for {lift.waits_days} days is enough" if lift.waits_days else ""
        lines.append(f"the score is over the edge but not yet by the margin{wait}")
    options = [*lift.singles[:3], *([lift.pair] if lift.pair else [])]
    units = units_of(cards, explanation.result.scorecard)
    lines += [f"{option_in_words(option, units)} → {option.score:.1f}" for option in options]
    if not lines:
        lines = ["no one or two inputs can do it alone"]
    at_once = f"; at once from {lift.target:g}" if lift.target > lift.edge else ""
    head = f"What would lift it to {lift.to_band} (from {lift.edge:g} points{at_once})"
    return [_section(head), *(Text(f"• {line}") for line in lines)]


def _people(explanation: Explanation, palette: Palette) -> list[RenderableType]:
    result, overlay = explanation.result, explanation.result.overlay
    if overlay is None:
        return [_section("What people say"), Text("No assessment yet.", style="dim")]
    lines: list[RenderableType] = [_section("What people say"), _overlay(overlay, result, palette)]
    for reading in overlay.readings:
        note = f" “{reading.note}”" if reading.note else ""
        lines.append(Text(f"{reading.role} {reading.assessed_by or ''}: {_grades(reading)}{note}"))
    if result.divergence is not None:
        gap = result.divergence
        words = f"Score says {gap.from_band}, people say {gap.to_band}, since {gap.since}"
        lines.append(Text(f"{words} ({gap.state}): what does the score miss?", style="yellow"))
    for said in explanation.disagreements:
        lines.append(Text(f"{said.said_by} on {said.said_on}: differs because “{said.because}”"))
    return lines


def _overlay(overlay: Overlay, result: AccountResult, palette: Palette) -> Text:
    if overlay.band is None:
        words = "too little filled in" if overlay.fresh else "too old to count"
        return Text(f"Last assessed {overlay.assessed_on}: {words}.", style="dim")
    text = palette.band(result.scorecard, overlay.band)
    text.append(f" on {overlay.assessed_on}", style="dim")
    text.append("; CSM and AM disagree, the lower counts" if overlay.disagree else "")
    return text


def _grades(reading: Reading) -> str:
    words = (
        ("champion", reading.champion_status),
        ("executive", reading.executive_engagement),
        ("outcome", reading.outcome_narrative),
        ("pulse", reading.pulse),
    )
    return ", ".join(f"{name} {str(value).replace('_', ' ')}" for name, value in words if value)


def _contexts(result: AccountResult) -> list[RenderableType]:
    return [
        Text(f"◷ {c.text} (until {day(c.ends_on)}, {c.author or 'unsigned'})", style="blue")
        for c in result.contexts
    ]
