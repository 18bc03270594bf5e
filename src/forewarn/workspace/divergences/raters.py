"""The page *Raters*: who assesses and answers, how well, and what the score misses (O4)."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from forewarn.ledger.book import case_events
from forewarn.project import clock
from forewarn.workspace.access import member_of, only, visible_accounts
from forewarn.workspace.divergences.laying import EVER
from forewarn.workspace.divergences.listing import LEADING
from forewarn.workspace.models import Role
from forewarn.workspace.project import shown


@only(*LEADING)
@require_safe
def raters(request: HttpRequest) -> HttpResponse:
    """Counted from what is on record; of the accounts that the member sees."""
    from forewarn.evidence.raters import FEW
    from forewarn.evidence.tuning import answering, missed_by_score
    from forewarn.workspace.evidence.reading import pack_in, packs

    project, member = shown(), member_of(request)
    today = clock.today(timezone.now(), project.settings.timezone)
    found = packs(project.ledger)
    pack = pack_in(project.ledger, found[0]).result if found else None
    events = case_events(project.ledger)
    if member.role != Role.OPERATIONS:
        theirs = set(visible_accounts(member).values_list("account_id", flat=True))
        events = tuple(each for each in events if each.account_id in theirs)
    return render(
        request,
        "workspace/raters.html",
        {
            "section": "divergences",
            "pack": pack,
            "few": FEW,
            "answering": answering(events, today + timedelta(days=1)),
            "missed": missed_by_score(events, EVER),
            "notices": project.notices,
        },
    )
