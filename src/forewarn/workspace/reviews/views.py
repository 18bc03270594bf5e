"""The page *Weekly review*: thin, for what it shows is made beside it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from forewarn.ledger.book import decisions, promise
from forewarn.plays.lists import LISTS
from forewarn.plays.promises import OPEN, Decision, Promise, promises
from forewarn.project import clock
from forewarn.terms.errors import ForewarnError
from forewarn.workspace.access import account_or_404, member_of, writers
from forewarn.workspace.accounts.listing import choices
from forewarn.workspace.accounts.page import CHARTS
from forewarn.workspace.assessing.form import author, heard, pending, table_of
from forewarn.workspace.book.refreshing import up_to_date
from forewarn.workspace.models import BookLine, Member
from forewarn.workspace.once import once
from forewarn.workspace.project import shown
from forewarn.workspace.reviews.account import known_of
from forewarn.workspace.reviews.deciding import (
    SETTLED,
    THEIRS,
    Said,
    Standing,
    put_on_record,
    row_of,
    said_in,
    same,
    settled,
)
from forewarn.workspace.reviews.minutes import as_csv, as_markdown, minutes_of
from forewarn.workspace.reviews.reviewing import (
    Review,
    list_counts,
    newest,
    next_waiting,
    on_list,
    step,
)
from forewarn.workspace.reviews.scope import Scope
from forewarn.workspace.trail import note, one_at_a_time

ON_A_PAGE = 50
_PROMISES_SHOWN = 100
_NAMES_OFFERED = 200
_EARLIER = 5
_FORMS = {
    "md": (as_markdown, "text/markdown; charset=utf-8"),
    "csv": (as_csv, "text/csv; charset=utf-8"),
}


def _review(request: HttpRequest, asked: QueryDict | None = None) -> Review:
    project, member = shown(), member_of(request)
    state = up_to_date(project)
    return Review.of(project, state, Scope.of(member, asked or request.GET))


def _around(review: Review) -> dict[str, Any]:
    """What every page of the review shows: whose accounts, and the standing lists."""
    counts = list_counts(review)
    return {
        "section": "reviews",
        "review": review,
        "state": review.state,
        "scope": review.scope,
        "owners": choices(review.scope.everybody, review.state)["owners"],
        "lists": [(name, title, counts[name]) for name, title in LISTS.items()],
        "notices": review.shown.notices,
        "labels": review.shown.labels(review.state.as_of),
    }


@require_safe
def review(request: HttpRequest) -> HttpResponse:
    """The agenda: what was promised, whom to look at, how far the review has come."""
    found = _review(request)
    agenda, promised = found.agenda, found.promises()
    page = Paginator(agenda, ON_A_PAGE).get_page(request.GET.get("page"))
    lines, reached = list(page.object_list), found.reached(agenda).count()
    waiting = found.waiting(agenda).values_list("account_id", flat=True).first()
    return render(
        request,
        "workspace/review.html",
        {
            **_around(found),
            "page": page,
            "rows": _rows(found, lines),
            "reached": reached,
            "waiting": waiting,
            "promises": _named(found, promised[:_PROMISES_SHOWN]),
            "more_promises": max(0, len(promised) - _PROMISES_SHOWN),
            "left_out": found.left_out(),
            "held": list(found.held()[:ON_A_PAGE]),
        },
    )


def _rows(review: Review, lines: list[BookLine]) -> list[tuple[BookLine, list[Any]]]:
    """Lines of the agenda with what was decided about them in this review."""
    decided = review.decided([line.account_id for line in lines])
    return [(line, [e.newest for e in decided.get(line.account_id, ())]) for line in lines]


def _named(review: Review, promised: Any) -> list[tuple[str, Any, str]]:
    """Promises with the account's name and how each stands."""
    asked = {each.first.account_id for each in promised}
    lines = review.scope.lines.filter(account_id__in=asked)
    names = dict(lines.values_list("account_id", "name"))
    return [
        (names.get(each.first.account_id, ""), each, each.newest.how(review.as_of))
        for each in promised
    ]


@require_safe
def standing_list(request: HttpRequest, name: str) -> HttpResponse:
    """One of the four standing lists, with reason, revenue and next step."""
    if name not in LISTS:
        raise Http404("no such list")
    found = _review(request)
    page = Paginator(on_list(found.scope.lines, name), ON_A_PAGE).get_page(request.GET.get("page"))
    lines = list(page.object_list)
    return render(
        request,
        "workspace/standing_list.html",
        {**_around(found), "page": page, "list": name, "title": LISTS[name], "rows": lines},
    )


@require_safe
def account(request: HttpRequest, account_id: str) -> HttpResponse:
    """One account of the review: everything that is needed to decide about it, and the form."""
    found = _review(request)
    return _account(request, found, account_or_404(found.scope.member, account_id))


