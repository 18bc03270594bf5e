"""An empty Typer app, set up as ours is: what ``--help`` costs at least."""

import typer

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def nothing() -> None:
    """Do nothing."""


@app.callback()
def root() -> None:
    """An empty app."""


app()
