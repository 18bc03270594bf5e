"""``forewarn backtest``: did the score foresee the renewals that are known by now."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from forewarn.cli.options import (
    AsOfOption,
    Format,
    FormatOption,
    ProjectOption,
    ScorecardOption,
    WaitOption,
)


def backtest(
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    horizon: Annotated[
        list[int] | None,
        typer.Option(
            "--horizon",
            min=1,
            max=730,
            metavar="DAYS...",
            help="Days before the renewal, such as 30 60 90. Default: 30, 60, 90 and 180.",
        ),
    ] = None,
    scorecard: ScorecardOption = None,
    against: Annotated[
        str | None,
        typer.Option(
            "--against",
            metavar="SCORECARD",
            help="Also hold it against this one on the same cases: a name, or a file.",
        ),
    ] = None,
    flag: Annotated[
        list[str] | None,
        typer.Option(
            "--flag", metavar="BAND", help="Band that is an alarm; default: the two lowest."
        ),
    ] = None,
    downsold_beyond: Annotated[
        float | None,
        typer.Option(
            "--downsold-beyond",
            min=0,
            max=1,
            metavar="SHARE",
            help="Count a downsell beyond this share of the revenue as lost, such as 0.1.",
        ),
    ] = None,
    everyone: Annotated[bool, typer.Option("--all", help="Name every wrong call.")] = False,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Also write one HTML file, with plots."),
    ] = None,
    plots: Annotated[
        bool, typer.Option("--plots", help="Draw the plots in the terminal, too.")
    ] = False,
    record: Annotated[
        bool,
        typer.Option(
            "--record/--no-record",
            help="Keep verdicts (labels follow them) and what is stated of renewals to come.",
        ),
    ] = True,
    recorded: Annotated[
        bool | None,
        typer.Option(
            "--recorded/--recomputed",
            help="Also judge what was on record at the time; default: where anything was.",
        ),
    ] = None,
    wait: WaitOption = 0.0,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Hold the score against real renewals: figures with intervals, wrong calls, a verdict.

    Example: forewarn backtest --horizon 60 90 --html evidence.html
    """
    from forewarn.project import Backtesting, Project
    from forewarn.render import results
    from forewarn.render.html import files
    from forewarn.render.terminal import progress

    if plots and format is not Format.TEXT:
        raise typer.BadParameter("--plots go with text; in a file they come with --html FILE")
    if html is not None:
        files.refuse(html)
    asked = Backtesting(
        as_of=as_of,
        horizons=tuple(horizon or ()) or Backtesting().horizons,
        scorecard=scorecard,
        downsold_beyond=downsold_beyond,
        flag=tuple(flag or ()),
        against=against,
        record=record,
        recorded=recorded,
    )
    with Project.open(project, wait_seconds=wait) as opened, progress("opening") as tick:
        tested = opened.backtest(asked, progress=tick)
    results.backtested(tested, format, everyone=everyone, plots=plots)
    if html is not None:
        results.backtest_page(tested, html, everyone=everyone)
