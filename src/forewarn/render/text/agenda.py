"""The weekly agenda for people: promises first, then whom to look at, most urgent first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from forewarn.plays.agenda import Agenda, Item, OnList
from forewarn.plays.lists import LISTS
from forewarn.render.text.marks import Palette, day, money, number
from forewarn.render.text.rows import Column, Rows
from forewarn.scorecard.model import Scorecard


def agenda(result: Agenda, cards: Sequence[Scorecard], *, limit: int | None) -> Group:
    """The whole of it.

    Args:
        result: what is on record.
        cards: those in force, for their colours.
        limit: accounts named of each standing list; None = all. What is not shown is counted.
    """
    palette = Palette.of(cards)
    parts: list[RenderableType] = [_heading(result), *_promised(result), Text("")]
    if result.accounts:
        parts.append(_accounts(result.accounts, palette))
    else:
        parts.append(Text("Nothing asks to be looked at."))
    parts += [Text(words, style="dim") for words in left_out(result)]
    parts += [Text(f"  {words}") for words in held(result)]
    for name, title in LISTS.items():
        parts += _list(title, result.lists.get(name, ()), limit)
    parts += [Text(f"! {notice}", style="yellow") for notice in result.notices]
    return Group(*parts)


def _heading(result: Agenda) -> Text:
    text = Text(f"Weekly review, week of {result.week} ", style="bold")
    text.append(f"(results as of {result.as_of})", style="dim")
    for name, label in result.scorecards.items():
        text.append(f"\n{name}  {label}", style="dim")
    return text


def _promised(result: Agenda) -> list[RenderableType]:
    if not result.promises:
        return [Text("\nPromised before: nothing is open.", style="dim")]
    parts: list[RenderableType] = [Text("\nPromised before", style="bold")]
    for each in result.promises:
        now, how = each.newest, each.newest.how(result.as_of)
        line = Text(f"  {how:<8}", style="red" if how in ("overdue", "missed") else "")
        line.append(f"{now.decision} ({now.owner}, {day(now.due_on)}; {now.account_id})")
        parts.append(line)
    return parts


def _accounts(items: Sequence[Item], palette: Palette) -> Rows:
    def column(head: str, cell: Callable[[Item], Text | None], **room: Any) -> Column:
        return Column(head, tuple(cell(each) for each in items), **room)

    return Rows(
        (
            column("id", lambda r: Text(r.account_id), most=20, least=12),
            column("account", lambda r: Text(r.name), most=28, least=14),
            column("owner", lambda r: Text(r.owner) if r.owner else None, most=14, leaves=1),
            column("band", lambda r: palette.band(r.scorecard, r.band)),
            column("score", lambda r: Text(number(r.score)), right=True),
            column("4 weeks", _moved, right=True, leaves=2),
            column("revenue", lambda r: Text(money(r.revenue)), right=True),
            column("days left", _days, right=True, leaves=3),
        ),
        tuple(f"{each.why} {each.next_step}".rstrip() for each in items),
    )


def _moved(item: Item) -> Text | None:
    return None if item.moved is None else Text(f"{item.moved:+.1f}")


def _days(item: Item) -> Text | None:
    return None if item.days_left is None else Text(str(item.days_left))


def left_out(result: Agenda) -> list[str]:
    """How many more asked, in a sentence; nothing where none did."""
    if not result.left_out:
        return []
    each = ", ".join(f"{count} of {name or 'nobody'}" for name, count in result.left_out.items())
    return [f"Left out, at most 12 per CSM: {each}."]


def held(result: Agenda) -> list[str]:
    """Accounts whose alarms a context holds back, in sentences."""
    return [
        f"Held back until {day(each.until)}: {each.name} ({each.context}). {each.why}"
        for each in result.held
    ]


def _list(title: str, rows: Sequence[OnList], limit: int | None) -> list[RenderableType]:
    parts: list[RenderableType] = [Text(f"\n{title} ({len(rows)})", style="bold")]
    for each in rows[:limit]:
        line = Text(f"  {each.account_id}  {each.name}, {money(each.revenue)}: ")
        line.append(f"{each.reason} {each.next_step}", style="dim")
        parts.append(line)
    if limit is not None and len(rows) > limit:
        parts.append(Text(f"  … and {len(rows) - limit} more (--all names them)", style="dim"))
    return parts
