"""Serves the workspace: gunicorn on this machine, migrations first."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from forewarn.project.loading import find_folder, load
from forewarn.render.terminal import show, show_lines
from forewarn.terms.errors import ForewarnError
from forewarn.terms.settings import Settings
from forewarn.workspace.site import Installation, prepare

_THREADS = 4


def project_of(folder: Path | None) -> Settings:
    """The settings of the project to show.

    Raises:
        ForewarnError: there is none, or its settings have errors.
    """
    return load(find_folder(folder, Path.cwd()), os.environ).settled()


def serve(folder: Path | None, *, host: str, port: int, link: str | None, processes: int) -> None:
    """Brings the tables up to date, says where the pages are, and serves them until stopped.

    Args:
        folder: of the project; None = found upward from here.
        link: e-mail of a member to print a sign-in link for; None = only when there is no member.
        processes: each with some threads; SQLite is shared between them well enough.

    Raises:
        ForewarnError: the address would be open to others without https, or cannot be had.
    """
    project = project_of(folder)
    place = prepare(project)
    if place.url is None and host not in ("127.0.0.1", "localhost", "::1"):
        raise ForewarnError(
            f"{host} can be reached by others, and passwords would travel unprotected",
            fix="put a proxy that speaks https in front and set FOREWARN_URL=https://…, "
            "or leave --host out",
        )
    _free(host, port)
    _lay_out()
    _say_where(place, host, port, link)
    _run(host, port, processes, place)


def _lay_out() -> None:
    """The book laid out before the first visitor, and no connection carried into workers."""
    from django.db import connections

    from forewarn.workspace.book.quarter import lay_out_more
    from forewarn.workspace.book.refreshing import before_serving
    from forewarn.workspace.divergences.laying import lay_out
    from forewarn.workspace.project import shown

    state = before_serving(shown())
    if state.as_of is not None:
        # Territories may have changed since the book was laid out.
        lay_out_more(state.as_of)
        lay_out(shown(), state)
    connections.close_all()


def _say_where(place: Installation, host: str, port: int, link: str | None) -> None:
    from django.db import connections
    from django.utils import timezone

    from forewarn.workspace.entry.links import first_member, new_link
    from forewarn.workspace.entry.players import enter_players
    from forewarn.workspace.models import Member

    name = f"[{host}]" if ":" in host else host
    address = place.url or f"http://{name}:{port}"
    show(f"The workspace of {place.project.name}: {address}/")
    wanted = link or (None if Member.objects.exists() else "operations@localhost")
    played = enter_players() if place.project.simulated else {}
    if wanted is not None:
        token = new_link(first_member(wanted), now=timezone.now())
        show_lines(f"Sign in as {wanted}, once and within an hour: {address}/member/link/{token}")
    for role, member in played.items():
        token = new_link(member, now=timezone.now())
        show_lines(f"Or as {member}, {role}: {address}/member/link/{token}")
    show("Ctrl+C stops it.")
    connections.close_all()


def _free(host: str, port: int) -> None:
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            raise ForewarnError(
                f"{host}:{port} cannot be had: {error.strerror}", fix="name another --port"
            ) from error


def _run(host: str, port: int, processes: int, place: Installation) -> None:
    from django.core.wsgi import get_wsgi_application
    from django.urls import get_resolver
    from gunicorn.app.base import BaseApplication

    class Site(BaseApplication):
        """Gunicorn with our settings and nobody else's."""

        def load_config(self) -> None:
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            site = get_wsgi_application()
            # Pages are loaded with the process, not by whoever asks it first: that takes a second.
            get_resolver().url_patterns  # noqa: B018
            return site

    options = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": processes,
        "worker_class": "gthread",
        "threads": _THREADS,
        "loglevel": "warning",
        "timeout": 60,
        "graceful_timeout": 10,
        # Its control socket would lie in the user's home, one for all instances.
        "control_socket_disable": True,
        "forwarded_allow_ips": "127.0.0.1",
    }
    Site().run()
