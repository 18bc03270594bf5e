"""Writes happen once: a form that is sent twice gets the first answer again.

A form holds a key (``{% once %}``); the key, what was asked and where the answer lies are kept in
the transaction of the write itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from forewarn.workspace.access import member_of
from forewarn.workspace.models import Answered

P = ParamSpec("P")
FIELD = "once"
KEPT = timedelta(days=7)
_NOT_ASKED = ("csrfmiddlewaretoken", FIELD)


def once(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A view that writes: POST only, in one transaction, the same form only once.

    A redirect is the answer that is kept; anything else (a form with mistakes) wrote nothing.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            key = UUID(request.POST.get(FIELD, ""))
        except ValueError:
            return HttpResponseBadRequest("This form has no key: load the page again.")
        try:
            return _first_time(lambda: view(request, *args, **kwargs), request, key)
        except IntegrityError:
            # The same form, sent at the same moment, came first.
            before = Answered.objects.filter(member=member_of(request), key=key).first()
            if before is None:
                raise
            return _again(request, before)

    return require_POST(asked)  # type: ignore[return-value]


def _first_time(write: Callable[[], HttpResponse], request: HttpRequest, key: UUID) -> HttpResponse:
    member = member_of(request)
    with transaction.atomic():
        before = Answered.objects.filter(member=member, key=key).first()
        if before is not None:
            return _again(request, before)
        response = write()
        if not isinstance(response, HttpResponseRedirect):
            transaction.set_rollback(True)
            return response
        now = timezone.now()
        Answered.objects.filter(at__lt=now - KEPT).delete()
        Answered.objects.create(
            member=member, key=key, asked=_asked(request), location=response.url, at=now
        )
    return response


def _asked(request: HttpRequest) -> str:
    """Hash of the address and of all that the form holds."""
    fields = sorted(
        (name, request.POST.getlist(name)) for name in request.POST if name not in _NOT_ASKED
    )
    return hashlib.sha256(repr((request.path, fields)).encode()).hexdigest()


def _again(request: HttpRequest, before: Answered) -> HttpResponse:
    if before.asked == _asked(request):
        return HttpResponseRedirect(before.location)
    return render(request, "workspace/sent_before.html", {"location": before.location}, status=409)
