"""Issues in files and findings in facts, for people."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from forewarn.render.text.ingest import ingested
from forewarn.terms.issue import Finding, Issue, Severity
from forewarn.terms.results import Audited, Checked

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.NOTE: "·"}


def checked(result: Checked) -> Group:
    """The scorecards of a project, then every issue in its files."""
    parts: list[RenderableType] = []
    for card in result.scorecards:
        text = Text(f"{card.name} v{card.version}", style="bold")
        text.append(
            f"  {' < '.join(card.bands)}  {card.label}  {card.fingerprint[:12]}", style="dim"
        )
        parts.append(text)
    return Group(*parts, issues(result.issues))


def audited(result: Audited) -> Group:
    """What came in, then every finding."""
    head = Text(f"Facts as of {result.as_of}", style="bold")
    return Group(head, ingested(result.ingest), Text(""), findings(result.findings))


def issues(found: Sequence[Issue]) -> Group:
    """Every issue with its place, what is accepted and the fix, errors first; then the count.

    A fix that several issues share stands once, after the last of them.
    """
    parts: list[RenderableType] = []
    ordered = sorted(found, key=lambda issue: list(Severity).index(issue.severity))
    for issue, after in zip_longest(ordered, ordered[1:]):
        head, *tails = str(issue).split("\n")
        line = Text(head)
        line.highlight_regex(rf"\b{issue.severity} {issue.code}\b", _STYLES[issue.severity])
        shared = after is not None and tails == str(after).split("\n")[1:]
        parts += [line, *(Text(tail, style="dim") for tail in (() if shared else tails))]
    return Group(*parts, Text(tally(found), style="bold"))


def tally(found: Sequence[Issue] | Sequence[Finding]) -> str:
    """``2 errors, 1 warning, no notes``."""
    counts = ((level, sum(item.severity == level for item in found)) for level in Severity)
    return ", ".join(f"{n or 'no'} {level}{'' if n == 1 else 's'}" for level, n in counts)


def findings(found: Sequence[Finding]) -> RenderableType:
    """Findings by table: what, where, what was done, what to do."""
    if not found:
        return Text("The facts are sound: nothing to report.", style="green")
    table = Table(box=None, padding=(0, 1), header_style="bold", show_edge=False)
    for header in ("", "table", "what was found", "rows", "what was done, and the fix"):
        table.add_column(header, overflow="fold")
    for item in found:
        table.add_row(*_finding(item))
    return Group(table, Text(tally(found), style="bold"))


def _finding(item: Finding) -> tuple[RenderableType, ...]:
    place = f"{item.table}.{item.column}" if item.column else item.table
    words = Text(item.found)
    if item.examples:
        words.append(f"\n{', '.join(item.examples)}", style="dim")
    todo = Text(item.effect)
    if item.fix:
        todo.append(f"{chr(10) if item.effect else ''}→ {item.fix}", style="dim")
    mark = Text(_MARKS[item.severity], style=_STYLES[item.severity])
    return mark, place, words, _rows(item), todo


def _rows(item: Finding) -> str:
    if not item.rows:
        return str(item.count)
    more = f" … {item.count} in all" if item.count > len(item.rows) else ""
    return ", ".join(item.rows) + more
