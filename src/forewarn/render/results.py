"""Each verb's result in the format that was asked for; a verb loads its own pages alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forewarn.render.as_json import as_json
from forewarn.render.terminal import show, tell, write

if TYPE_CHECKING:
    from rich.console import RenderableType

    from forewarn.evidence.backtest import Backtest
    from forewarn.evidence.governance import GovernancePack
    from forewarn.plays.agenda import Agenda
    from forewarn.scorecard.model import Scorecard
    from forewarn.scoring.explained import Explanation
    from forewarn.terms.exported import Exported
    from forewarn.terms.imported import Imported
    from forewarn.terms.noted import Notes
    from forewarn.terms.planned import Planned
    from forewarn.terms.proposed import Applied, History, Proposal
    from forewarn.terms.results import Audited, Checked, FrozenRanks, Scored, Started
    from forewarn.terms.synced import Synced


def checked(result: Checked, format: str) -> None:  # noqa: A002
    """Issues in files."""
    from forewarn.render import markdown
    from forewarn.render.text import findings

    _put(result, format, lambda: findings.checked(result), lambda: markdown.checked(result))


def ingested(result: Any, format: str) -> None:  # noqa: A002
    """What an ingest did."""
    from forewarn.render import markdown
    from forewarn.render.text import ingest

    _put(
        result, format, lambda: ingest.ingested(result.to_dict()), lambda: markdown.ingested(result)
    )


def audited(result: Audited, format: str) -> None:  # noqa: A002
    """Findings in facts."""
    from forewarn.render import markdown
    from forewarn.render.text import findings

    _put(result, format, lambda: findings.audited(result), lambda: markdown.audited(result))


def scored(result: Scored, cards: Sequence[Scorecard], format: str, *, everyone: bool) -> None:  # noqa: A002
    """Snapshots: the newest one as text, all of them as JSON."""
    from forewarn.render import markdown
    from forewarn.render.text import book

    limit = None if everyone else 25
    _put(
        result,
        format,
        lambda: book.scored(result, cards, limit=limit),
        lambda: markdown.scored(result, cards),
    )


def planned(result: Planned, format: str) -> None:  # noqa: A002
    """What would be put on record."""
    from forewarn.render import markdown
    from forewarn.render.text import planning

    _put(result, format, lambda: planning.planned(result), lambda: markdown.planned(result))


def explained(result: Explanation, cards: Sequence[Scorecard], format: str) -> None:  # noqa: A002
    """One account taken apart. Asked often and in haste: each form loads what it needs alone."""

    def as_text() -> RenderableType:
        from forewarn.render.text import account

        return account.account(result, cards)

    def as_markdown() -> str:
        from forewarn.render import markdown

        return markdown.explained(result, cards)

    _put(result, format, as_text, as_markdown)


def backtested(
    result: Backtest,
    format: str,  # noqa: A002
    *,
    everyone: bool,
    plots: bool = False,
) -> None:
    """What the outcomes say of the scorecards. Only this needs the statistics."""
    from forewarn.render import evidence_markdown
    from forewarn.render.text import evidence

    limit = None if everyone else 5
    _put(
        result,
        format,
        lambda: evidence.backtested(result, limit=limit, plots=plots),
        lambda: evidence_markdown.backtested(result, limit=limit),
    )


def proposed(result: Proposal, format: str, *, everyone: bool) -> None:  # noqa: A002
    """A change of scorecards before it is in force. Its evidence needs the statistics."""
    from forewarn.render import proposal_markdown
    from forewarn.render.text import proposal

    _put(
        result,
        format,
        lambda: proposal.proposal(result, limit=None if everyone else 25),
        lambda: proposal_markdown.proposal(result),
    )


def applied(result: Applied, format: str) -> None:  # noqa: A002
    """A plan that was put in force."""
    from forewarn.render import proposal_markdown
    from forewarn.render.text import proposal

    _put(
        result,
        format,
        lambda: proposal.applied(result),
        lambda: proposal_markdown.applied(result),
    )


def applied_before(result: History, format: str) -> None:  # noqa: A002
    """Every plan that was applied."""
    from forewarn.render import proposal_markdown
    from forewarn.render.text import proposal

    _put(
        result,
        format,
        lambda: proposal.history(result),
        lambda: proposal_markdown.history(result),
    )


def backtest_page(result: Backtest, file: Path, *, everyone: bool) -> None:
    """The same as an HTML file with plots."""
    from forewarn.render.html.evidence import backtested as page
    from forewarn.render.html.files import put

    put(file, page(result, limit=None if everyone else 100))
    tell(f"written: {file}")


def governed(result: GovernancePack, format: str, *, everyone: bool) -> None:  # noqa: A002
    """A month's governance pack."""
    from forewarn.render.governance import as_markdown, as_text

    limit = None if everyone else 5
    _put(
        result,
        format,
        lambda: as_text.governance(result, limit=limit),
        lambda: as_markdown.governance(result, limit=limit),
    )


def agenda(result: Agenda, cards: Sequence[Scorecard], format: str, *, everyone: bool) -> None:  # noqa: A002
    """The agenda of the weekly review."""
    from forewarn.render import agenda_markdown
    from forewarn.render.text import agenda as page

    limit = None if everyone else 10
    _put(
        result,
        format,
        lambda: page.agenda(result, cards, limit=limit),
        lambda: agenda_markdown.agenda(result, limit=limit),
    )


def refuse_pack(folder: Path) -> None:
    """Refuse a place where a pack cannot be written."""
    from forewarn.render.governance.files import refuse

    refuse(folder)


def governance_files(result: GovernancePack, folder: Path, format: str) -> None:  # noqa: A002
    """A month's governance pack written into a folder; JSON names the files."""
    from forewarn.render.governance.files import write_pack

    files = [str(file) for file in write_pack(result, folder)]
    if format == "json":
        write(json.dumps({"files": files}))
    else:
        write("\n".join(files))


def frozen(result: FrozenRanks, format: str) -> None:  # noqa: A002
    """Ranks to paste into a scorecard: the same lines as text and as Markdown."""
    from forewarn.render.text import ranks

    write(as_json(result) if format == "json" else ranks.ranks(result))


def exported(result: Exported, format: str) -> None:  # noqa: A002
    """Files written: the same lines as text and as Markdown."""
    from forewarn.render.text import exporting

    write(as_json(result) if format == "json" else exporting.exported(result))


def imported(result: Imported, format: str) -> None:  # noqa: A002
    """What was read back: the same lines as text and as Markdown."""
    from forewarn.render.text import importing

    write(as_json(result) if format == "json" else importing.imported(result))


def noted(result: Notes, format: str) -> None:  # noqa: A002
    """What people noted of an account: the same lines as text and as Markdown."""
    from forewarn.render.text import notes

    write(as_json(result) if format == "json" else notes.noted(result))


def synced(result: Synced, format: str) -> None:  # noqa: A002
    """What was read back from a shared sheet, and what was written."""
    from forewarn.render.text import importing

    write(as_json(result) if format == "json" else importing.synced(result))


def started(result: Started, format: str) -> None:  # noqa: A002
    """A new project."""
    from forewarn.render import markdown
    from forewarn.render.text import start

    _put(result, format, lambda: start.started(result), lambda: markdown.started(result))


def _put(
    result: Any, wanted: str, text: Callable[[], RenderableType], marked: Callable[[], str]
) -> None:
    if wanted == "json":
        write(as_json(result))
    elif wanted == "markdown":
        write(marked())
    else:
        show(text())
