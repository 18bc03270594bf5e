"""Sets Django up for one project: its ledger is the database, its folder holds the secrets.

One installation is one company. The environment says what a file must not hold:

- ``FOREWARN_URL``: the public address, ``https://health.example.com``; without it the pages are
  for this machine alone.
- ``FOREWARN_PROXIES``: how many proxies stand in front and add ``X-Forwarded-*``.
- ``FOREWARN_SECRET_KEY`` or ``FOREWARN_SECRET_KEY_FILE``: else a file beside the ledger.
- ``FOREWARN_OIDC_URL``, ``_CLIENT_ID``, ``_CLIENT_SECRET`` (or ``_CLIENT_SECRET_FILE``), ``_NAME``:
  the company's sign-in; ``_DOMAINS`` whose people may join by it, ``_ROLES`` (``group=role, …``).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from forewarn.ledger.address import Address, read_address
from forewarn.terms.errors import ForewarnError
from forewarn.terms.settings import Settings

HERE = ("127.0.0.1", "localhost", "[::1]")
_OWN = Path(".forewarn")


@dataclass(frozen=True, slots=True)
class Installation:
    """Where the workspace runs.

    Attributes:
        project: settings of the project it shows.
        database: where its ledger is.
        url: public address without a path; None = for this machine alone.
    """

    project: Settings
    database: Address
    url: str | None

    @classmethod
    def of(cls, project: Settings, environment: Mapping[str, str]) -> Installation:
        """The installation of a project.

        Raises:
            ForewarnError: an address cannot be used.
        """
        database = read_address(project.ledger, folder=project.folder)
        return cls(project, database, _public(environment.get("FOREWARN_URL", "")))

    @property
    def own(self) -> Path:
        """The folder for what is no fact, no file of the user's and no part of the ledger."""
        return self.project.folder / _OWN


def prepare(project: Settings, environment: Mapping[str, str] | None = None) -> Installation:
    """Sets Django up and brings the tables up to date; once in a process, before anything else.

    Raises:
        ForewarnError: something of the environment or the database cannot be used.
    """
    import django
    from django.conf import settings as django_settings

    place = Installation.of(project, os.environ if environment is None else environment)
    if not django_settings.configured:
        django_settings.configure(**settings_of(place, environment or os.environ))
    django.setup()
    from forewarn.workspace.tables import bring_up_to_date

    bring_up_to_date(project)
    return place


def settings_of(place: Installation, environment: Mapping[str, str]) -> dict[str, Any]:
    """Django's settings for an installation."""
    from forewarn.workspace import settings

    named = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
    place.own.mkdir(parents=True, exist_ok=True)
    database = {**place.database.config, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    named |= {
        "DATABASES": {"default": database},
        "SECRET_KEY": _secret(environment, "FOREWARN_SECRET_KEY") or _kept_secret(place.own),
        "FOREWARN_FOLDER": place.project.folder,
        "FOREWARN_TRAIL_HEAD": place.own / "trail-head.json",
        "ALLOWED_HOSTS": list(HERE),
        "ALLAUTH_TRUSTED_PROXY_COUNT": int(environment.get("FOREWARN_PROXIES", "0") or 0),
    }
    return named | _addressed(place, environment) | _single_sign_on(environment, named)


def _addressed(place: Installation, environment: Mapping[str, str]) -> dict[str, Any]:
    """What a public address asks for; cookies go over https alone wherever there is one."""
    if place.url is None:
        return {}
    named = {
        "ALLOWED_HOSTS": [urlsplit(place.url).hostname, *HERE],
        "CSRF_TRUSTED_ORIGINS": [place.url],
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SECURE_HSTS_SECONDS": 365 * 24 * 60 * 60,
    }
    if int(environment.get("FOREWARN_PROXIES", "0") or 0):
        named["SECURE_PROXY_SSL_HEADER"] = ("HTTP_X_FORWARDED_PROTO", "https")
    return named


def _public(url: str) -> str | None:
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.path.strip("/"):
        raise ForewarnError(
            f"FOREWARN_URL is '{url}'; accepted: https:// and a host, without a path",
            fix="write FOREWARN_URL=https://health.example.com, and put a proxy that speaks "
            "https in front; leave it out to use the workspace on this machine alone",
        )
    return f"https://{parts.netloc}"


def _single_sign_on(environment: Mapping[str, str], named: Mapping[str, Any]) -> dict[str, Any]:
    server = environment.get("FOREWARN_OIDC_URL", "")
    if not server:
        return {}
    client = environment.get("FOREWARN_OIDC_CLIENT_ID", "")
    secret = _secret(environment, "FOREWARN_OIDC_CLIENT_SECRET")
    if not client or not secret:
        raise ForewarnError(
            "FOREWARN_OIDC_URL is set, FOREWARN_OIDC_CLIENT_ID or _CLIENT_SECRET is not",
            fix="set both, the secret also as a file: FOREWARN_OIDC_CLIENT_SECRET_FILE",
        )
    app = {
        "provider_id": "company",
        "name": environment.get("FOREWARN_OIDC_NAME", "") or "your company",
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": server, "oauth_pkce_enabled": True},
    }
    policy = named["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    # A form that leads to the company's sign-in is sent on there by a redirect.
    allowed = [*policy["form-action"], "{0.scheme}://{0.netloc}".format(urlsplit(server))]
    return {
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"APPS": [app]}},
        "FOREWARN_OIDC_DOMAINS": _listed(environment.get("FOREWARN_OIDC_DOMAINS", "")),
        "FOREWARN_OIDC_ROLES": _roles(environment.get("FOREWARN_OIDC_ROLES", "")),
        "CONTENT_SECURITY_POLICY": {"DIRECTIVES": {**policy, "form-action": allowed}},
    }


def _listed(text: str) -> list[str]:
    return [each.strip().lower() for each in text.split(",") if each.strip()]


def _roles(text: str) -> dict[str, str]:
    """Group to role.

    Raises:
        ForewarnError: a role is none of ours.
    """
    found = {}
    for each in _listed(text):
        group, _, role = each.rpartition("=")
        if role not in ("rep", "leader", "operations", "read_only") or not group:
            raise ForewarnError(
                f"FOREWARN_OIDC_ROLES holds '{each}'",
                fix="write group=role, …; roles: rep, leader, operations, read_only",
            )
        found[group] = role
    return found


def _secret(environment: Mapping[str, str], name: str) -> str:
    """A secret from the environment, or from a file that it names."""
    file = environment.get(f"{name}_FILE", "")
    if not file:
        return environment.get(name, "")
    try:
        return Path(file).read_text("utf-8").strip()
    except OSError as error:
        raise ForewarnError(
            f"{name}_FILE names {file}, which cannot be read: {error.strerror}",
            fix="name a file that this user may read",
        ) from error


def _kept_secret(own: Path) -> str:
    """The secret of this installation, made once, readable by its user alone."""
    file = own / "secret-key"
    try:
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return file.read_text("ascii")
