"""A plan as Markdown that fits a pull request's comment: the summary first, the rest folded."""

from __future__ import annotations

from forewarn.render import proposed
from forewarn.render.figures import Sheet
from forewarn.render.markdown import lines, table
from forewarn.terms.proposed import Applied, History, Proposal

MOST = 60_000
"""Characters: hosts of pull requests refuse comments of more than about 65,000."""
_CELL = 300
_ENTITIES = (("&", "&amp;"), ("<", "&lt;"), ("@", "&#64;"), ("[", "&#91;"))
_LIMITS = (None, 400, 200, 100, 50, 20, 5)


def proposal(plan: Proposal) -> str:
    """The whole plan, with as many accounts and differences by name as fit."""
    for limit in _LIMITS:
        page = _page(plan, limit)
        if len(page) <= MOST:
            return page
    return page[: MOST - 40].rsplit("\n", 1)[0] + "\n\n(cut: see the plan as JSON)\n"


def _page(plan: Proposal, limit: int | None) -> str:
    head = [f"## {_safe(proposed.heading(plan))}", ""]
    head += [f"- **{_safe(each)}**" for each in proposed.revenue(plan)]
    head += [f"- {_safe(each)}" for each in proposed.scores(plan)]
    head += [f"- Evidence: {_safe(proposed.evidence(plan))}"]
    head += [f"- Tasks: {plan.tasks_because}"] if plan.category is not None else []
    head += [f"- {_safe(notice)}" for notice in plan.notices]
    body = [
        line
        for each in (
            proposed.moves(plan, limit=limit),
            proposed.differences(plan),
            proposed.evidence_sheet(plan),
        )
        for line in _folded(each, limit)
    ]
    tail = ["", f"As of {plan.as_of}; {proposed.recomputed(plan)}.", ""]
    mark = f"Plan `{plan.fingerprint[:12]}`, Forewarn {plan.forewarn_version}."
    return lines(*head, *body, *tail, mark)


def _folded(sheet: Sheet, limit: int | None) -> list[str]:
    if not sheet.rows:
        return []
    rows = [[_safe(cell[:_CELL]) for cell in row] for row in sheet.rows[:limit]]
    more = len(sheet.rows) - len(rows)
    rest = ["", f"and {more:,} more: see the plan as JSON"] if more else []
    return [
        "",
        f"<details><summary>{_safe(sheet.title)}</summary>",
        "",
        _safe(sheet.guide),
        "",
        *table(sheet.columns, rows),
        *rest,
        "",
        "</details>",
    ]


def _safe(text: str) -> str:
    """Other people's text, so that it opens no tag and no link, and calls for nobody."""
    for sign, entity in _ENTITIES:
        text = text.replace(sign, entity)
    return text


def applied(result: Applied) -> str:
    """What an application did."""
    first, *rest = (_safe(each) for each in proposed.applied(result))
    return lines(f"## {first}", "", *(f"- {each}" for each in rest))


def history(result: History) -> str:
    """Who applied what, when, why."""
    found = proposed.history(result)
    rows = [[_safe(cell) for cell in row] for row in found.rows]
    return lines(f"## {found.title}", "", found.guide, "", *table(found.columns, rows))
