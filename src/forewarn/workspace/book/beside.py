"""Laying the book out once, by one process, and beside the pages where that takes long."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Thread

from django.db import connection
from django.db.models import Q

from forewarn.workspace.models import BookState

IN_A_REQUEST = 5_000
"""Accounts that whoever asks first waits for, some seconds; more are laid out beside."""
PATIENCE = timedelta(minutes=15)
"""After so long a layout is taken up by somebody else: the process that had it is gone."""
_log = logging.getLogger(__name__)


def claimed(state: BookState, newest: int, *, now: datetime) -> bool:
    """Whether the caller is the one who lays the recording out; one statement, for all processes.

    Where the state says that somebody does, nothing is asked: a write would wait for theirs.

    Args:
        state: of the book as it is.
        newest: the recording.
        now: when this is asked.
    """
    since = state.laying_since
    if state.laying == newest and since is not None and since >= now - PATIENCE:
        return False
    free = ~Q(laying=newest) | Q(laying_since__lt=now - PATIENCE)
    found = BookState.objects.filter(free, pk=state.pk)
    return found.update(laying=newest, laying_since=now) == 1


@contextmanager
def given_back_on_failure(state: BookState) -> Iterator[None]:
    """Whoever asks next tries again, and is told the same."""
    try:
        yield
    except BaseException:
        BookState.objects.filter(pk=state.pk).update(laying=None, laying_since=None)
        raise


def lay_out_beside(state: BookState, lay: Callable[[], BookState]) -> Thread:
    """Lays the book out in a thread of its own, which ends with the process.

    What fails is written to the log, and tried again after ``PATIENCE``: at once, every request
    would start it anew.
    """

    def run() -> None:
        try:
            lay()
        except Exception:
            _log.exception("the book as of %s could not be laid out anew", state.as_of)
        finally:
            connection.close()

    thread = Thread(target=run, name="book", daemon=True)
    thread.start()
    return thread
