"""Sets Django up as the workspace's, once in a process and before anything of the ledger does."""

from __future__ import annotations

import django
from django.conf import settings as django_settings

from forewarn.workspace import settings as ours


def set_up() -> None:
    """May run twice."""
    if not django_settings.configured:
        named = {name: getattr(ours, name) for name in dir(ours) if name.isupper()}
        django_settings.configure(**named)
        django.setup()
