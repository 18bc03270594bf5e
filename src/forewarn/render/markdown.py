"""Results as Markdown: for pull requests, tickets and minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from forewarn.render.text import planning
from forewarn.render.text.book import reason, urgency
from forewarn.render.text.changes import option_in_words, units_of
from forewarn.render.text.findings import tally
from forewarn.render.text.marks import day, money, number, plainly, title
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.explained import Explanation
from forewarn.terms.made import worst_first
from forewarn.terms.planned import Planned
from forewarn.terms.results import Audited, Checked, Scored, Started
from forewarn.terms.score import AccountResult


def scored(result: Scored, cards: Sequence[Scorecard]) -> str:
    """The newest snapshot as a table, worst first."""
    snapshot = result.snapshots[-1]
    head = [f"# Accounts as of {snapshot.as_of} (data through {snapshot.data_through})", ""]
    head += [
        f"- {c.name} v{c.version}: {c.label}, `{c.fingerprint[:12]}`" for c in snapshot.scorecards
    ]
    head += [f"- {notice}" for notice in snapshot.notices]
    ranked = worst_first(snapshot, urgency(cards), None)
    columns = ("account", "owner", "score", "band", "people say", "renews", "revenue", "why")
    return lines(*head, "", *table(columns, (_row(each) for each in ranked)))


def _row(result: AccountResult) -> tuple[str, ...]:
    return (
        title(result),
        result.owner or "–",
        number(result.score.shown),
        result.effective_band or "–",
        (result.overlay.band if result.overlay else None) or "–",
        day(result.renews_on),
        money(result.revenue),
        reason(result),
    )


def explained(result: Explanation, cards: Sequence[Scorecard]) -> str:
    """One account: contributions, moves and the way up."""
    account = result.result
    label = result.scorecard.label if result.scorecard else ""
    page = [f"# {title(account)} as of {account.as_of}", ""]
    page.append(f"**{account.effective_band or '–'}** {number(account.score.shown)} ({label})")
    page += ["", *(f"- {notice}" for notice in result.notices)] if result.notices else []
    page += ["", account.score.reason] if account.score.reason else []
    columns = ("input", "adds", "points", "weight", "what was measured")
    rows = (
        (
            p.input,
            number(p.shown),
            "–" if p.points is None else plainly(p.points),
            f"{plainly(100 * p.weight)}%",
            p.sentence,
        )
        for p in account.score.contributions
    )
    page += ["", *table(columns, rows)]
    if result.moves and result.moves.moves:
        page += ["", f"## Moved since {result.since}", ""]
        page += [f"- {m.input}: {m.shown:+.1f} ({m.sentence})" for m in result.moves.moves]
    if result.lift:
        page += ["", f"## What would lift it to {result.lift.to_band}", ""]
        page += [f"- first: {cap.because}" for cap in result.lift.blocked_by]
        options = [*result.lift.singles[:3], *([result.lift.pair] if result.lift.pair else [])]
        units = units_of(cards, account.scorecard)
        page += [f"- {option_in_words(each, units)} → {each.score:.1f}" for each in options]
    return lines(*page)


def checked(result: Checked) -> str:
    """Issues as a list."""
    return lines(
        f"# {result.project}: {tally(result.issues)}", "", *(f"- {i}" for i in result.issues)
    )


def audited(result: Audited) -> str:
    """Findings as a table."""
    columns = ("", "table", "what was found", "rows", "what was done")
    rows = (
        (f.severity, f.table, f.found, ", ".join(f.rows) or str(f.count), f.effect)
        for f in result.findings
    )
    return lines(f"# Facts as of {result.as_of}", "", *table(columns, rows))


def ingested(result: Any) -> str:
    """Rows read and kept by table."""
    rows = ((t.table, str(t.rows_read), str(t.rows_kept), t.load) for t in result.tables)
    return lines("# Facts", "", *table(("table", "read", "kept", "load"), rows))


def planned(result: Planned) -> str:
    """What would be put on record, as tables."""
    columns = ("as of", "scorecard", "accounts", "such as", "because")
    parts = [f"# {planning.heading(result)}", ""]
    for name, dates in (("New", result.new), ("Restated", result.restated)):
        rows = [
            (
                each.as_of.isoformat(),
                each.scorecard,
                f"{each.accounts:,}",
                ", ".join(each.examples),
                planning.because(each.because),
            )
            for each in dates
        ]
        parts += [f"## {name}", "", *table(columns, rows), ""] if rows else []
    return lines(*parts, planning.stays(result), *(f"- {each}" for each in result.notices))


def started(result: Started) -> str:
    """Files written."""
    return lines(f"# Started {result.folder}", "", *(f"- {name}" for name in result.files))


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table."""
    head = f"| {' | '.join(columns)} |"
    rule = f"|{' --- |' * len(columns)}"
    return [head, rule, *(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows)]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def lines(*each: str) -> str:
    """Lines as one text."""
    return "\n".join(each) + "\n"
