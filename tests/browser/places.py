"""Every page of the site by its route, and where it stands in the company of the stage.

``tests/workspace/test_pages.py`` fails for a page that is not spoken of here;
``test_looks.py`` opens, photographs and examines each in every look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

SIGNED_IN: Mapping[str, Mapping[str, str]] = {
    "today": {"today": "/today/"},
    "reviews": {"review": "/reviews/"},
    "standing-list": {"standing-list": "/reviews/lists/help/"},
    "minutes": {"minutes": "/reviews/minutes/"},
    "review-account": {"review-account": "/reviews/accounts/b1/"},
    "accounts": {
        "accounts": "/accounts/",
        "accounts-none": "/accounts/?q=nobody+is+called+so",
    },
    "account": {
        "account": "/accounts/a1/",
        "account-differs": "/accounts/a2/",
        "account-then": "/accounts/a1/?as_of=2026-02-10",
        "account-then-worked-out": "/accounts/gone/?as_of=2026-02-25",
        "account-then-unknown": "/accounts/a1/?as_of=2020-01-01",
    },
    "account-chart": {
        "chart-trend": "/accounts/a1/charts/trend",
        "chart-waterfall": "/accounts/a1/charts/waterfall",
    },
    "account-curve": {"chart-curve": "/accounts/a1/curves/0"},
    "assess": {"assess": "/accounts/b1/assess"},
    "note": {
        "note": "/accounts/b1/note",
        "note-context": "/accounts/b1/note?kind=context",
    },
    "handover": {"handover": "/accounts/a1/handover"},
    "divergences": {"divergences": "/divergences/"},
    "raters": {"raters": "/divergences/raters/"},
    "divergence": {
        "divergence": "/divergences/a2/",
        "divergence-settled": "/divergences/a1/",
        "divergence-none": "/divergences/b2/",
    },
    "portfolio": {
        "portfolio": "/portfolio/",
        "portfolio-part": "/portfolio/?owner=Ana&by=owner",
    },
    "portfolio-accounts": {"behind-a-number": "/portfolio/accounts/?now=(any)"},
    "portfolio-chart": {"chart-flow": "/portfolio/charts/flow"},
    "evidence": {"evidence": "/evidence/"},
    "evidence-part": {
        f"evidence-{part}": f"/evidence/{part}/"
        for part in (
            "figures",
            "calibration",
            "lead-time",
            "quarters",
            "calls",
            "people",
            "packs",
        )
    },
    "evidence-chart": {"chart-calibration": "/evidence/{backtest}/charts/calibration"},
    "pack": {"pack": "/evidence/packs/2026-02/"},
    "pack-chart": {"chart-pack": "/evidence/packs/2026-02/charts/bands-over-time"},
    "scorecards": {"scorecards": "/scorecards/"},
    "scorecard": {"scorecard": "/scorecards/{card}/"},
    "scorecard-curve": {"chart-stated": "/scorecards/{card}/curves/1"},
    "plan": {"plan": "/scorecards/plans/{plan}/"},
    "administration": {"administration": "/administration/"},
    "administration-edit": {
        "member-new": "/administration/members/0/",
        "member": "/administration/members/1/",
        "team": "/administration/teams/1/",
        "territory": "/administration/territories/1/",
    },
    "marks": {"marks": "/administration/marks/"},
    "trail": {
        "trail": "/administration/trail/",
        "trail-checked": "/administration/trail/?verify=1&q=noted",
    },
    "account_change_password": {"password": "/member/password/change/"},
    "account_email": {"e-mail": "/member/email/"},
    "account_reauthenticate": {"password-again": "/member/reauthenticate/"},
    "account_logout": {"sign-out": "/member/logout/"},
    "mfa_index": {"second-factor": "/member/2fa/"},
    "socialaccount_connections": {"company-sign-in": "/member/3rdparty/"},
}
"""By route the pages of whoever signed in: what the picture is called, and the address."""
BEFORE: Mapping[str, Mapping[str, str]] = {
    "account_login": {"sign-in": "/member/login/"},
    "account_signup": {"nobody-signs-up": "/member/signup/"},
    "account_inactive": {"let-out": "/member/inactive/"},
    "account_reset_password": {"password-forgotten": "/member/password/reset/"},
    "account_reset_password_done": {"password-asked": "/member/password/reset/done/"},
    "account_reset_password_from_key": {"password-key": "/member/password/reset/key/1-none/"},
    "account_reset_password_from_key_done": {"password-new": "/member/password/reset/key/done/"},
    "account_email_verification_sent": {"e-mail-asked": "/member/confirm-email/"},
    "account_confirm_email": {"e-mail-key": "/member/confirm-email/none/"},
    "socialaccount_login_cancelled": {"company-cancelled": "/member/3rdparty/login/cancelled/"},
}
"""Pages of whoever did not sign in yet."""
IN_FLOWS: Mapping[str, str] = {
    "sign-in-link": "conftest.signed_in",
    "mfa_activate_totp": "test_entry",
    "mfa_view_recovery_codes": "test_entry",
    "mfa_authenticate": "test_entry",
    "account_set_password": "test_entry",
}
"""Pages that stand at the end of some steps: the test that looks at them, by route."""
FILES = frozenset(
    {
        "healthz",
        "tones",
        "home",
        "accounts-csv",
        "accounts-xlsx",
        "minutes-file",
        "pack-file",
    }
)
"""Routes that answer with a file or lead on, and are no pages."""


def named(places: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """Every picture's name with its address."""
    for each in places.values():
        yield from each.items()
