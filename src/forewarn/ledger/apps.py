"""The app as Django lists it, here and inside the workspace."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Snapshots that never change."""

    name = "forewarn.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
