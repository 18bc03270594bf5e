"""``forewarn serve``: the workspace in a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from forewarn.cli.options import ProjectOption


def serve(
    project: ProjectOption = None,
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen at.")] = 8000,
    link: Annotated[
        str | None,
        typer.Option(
            metavar="EMAIL",
            help="Print a link that signs this member in once; a new member joins operations.",
        ),
    ] = None,
    processes: Annotated[int, typer.Option(min=1, help="Processes that answer.")] = 1,
) -> None:
    """Serve the workspace: accounts, why they stand where they stand, and what to do.

    Example: forewarn serve --link me@example.com
    """
    import os
    import sys

    missing = missing_packages()
    if missing:
        from forewarn.terms.errors import ForewarnError

        raise ForewarnError(
            f"the workspace needs {', '.join(missing)}, not installed here",
            fix="pip install 'forewarn[web]'",
        )
    options = {"--project": project, "--host": host, "--port": port, "--link": link}
    options["--processes"] = processes
    words = [str(part) for pair in options.items() if pair[1] is not None for part in pair]
    command = [sys.executable, "-m", "forewarn.workspace", *words]
    # The room of the pages lies beside this one: the process becomes it, signals and all.
    os.execv(sys.executable, command)


def missing_packages() -> list[str]:
    """What the extra ``web`` would bring and is not here."""
    from importlib.util import find_spec

    needed = ("allauth", "argon2", "csp", "django_htmx", "gunicorn", "whitenoise")
    return [name for name in needed if find_spec(name) is None]
