"""The page behind a link that signs in once."""

from __future__ import annotations

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from forewarn.workspace.entry import links

_GONE = "This link was used already, or is older than an hour."


@login_not_required
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Asks before it signs in: programs that look at links in mails must not use them up."""
    limited = ratelimit.consume_or_429(request, action="login")
    if limited is not None:
        return limited
    now = timezone.now()
    if request.method != "POST":
        member = links.member_behind(token, now=now)
        if member is None:
            raise Http404(_GONE)
        return render(request, "workspace/link.html", {"member": member})
    member = links.use(token, now=now)
    if member is None:
        raise Http404(_GONE)
    # A second factor is asked for here as everywhere.
    return perform_login(request, member)
