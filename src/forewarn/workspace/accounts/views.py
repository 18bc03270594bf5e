"""The pages *Accounts* and *Account*: thin, for what they show is made beside them."""

from __future__ import annotations

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forewarn.workspace.access import account_or_404, member_of, visible_accounts, writers
from forewarn.workspace.accounts.exporting import as_csv
from forewarn.workspace.accounts.listing import (
    COLUMNS,
    SHOWN,
    Asked,
    choices,
    listed,
    page_of,
)
from forewarn.workspace.accounts.page import CHARTS, account_page
from forewarn.workspace.assessing.form import (
    author,
    form_of,
    heard,
    pending,
    table_of,
)
from forewarn.workspace.book.refreshing import up_to_date
from forewarn.workspace.figures import svg_of
from forewarn.workspace.models import SavedView
from forewarn.workspace.once import once
from forewarn.workspace.project import shown
from forewarn.workspace.trail import note


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every account that the member sees: filtered, searched, ordered and paged."""
    project, member, asked = shown(), member_of(request), Asked.of(request.GET)
    state, theirs = up_to_date(project), visible_accounts(member)
    lines = listed(theirs, asked, as_of=state.as_of)
    return render(
        request,
        "workspace/accounts.html",
        {
            "section": "accounts",
            "state": state,
            "asked": asked,
            "columns": COLUMNS,
            "shortcuts": {name: each.title for name, each in SHOWN.items()},
            "page": page_of(lines, request.GET.get("page")),
            "views": list(member.views.all()),
            "notices": project.notices,
            "labels": project.labels(state.as_of),
            **choices(theirs, state),
        },
    )


@require_safe
def export_csv(request: HttpRequest) -> HttpResponseBase:
    """The same list, all pages of it, as a file."""
    state = up_to_date(shown())
    lines = listed(visible_accounts(member_of(request)), Asked.of(request.GET), as_of=state.as_of)
    name = f"accounts-{state.as_of or 'none'}.csv"
    return StreamingHttpResponse(
        as_csv(lines.iterator(chunk_size=500)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
def account(request: HttpRequest, account_id: str) -> HttpResponse:
    """One account: its score taken apart, why it moved, what would lift it, what people say."""
    project = shown()
    up_to_date(project)
    member = member_of(request)
    found = account_page(project, account_or_404(member, account_id))
    if found is None:
        raise Http404("nothing on record")
    table, card = table_of(project, found.result), project.card(found.result.scorecard)
    return render(
        request,
        "workspace/account.html",
        {
            "section": "accounts",
            "found": found,
            "line": found.line,
            "result": found.result,
            "form": form_of(table, card, author(member)) if member.may_write else None,
            "pending": pending(table, card),
            "readings": heard(table),
            "notices": found.explained.notices if found.explained else project.notices,
            "charts": {name: each.title for name, each in CHARTS.items()},
        },
    )


@require_safe
def chart(request: HttpRequest, account_id: str, chart: str) -> HttpResponse:
    """One chart of the account, with its table; a page of its own without a script."""
    project = shown()
    up_to_date(project)
    line = account_or_404(member_of(request), account_id)
    if chart not in CHARTS:
        raise Http404("no such chart")
    made = CHARTS[chart].make(project, line)
    svg = svg_of(made) if made.spec else ""
    template = "chart" if request.headers.get("HX-Request") else "alone"
    return render(
        request,
        f"workspace/{template}.html",
        {"section": "accounts", "chart": made, "svg": svg, "line": line},
    )


@writers
@once
def save_view(request: HttpRequest) -> HttpResponse:
    """Keeps the present filter under a name; the same name again replaces it."""
    member, name = member_of(request), request.POST.get("name", "").strip()[:80]
    query = request.POST.get("query", "").lstrip("?")[:1000]
    if not name:
        messages.error(request, "A saved view needs a name.")
        return HttpResponse(status=400, content="A saved view needs a name.")
    before = SavedView.objects.filter(member=member, name=name).values("name", "query").first()
    view, _ = SavedView.objects.update_or_create(
        member=member, name=name, defaults={"query": query}
    )
    note(member, "saved", f"view {view.pk}", before=before, after={"name": name, "query": query})
    return HttpResponseRedirect(f"{reverse('accounts')}?{query}")


@writers
@once
def remove_view(request: HttpRequest, number: int) -> HttpResponse:
    """Takes a saved view away; another member's is not there."""
    member = member_of(request)
    view = get_object_or_404(SavedView, pk=number, member=member)
    note(member, "removed", f"view {number}", before={"name": view.name, "query": view.query})
    view.delete()
    return HttpResponseRedirect(reverse("accounts"))
