"""Django's settings when the ledger is used by itself: one app, no page, no logging of its own.

Databases are added by ``open_ledger`` under names of their own; ``default`` is never used. The
module can also be named to Django's commands: ``django-admin makemigrations ledger --settings
forewarn.ledger.settings``.
"""

INSTALLED_APPS = ["forewarn.ledger"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
# The command line decides what is logged and where.
LOGGING_CONFIG = None
