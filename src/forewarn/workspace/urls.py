"""Every address; ``tests/workspace/test_routes.py`` asks each in every role, and in none."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from django.views.decorators.cache import cache_control

from forewarn.render.charts.tones import style_sheet
from forewarn.workspace.access import member_of
from forewarn.workspace.accounts import saved
from forewarn.workspace.accounts import views as accounts
from forewarn.workspace.administration import views as administration
from forewarn.workspace.assessing import views as assessing
from forewarn.workspace.divergences import views as divergences
from forewarn.workspace.divergences.raters import raters
from forewarn.workspace.entry import views as entry
from forewarn.workspace.evidence import monthly
from forewarn.workspace.evidence import views as evidence
from forewarn.workspace.handing import views as handing
from forewarn.workspace.models import Role
from forewarn.workspace.noting import views as noting
from forewarn.workspace.portfolio import views as portfolio
from forewarn.workspace.reviews import views as reviews
from forewarn.workspace.scorecards import views as scorecards
from forewarn.workspace.today import views as today

handler403 = "forewarn.workspace.errors.forbidden"
handler404 = "forewarn.workspace.errors.not_found"
handler500 = "forewarn.workspace.errors.bug"


def home(request: HttpRequest) -> HttpResponse:
    """Where a member begins: what needs them, or the book for those who keep it."""
    today_is_theirs = member_of(request).role in (Role.REP, Role.LEADER)
    return redirect("today" if today_is_theirs else "accounts")


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; says nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@cache_control(public=True, max_age=3600)
def tones(request: HttpRequest) -> HttpResponse:
    """The colours of charts and bands as a style sheet: the same ones that charts are drawn in."""
    return HttpResponse(style_sheet(), content_type="text/css")


urlpatterns = [
    path("", home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("tones.css", tones, name="tones"),
    path("today/", today.today, name="today"),
    path("today/<str:account_id>/done", today.be_done, name="today-done"),
    path("today/<str:account_id>/undone", today.not_done, name="today-undone"),
    path("reviews/", reviews.review, name="reviews"),
    path("reviews/lists/<slug:name>/", reviews.standing_list, name="standing-list"),
    path("reviews/minutes/", reviews.minutes, name="minutes"),
    path("reviews/minutes.<slug:form>", reviews.minutes_file, name="minutes-file"),
    path("reviews/promises/<int:number>/settle", reviews.settle, name="settle-promise"),
    path("reviews/accounts/<str:account_id>/", reviews.account, name="review-account"),
    path("reviews/accounts/<str:account_id>/decide", reviews.decide, name="decide"),
    path("accounts/", accounts.listing, name="accounts"),
    path("accounts/export.csv", accounts.export_csv, name="accounts-csv"),
    path("accounts/export.xlsx", accounts.export_xlsx, name="accounts-xlsx"),
    path("accounts/views/save", saved.save_view, name="save-view"),
    path("accounts/views/<int:number>/remove", saved.remove_view, name="remove-view"),
    path("accounts/<str:account_id>/", accounts.account, name="account"),
    path("accounts/<str:account_id>/charts/<slug:chart>", accounts.chart, name="account-chart"),
    path("accounts/<str:account_id>/assess", assessing.assess, name="assess"),
    path(
        "accounts/<str:account_id>/assess/record",
        assessing.record_assessment,
        name="record-assessment",
    ),
    path("evidence/", evidence.evidence, name="evidence"),
    path("evidence/<slug:part>/", evidence.part, name="evidence-part"),
    path("evidence/<int:number>/charts/<slug:chart>", evidence.chart, name="evidence-chart"),
    path("evidence/packs/<str:month>/", monthly.pack, name="pack"),
    path("evidence/packs/<str:month>/charts/<slug:chart>", monthly.pack_chart, name="pack-chart"),
    path("evidence/packs/<str:month>/file.<slug:form>", monthly.pack_file, name="pack-file"),
    path("scorecards/", scorecards.scorecards, name="scorecards"),
    path("scorecards/<str:fingerprint>/", scorecards.scorecard, name="scorecard"),
    path(
        "scorecards/<str:fingerprint>/curves/<int:number>",
        scorecards.curve,
        name="scorecard-curve",
    ),
    path("scorecards/plans/<str:plan>/", scorecards.plan, name="plan"),
    path("scorecards/plans/<str:plan>/approve", scorecards.approve, name="approve-plan"),
    path("scorecards/plans/<str:plan>/withdraw", scorecards.withdraw, name="withdraw-approval"),
    path("scorecards/plans/<str:plan>/apply", scorecards.apply_plan, name="apply-plan"),
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("portfolio/accounts/", portfolio.accounts, name="portfolio-accounts"),
    path("portfolio/cause", portfolio.record, name="portfolio-cause"),
    path("portfolio/charts/<str:chart>", portfolio.chart, name="portfolio-chart"),
    path("accounts/<str:account_id>/curves/<int:place>", accounts.curve, name="account-curve"),
    path("accounts/<str:account_id>/handover", handing.handover, name="handover"),
    path("accounts/<str:account_id>/note", noting.write, name="note"),
    path("accounts/<str:account_id>/note/record", noting.record_note, name="record-note"),
    path(
        "accounts/<str:account_id>/note/<int:number>/withdraw",
        noting.withdraw,
        name="withdraw-note",
    ),
    path("administration/marks/", noting.marks, name="marks"),
    path("divergences/", divergences.divergences, name="divergences"),
    path("divergences/raters/", raters, name="raters"),
    path("divergences/<str:account_id>/", divergences.divergence, name="divergence"),
    path("divergences/<str:account_id>/answer", divergences.answer, name="divergence-answer"),
    path("divergences/<str:account_id>/settle", divergences.settle, name="divergence-settle"),
    path("divergences/<str:account_id>/reopen", divergences.reopen, name="divergence-reopen"),
    path("divergences/<str:account_id>/confirm", divergences.confirm, name="divergence-confirm"),
    path("administration/", administration.administration, name="administration"),
    path("administration/trail/", administration.trail, name="trail"),
    path("administration/link/<int:number>", administration.link, name="member-link"),
    path(
        "administration/<slug:kind>/<int:number>/", administration.edit, name="administration-edit"
    ),
    path(
        "administration/<slug:kind>/<int:number>/save",
        administration.save,
        name="administration-save",
    ),
    path(
        "administration/<slug:kind>/<int:number>/remove",
        administration.remove,
        name="administration-remove",
    ),
    path("member/link/<str:token>", entry.by_link, name="sign-in-link"),
    path("member/", include("allauth.urls")),
]
