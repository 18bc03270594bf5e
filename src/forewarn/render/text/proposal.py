"""A plan for people at a terminal: revenue, accounts, evidence, then the values that differ."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from forewarn.render import proposed
from forewarn.render.figures import Sheet
from forewarn.render.text.evidence import sheet_lines
from forewarn.terms.proposed import Applied, History, Proposal


def proposal(plan: Proposal, *, limit: int | None) -> Group:
    """The whole plan.

    Args:
        limit: accounts shown by name; None = all.
    """
    return Group(*_parts(plan, limit))


def _parts(plan: Proposal, limit: int | None) -> Iterator[RenderableType]:
    yield _head(plan)
    for each in (proposed.moves(plan, limit=limit), proposed.differences(plan)):
        yield from _sheet(each)
    yield from _sheet(proposed.evidence_sheet(plan))
    yield Text("")
    if plan.category is not None:
        yield Text(f"Tasks: {plan.tasks_because}", style="dim")
    yield Text(f"Worked out: {proposed.recomputed(plan)}", style="dim")
    yield Text(proposed.way_on(plan))
    yield from (Text(f"! {notice}", style="yellow") for notice in plan.notices)


def _head(plan: Proposal) -> Panel:
    text = Text(proposed.heading(plan), style="bold")
    for line in (*proposed.revenue(plan), *proposed.scores(plan)):
        text.append(f"\n{line}", style="default")
    text.append(f"\nEvidence: {proposed.evidence(plan)}", style="default")
    title = f"Plan as of {plan.as_of}, {plan.fingerprint[:12]}"
    return Panel(text, title=Text(title), title_align="left")


def _sheet(each: Sheet) -> list[RenderableType]:
    return [Text(""), *sheet_lines(each)] if each.rows else []


def applied(result: Applied) -> Group:
    """What an application did."""
    first, *rest = proposed.applied(result)
    return Group(Text(first, style="bold"), *map(Text, rest))


def history(result: History) -> Group:
    """Who applied what, when, why."""
    found = proposed.history(result)
    if not found.rows:
        return Group(Text("No plan was applied yet: the working files are in force."))
    return Group(*sheet_lines(found))
