"""Every address; ``tests/workspace/test_routes.py`` asks each in every role, and in none."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from django.views.decorators.cache import cache_control

from forewarn.render.charts.tones import style_sheet
from forewarn.workspace.accounts import views as accounts
from forewarn.workspace.assessing import views as assessing
from forewarn.workspace.entry import views as entry

handler403 = "forewarn.workspace.errors.forbidden"
handler404 = "forewarn.workspace.errors.not_found"
handler500 = "forewarn.workspace.errors.bug"


def home(request: HttpRequest) -> HttpResponse:
    """Where a member begins."""
    return redirect("accounts")


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
    path("accounts/", accounts.listing, name="accounts"),
    path("accounts/export.csv", accounts.export_csv, name="accounts-csv"),
    path("accounts/views/save", accounts.save_view, name="save-view"),
    path("accounts/views/<int:number>/remove", accounts.remove_view, name="remove-view"),
    path("accounts/<str:account_id>/", accounts.account, name="account"),
    path("accounts/<str:account_id>/charts/<slug:chart>", accounts.chart, name="account-chart"),
    path("accounts/<str:account_id>/assess", assessing.assess, name="assess"),
    path(
        "accounts/<str:account_id>/assess/record",
        assessing.record_assessment,
        name="record-assessment",
    ),
    path("member/link/<str:token>", entry.by_link, name="sign-in-link"),
    path("member/", include("allauth.urls")),
]
