"""The working files of the project, read again only when one changed."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Lock

from django.conf import settings

from forewarn.project.loading import Loaded, load
from forewarn.workspace.project import state_of

_lock = Lock()
_kept: dict[Path, tuple[object, Loaded]] = {}


def working_files() -> Loaded:
    """What the files say now, and everything wrong in them."""
    folder = settings.FOREWARN_FOLDER
    if folder is None:
        raise RuntimeError("no project: Django was not set up by forewarn.workspace.site")
    state = state_of(folder)
    with _lock:
        kept = _kept.get(folder)
        if kept is None or kept[0] != state:
            kept = _kept[folder] = (state, load(folder, os.environ))
        return kept[1]
