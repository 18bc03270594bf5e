"""The weekly agenda as Markdown: for a wiki, a ticket, an e-mail."""

from __future__ import annotations

from forewarn.plays.agenda import Agenda
from forewarn.plays.lists import LISTS
from forewarn.render.markdown import lines, table
from forewarn.render.text.agenda import held, left_out
from forewarn.render.text.marks import day, money, number


def agenda(result: Agenda, *, limit: int | None) -> str:
    """The whole of it; ``limit`` accounts of each standing list, None = all."""
    page = [f"# Weekly review, week of {result.week}", "", f"Results as of {result.as_of}.", ""]
    page += [f"- {name}: {label}" for name, label in result.scorecards.items()]
    page += [f"- {notice}" for notice in result.notices]
    page += ["", "## Promised before", "", *_promised(result), "", "## Agenda", ""]
    columns = ("account", "owner", "band", "score", "4 weeks", "revenue", "days left", "why")
    rows = (
        (
            f"{each.name} ({each.account_id})",
            each.owner or "–",
            each.band or "–",
            number(each.score),
            "–" if each.moved is None else f"{each.moved:+.1f}",
            money(each.revenue),
            "–" if each.days_left is None else str(each.days_left),
            f"{each.why} {each.next_step}".rstrip(),
        )
        for each in result.accounts
    )
    page += table(columns, rows) if result.accounts else ["Nothing asks to be looked at."]
    page += ["", *left_out(result), *(f"- {each}" for each in held(result))]
    for name, title in LISTS.items():
        page += _list(result, name, title, limit)
    return lines(*page)


def _promised(result: Agenda) -> list[str]:
    if not result.promises:
        return ["Nothing is open."]
    rows = (
        (
            each.newest.account_id,
            each.newest.decision,
            each.newest.owner,
            day(each.newest.due_on),
            each.newest.how(result.as_of),
        )
        for each in result.promises
    )
    return table(("account", "promise", "owner", "by", "state"), rows)


def _list(result: Agenda, name: str, title: str, limit: int | None) -> list[str]:
    found = result.lists.get(name, ())
    rows = (
        (
            f"{each.name} ({each.account_id})",
            each.owner or "–",
            money(each.revenue),
            each.reason,
            each.next_step,
        )
        for each in found[:limit]
    )
    page = ["", f"## {title} ({len(found)})", ""]
    page += table(("account", "owner", "revenue", "why", "next step"), rows) if found else []
    if limit is not None and len(found) > limit:
        page += ["", f"… and {len(found) - limit} more"]
    return page
