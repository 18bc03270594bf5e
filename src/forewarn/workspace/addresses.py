"""Addresses of pages of accounts, many at a time: a list holds hundreds of them."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from django.urls import get_script_prefix, reverse

_MARK = "0"
_PLAIN = "!$&'()*+,;=~:@"
"""What ``reverse`` leaves as it is; a slash never fits."""


def address(route: str, account_id: str) -> str:
    """The address of an account's page: what ``reverse`` gives, asked of it once a route.

    Raises:
        NoReverseMatch: no address can hold the account's id.
    """
    if not account_id or "/" in account_id:
        return reverse(route, args=[account_id])
    before, after = _around(route, get_script_prefix())
    return f"{before}{quote(account_id, safe=_PLAIN)}{after}"


@lru_cache(maxsize=64)
def _around(route: str, prefix: str) -> tuple[str, str]:
    """What stands before and after the id."""
    found = reverse(route, args=[_MARK])
    before, _, after = found.removeprefix(prefix).rpartition(_MARK)
    return prefix + before, after
