"""What depends on the place: addresses, secrets, sign-in of the company; refusals in words."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from forewarn.cli import serve as verb
from forewarn.project.loading import load
from forewarn.terms.errors import ForewarnError
from forewarn.workspace.serving import serve
from forewarn.workspace.site import Installation, settings_of

PROXIED = {"FOREWARN_URL": "https://health.example.com", "FOREWARN_PROXIES": "1"}
SIGN_IN = {
    "FOREWARN_OIDC_URL": "https://id.example.com/realm",
    "FOREWARN_OIDC_CLIENT_ID": "forewarn",
    "FOREWARN_OIDC_CLIENT_SECRET": "secret",
}


def named(folder: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    place = Installation.of(load(folder, {}).settled(), environment)
    return settings_of(place, environment)


def test_behind_https_cookies_go_over_https_alone(folder: Path) -> None:
    found = named(folder, PROXIED)
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert "health.example.com" in found["ALLOWED_HOSTS"]
    assert found["SECURE_HSTS_SECONDS"] > 0
    assert found["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


def test_headers_of_a_proxy_count_only_where_there_is_one(folder: Path) -> None:
    assert "SECURE_PROXY_SSL_HEADER" not in named(folder, {"FOREWARN_URL": PROXIED["FOREWARN_URL"]})
    assert named(folder, {})["ALLAUTH_TRUSTED_PROXY_COUNT"] == 0


@pytest.mark.parametrize("url", ["http://a.example", "a.example", "https://a.example/path"])
def test_an_address_that_cannot_be_used_is_refused(url: str, folder: Path) -> None:
    with pytest.raises(ForewarnError, match="FOREWARN_URL"):
        named(folder, {"FOREWARN_URL": url})


def test_others_are_not_served_without_https(folder: Path) -> None:
    with pytest.raises(ForewarnError, match="unprotected"):
        serve(folder, host="0.0.0.0", port=1, link=None, processes=1)


def test_the_secret_is_made_once_for_its_user_alone(folder: Path) -> None:
    first, again = (named(folder, {})["SECRET_KEY"] for _ in range(2))
    assert first == again
    assert len(first) > 50
    mode = (folder / ".forewarn" / "secret-key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_a_secret_may_lie_in_a_file(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from a file\n")
    assert named(folder, {"FOREWARN_SECRET_KEY_FILE": str(tmp_path / "key")})["SECRET_KEY"] == (
        "from a file"
    )
    with pytest.raises(ForewarnError, match="cannot be read"):
        named(folder, {"FOREWARN_SECRET_KEY_FILE": str(tmp_path / "none")})


def test_the_policy_lets_forms_lead_to_the_companys_sign_in(folder: Path) -> None:
    policy = named(folder, SIGN_IN)["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert "https://id.example.com" in policy["form-action"]
    plain = named(folder, {})["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert "https://id.example.com" not in plain["form-action"]


@pytest.mark.parametrize("left_out", ["FOREWARN_OIDC_CLIENT_ID", "FOREWARN_OIDC_CLIENT_SECRET"])
def test_half_a_sign_in_is_refused(left_out: str, folder: Path) -> None:
    with pytest.raises(ForewarnError, match="CLIENT"):
        named(folder, {**SIGN_IN, left_out: ""})


def test_a_role_that_is_none_is_refused(folder: Path) -> None:
    with pytest.raises(ForewarnError, match="roles: rep, leader"):
        named(folder, {**SIGN_IN, "FOREWARN_OIDC_ROLES": "cs=boss"})


def test_without_the_extra_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ForewarnError, match="allauth") as told:
        verb.serve()
    assert "forewarn[web]" in told.value.fix
