"""The application: verbs in the order in which people meet them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

import typer

import forewarn
from forewarn.cli import (
    apply,
    audit,
    backtest,
    check,
    demo,
    explain,
    export,
    import_,
    ingest,
    init,
    note,
    plan,
    review,
    score,
    serve,
    sheet,
)
from forewarn.cli.several import ApprovalsAfterOne, SeveralAfterOne

_LOOKS: Mapping[str, Any] = {
    "name": "forewarn",
    "help": "Scores the health of B2B accounts, says why, and what to do next.",
    "no_args_is_help": True,
    "pretty_exceptions_enable": False,
    "rich_markup_mode": None,
    "context_settings": {"help_option_names": ["-h", "--help"]},
}
app = typer.Typer(**_LOOKS)
VERBS: tuple[Callable[..., None], ...] = (
    demo.demo,
    init.init,
    check.check,
    ingest.ingest,
    audit.audit,
    score.score,
    explain.explain,
    plan.plan,
    apply.apply,
    backtest.backtest,
    review.review,
    note.note,
    export.export,
    import_.import_,
    serve.serve,
)
SEVERAL: dict[Callable[..., None], type[SeveralAfterOne]] = {
    backtest.backtest: SeveralAfterOne,
    apply.apply: ApprovalsAfterOne,
}
"""Verbs whose options take several values after one name."""
for verb in VERBS:
    app.command(verb.__name__.rstrip("_"), cls=SEVERAL.get(verb))(verb)
app.add_typer(sheet.app, name="sheet")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"forewarn {forewarn.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Scores the health of B2B accounts, says why, and what to do next."""


def app_for(words: Sequence[str]) -> typer.Typer:
    """The application as far as a command line needs it: making each verb's options takes time.

    Args:
        words: after the program's name. Where the first is no verb, all verbs are there.
    """
    found = [each for each in VERBS if words and each.__name__.rstrip("_") == words[0]]
    if not found:
        return app
    small = typer.Typer(**_LOOKS)
    small.registered_callback = app.registered_callback
    small.registered_commands = [e for e in app.registered_commands if e.callback is found[0]]
    return small
