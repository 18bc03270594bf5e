"""For servers that are started by others: ``gunicorn forewarn.workspace.wsgi``.

``FOREWARN_PROJECT`` names the project folder; without it the one upward from here is taken.
"""

from __future__ import annotations

import os
from pathlib import Path

from forewarn.workspace.serving import project_of
from forewarn.workspace.site import prepare

_named = os.environ.get("FOREWARN_PROJECT", "")
prepare(project_of(Path(_named) if _named else None))

# Django has to be set up first.
from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
