"""What every page shows around its own content."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse

import forewarn
from forewarn.workspace.models import Role
from forewarn.workspace.project import names, notices_everywhere


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the main navigation.

    Attributes:
        url: name of its route.
        key: pressed after ``g``, leads there.
        roles: who sees it; empty = everybody.
    """

    name: str
    url: str
    key: str
    roles: tuple[Role, ...] = ()

    @property
    def address(self) -> str:
        """Where it is; asked of the routes once."""
        return _address(self.url, get_script_prefix())


@lru_cache(maxsize=64)
def _address(route: str, prefix: str) -> str:
    return reverse(route)


PLACES: tuple[Place, ...] = (
    Place("Today", "today", "t"),
    Place("Weekly review", "reviews", "r"),
    Place("Accounts", "accounts", "a"),
    Place("Divergences", "divergences", "v"),
    Place("Portfolio", "portfolio", "p"),
    Place("Evidence", "evidence", "e"),
    Place("Scorecards", "scorecards", "s"),
    Place("Administration", "administration", "m", (Role.OPERATIONS,)),
)
"""The main pages, in order; whoever adds one adds it here."""


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Navigation, version, what people are called, what every page says if nothing else."""
    role = getattr(getattr(request, "user", None), "role", None)
    places = [place for place in PLACES if not place.roles or role in place.roles]
    return {
        "places": places,
        "names": names(),
        "forewarn_version": forewarn.__version__,
        "notices_everywhere": notices_everywhere(),
        "company_sign_in": bool(getattr(settings, "SOCIALACCOUNT_PROVIDERS", None)),
    }
