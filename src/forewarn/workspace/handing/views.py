"""The handover brief of an account."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forewarn.workspace.access import account_or_404, member_of
from forewarn.workspace.book.refreshing import up_to_date
from forewarn.workspace.handing.brief import brief_of
from forewarn.workspace.project import shown


@require_safe
def handover(request: HttpRequest, account_id: str) -> HttpResponse:
    """What a new owner has to know; prints on two pages."""
    project = shown()
    up_to_date(project)
    line = account_or_404(member_of(request), account_id)
    brief = brief_of(project, line)
    if brief is None:
        raise Http404("nothing on record")
    return render(
        request,
        "workspace/handover.html",
        {
            "section": "accounts",
            "line": line,
            "brief": brief,
            "result": brief.found.result,
            "notices": project.notices,
        },
    )
