"""The pages *Accounts* and *Account*: thin, for what they show is made beside them."""

from __future__ import annotations

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forewarn.ledger.book import people
from forewarn.project.noted import contexts_now, noted_in
from forewarn.terms.people import People
from forewarn.workspace.access import account_or_404, member_of, visible_accounts
from forewarn.workspace.accounts.exporting import as_csv, as_xlsx
from forewarn.workspace.accounts.listing import (
    COLUMNS,
    SHOWN,
    Asked,
    choices,
    listed,
    page_of,
)
from forewarn.workspace.accounts.page import CHARTS, ON_TOP, account_page, curve_chart
from forewarn.workspace.accounts.saved import views_of
from forewarn.workspace.accounts.then import account_then
from forewarn.workspace.assessing.form import (
    author,
    form_of,
    heard,
    pending,
    table_of,
)
from forewarn.workspace.book.refreshing import up_to_date
from forewarn.workspace.divergences.prompting import standing_case
from forewarn.workspace.figures import answer
from forewarn.workspace.handing.brief import inherited
from forewarn.workspace.noting.form import lines_of
from forewarn.workspace.project import shown


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
            "page": page_of(lines, state, request.GET.get("page")),
            "views": views_of(member),
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
def export_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The same list as a workbook."""
    state = up_to_date(shown())
    lines = listed(visible_accounts(member_of(request)), Asked.of(request.GET), as_of=state.as_of)
    file = as_xlsx(lines.iterator(chunk_size=500))
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"accounts-{state.as_of or 'none'}.xlsx",
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )


@require_safe
def account(request: HttpRequest, account_id: str) -> HttpResponse:
    """One account: its score taken apart, why it moved, what would lift it, what people say."""
    project = shown()
    up_to_date(project)
    if request.GET.get("as_of"):
        return account_then(request, project, account_id, request.GET["as_of"])
    member = member_of(request)
    found = account_page(project, account_or_404(member, account_id))
    if found is None:
        raise Http404("nothing on record")
    table, card = table_of(project, found.result), project.card(found.result.scorecard)
    noted = noted_in(table.entries, zone=table.zone)
    told = people(project.ledger, account_id) or People(account_id)
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
            "case": standing_case(project, found.line, found.result),
            "notes": lines_of(noted, card, today=table.today),
            "contexts": contexts_now(found.result, noted, today=table.today),
            "notices": found.explained.notices if found.explained else project.notices,
            "people": told,
            "carried_by": told.carried_by(found.line.as_of),
            "inherited": inherited(found, told),
            "charts": {name: CHARTS[name].title for name in ON_TOP},
            "who": CHARTS["people"].title,
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
    at = reverse("account", args=[line.account_id])
    then = at if chart == "trend" else ""
    return answer(request, made, section="accounts", back=(at, line.name), then=then)


@require_safe
def curve(request: HttpRequest, account_id: str, place: int) -> HttpResponse:
    """The curve of one input, by its place, with the account's point on it."""
    project = shown()
    up_to_date(project)
    line = account_or_404(member_of(request), account_id)
    made = curve_chart(project, line, place)
    back = (reverse("account", args=[line.account_id]), line.name)
    return answer(request, made, section="accounts", back=back)
