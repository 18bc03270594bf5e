"""Pages for what went wrong: in words, with the way on, never a traceback."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forewarn.terms.errors import ForewarnError
from forewarn.workspace.project import names


@login_not_required
def no_csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from our own page, or from one that was open for too long."""
    return _page(
        request,
        403,
        "This form cannot be taken",
        "It did not come from a page of this workspace, or the page was open for too long. "
        "Load the page again and send it once more.",
    )


@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The role does not reach so far."""
    return _page(
        request,
        403,
        "Not for your role",
        f"{names().operations} can change what you may do here.",
    )


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is none, or the member does not see it: nobody is told which."""
    return _page(
        request,
        404,
        "Nothing here",
        "There is no such page, or it is about an account outside your territories.",
    )


@login_not_required
def bug(request: HttpRequest) -> HttpResponse:
    """A mistake of ours."""
    return _page(
        request,
        500,
        "This is a bug in Forewarn",
        "Nothing half-done was kept. What happened is in the log of the server.",
    )


def unusable(request: HttpRequest, error: ForewarnError) -> HttpResponse:
    """The project's files or its ledger cannot be used: said as the command line says it."""
    return _page(request, 503, "The project cannot be shown", str(error))


def _page(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    return render(request, "workspace/error.html", {"title": title, "words": words}, status=status)