def _account(
    request: HttpRequest,
    review: Review,
    line: BookLine,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    project, known = review.shown, known_of(review.shown, line)
    if known is None:
        raise Http404("nothing on record")
    table, card = table_of(project, known.result), project.card(known.result.scorecard)
    rows = decisions(project.ledger, accounts=[line.account_id])
    began = newest(rows)
    told = review.promises(line.account_id)
    this_week = review.decided([line.account_id]).get(line.account_id, [])
    today = clock.today(timezone.now(), project.settings.timezone)
    return render(
        request,
        "workspace/review_account.html",
        {
            "section": "reviews",
            "review": review,
            "scope": review.scope,
            "line": line,
            "found": known,
            "result": known.result,
            "trend": CHARTS["trend"].title,
            "step": step(review, line),
            "readings": heard(table),
            "pending": pending(table, card),
            "told": [(each, each.newest.how(review.as_of)) for each in told],
            "this_week": [each.newest for each in this_week],
            "earlier": _earlier(rows, {e.first.promise for e in (*told, *this_week)}),
            "began": began,
            "form": {"owner": line.owner or author(review.scope.member), "due_on": today + _WEEK},
            "people": _people(review),
            "notices": known.notices,
            **more,
        },
        status=status,
    )


_WEEK = timedelta(days=7)


def _earlier(rows: tuple[Decision, ...], shown_above: set[int]) -> list[Promise]:
    """The last that was decided before, without what stands above already."""
    found = [each for each in promises(rows) if each.first.promise not in shown_above]
    return found[-_EARLIER:]


def _people(review: Review) -> list[str]:
    """Who may be promised something: members by the name in which they decide, and owners."""
    members = Member.objects.filter(is_active=True).order_by("name", "email")[:_NAMES_OFFERED]
    owners = choices(review.scope.everybody, review.state)["owners"]
    return sorted({*map(author, members), *owners[:_NAMES_OFFERED]})


@writers
@once
def decide(request: HttpRequest, account_id: str) -> HttpResponse:
    """Puts a decision on record, unless somebody decided meanwhile: then both are shown."""
    one_at_a_time()
    review = _review(request, request.POST)
    line = account_or_404(review.scope.member, account_id)
    said, standing = said_in(request.POST), Standing.of(review.shown.ledger, account_id)
    if said.complaints:
        return _account(request, review, line, status=422, form=said, complaints=said.complaints)
    theirs = standing.since(said.began)
    if theirs and not said.take and not any(same(each, said) for each in theirs):
        return _account(request, review, line, status=409, form=said, theirs=theirs)
    if said.take == THEIRS:
        _give_way(review, line, said)
        return _onward(review, line)
    row = row_of(said, line, standing, by=author(review.scope.member))
    before = standing.newest_of(row.promise)
    if before is not None and same(before, said) and before.state == row.state:
        return _onward(review, line)
    try:
        put_on_record(review.shown.ledger, row)
    except ForewarnError as error:
        return _account(request, review, line, status=409, form=said, trouble=str(error))
    note(
        review.scope.member,
        "looked over" if said.noted else "decided",
        f"account {account_id}",
        before=_of(before),
        after=_of(row),
    )
    return _onward(review, line)


def _of(row: Any) -> dict[str, Any]:
    """A row as the trail keeps it."""
    if row is None:
        return {}
    names = ("number", "promise", "as_of", "decision", "owner", "due_on", "note", "state")
    return {name: getattr(row, name) for name in names}


def _give_way(review: Review, line: BookLine, said: Said) -> None:
    """Mine is not lost where theirs counts: it stands on the trail."""
    mine = {"decision": said.decision, "owner": said.owner, "due_on": said.due_on}
    member = review.scope.member
    note(member, "gave way", f"account {line.account_id}", after={**mine, "note": said.note})


def _onward(review: Review, line: BookLine) -> HttpResponseRedirect:
    """To the next account that was not reached, at the end back to the agenda."""
    after = next_waiting(review, line)
    if after is None:
        return HttpResponseRedirect(reverse("reviews") + review.scope.query)
    return HttpResponseRedirect(reverse("review-account", args=[after]) + review.scope.query)


@writers
@once
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """Says what became of a promise: kept, missed, dropped, or open again."""
    one_at_a_time()
    review, state = _review(request, request.POST), request.POST.get("state", "")
    rows = promise(review.shown.ledger, number)
    if not rows or not rows[-1].decision:
        raise Http404("no such promise")
    line = account_or_404(review.scope.member, rows[-1].account_id)
    if state not in SETTLED:
        return HttpResponse("There is no such state of a promise.", status=400)
    before = rows[-1]
    if before.state == state:
        return _back(request, review, line)
    if str(before.number) != request.POST.get("began"):
        return render(
            request,
            "workspace/review_settle.html",
            {
                "section": "reviews",
                "review": review,
                "line": line,
                "state": state,
                "rows": rows,
                "back": request.POST.get("back", ""),
            },
            status=409,
        )
    standing = Standing.of(review.shown.ledger, line.account_id)
    by = author(review.scope.member)
    row = settled(before, state, standing=standing, line=line, by=by)
    try:
        put_on_record(review.shown.ledger, row)
    except ForewarnError as error:
        messages.error(request, str(error))
        return _back(request, review, line)
    action = "opened again" if state == OPEN else f"marked {state}"
    subject = f"promise {number} about account {line.account_id}"
    note(review.scope.member, action, subject, before=_of(before), after=_of(row))
    return _back(request, review, line)


def _back(request: HttpRequest, review: Review, line: BookLine) -> HttpResponseRedirect:
    """Where the form stood."""
    places = {
        "account": reverse("review-account", args=[line.account_id]) + review.scope.query,
        "today": reverse("today"),
    }
    agenda = f"{reverse('reviews')}{review.scope.query}#promises"
    return HttpResponseRedirect(places.get(request.POST.get("back", ""), agenda))


@require_safe
def minutes(request: HttpRequest) -> HttpResponse:
    """The minutes as a page that prints."""
    found = _review(request)
    return render(
        request, "workspace/minutes.html", {**_around(found), "minutes": minutes_of(found)}
    )


@require_safe
def minutes_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a file: ``md`` or ``csv``."""
    if form not in _FORMS:
        raise Http404("no such form")
    found, (write, kind) = _review(request), _FORMS[form]
    name = f"weekly-review-{found.week}.{form}"
    return HttpResponse(
        write(minutes_of(found)),
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
