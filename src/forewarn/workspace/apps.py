"""The app as Django lists it."""

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """Members, what they may see, and what they did."""

    name = "forewarn.workspace"
    label = "workspace"
    default_auto_field = "django.db.models.BigAutoField"
