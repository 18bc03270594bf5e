"""Characters that no database keeps: a NUL in what was sent is left out before it is read."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

_NUL = "\x00"


def without_nul(
    answer: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Leaves NUL out of query and form; an address that holds one leads nowhere."""

    def cleaned(request: HttpRequest) -> HttpResponse:
        if _NUL in request.path_info:
            raise Http404("no such address")
        request.GET = _clean(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            request.POST = _clean(request.POST)  # type: ignore[assignment]
        return answer(request)

    return cleaned


def _clean(sent: QueryDict) -> QueryDict:
    if not any(_NUL in value for _, values in sent.lists() for value in values):
        return sent
    clean = sent.copy()
    for name, values in sent.lists():
        clean.setlist(name, [value.replace(_NUL, "") for value in values])
    return clean
