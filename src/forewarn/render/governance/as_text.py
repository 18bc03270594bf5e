"""The governance pack on a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from forewarn.evidence.governance import GovernancePack
from forewarn.render.governance.section import Section
from forewarn.render.governance.sections import sections, title
from forewarn.render.text.evidence import sheet_lines


def governance(pack: GovernancePack, *, limit: int | None) -> Group:
    """The whole pack: what it says in short first."""
    first, *others = sections(pack, limit=limit)
    parts: list[RenderableType] = [_heading(pack, first)]
    for each in others:
        parts += _section(each)
    return Group(*parts)


def _heading(pack: GovernancePack, in_short: Section) -> Panel:
    text = Text(f"What was known at {pack.as_of}", style="dim")
    for notice in pack.notices:
        text.append(f"\n{notice}", style="yellow")
    for sentence in in_short.said:
        style = "bold red" if sentence.startswith("STRUCTURAL") else "default"
        text.append(f"\n• {sentence}", style=style)
    return Panel(text, title=Text(title(pack)), title_align="left")


def _section(section: Section) -> list[RenderableType]:
    parts: list[RenderableType] = [Text(""), Rule(section.title, align="left")]
    parts += [Text(each) for each in section.said]
    for each in section.sheets:
        if each.rows:
            parts += [Text(""), *sheet_lines(each)]
    return parts
