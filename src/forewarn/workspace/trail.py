"""Writes the audit trail, and says whether it is whole.

Entries are chained: each holds the hash of the one before, and nobody can change or remove one
(triggers, as in the ledger). Cutting off the newest entries would leave a whole chain, so its head
is also kept in a file beside the database.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from forewarn.terms.whole import beside
from forewarn.workspace.models import Member, TrailEntry

START = "0" * 64
_LOCK = 36739277
"""Any number nobody else uses, beside the one that guards migrations."""
_UNREADABLE = (sys.maxsize, "")
"""A head that somebody damaged: no trail fits it, and no later entry writes over it."""


def note(
    member: Member | None,
    action: str,
    subject: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    because: str = "",
) -> TrailEntry:
    """Puts what a member did on the trail, inside the transaction that does it.

    Args:
        member: None for the machine itself.
        action: a verb in the past tense: ``saved``, ``settled``.
        subject: what it was done to, such as ``view 12`` or ``account A-001``.
        before, after: what changed, as plain values.
        because: the reason given.

    Raises:
        TransactionManagementError: there is no transaction: a write and its entry come together.
    """
    connection.validate_no_broken_transaction()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an entry belongs into the write's own")
    one_at_a_time()
    last = TrailEntry.objects.order_by("-number").first()
    entry = TrailEntry(
        number=last.number + 1 if last else 1,
        at=timezone.now(),
        member=member,
        who=member.email if member else "forewarn",
        action=action,
        subject=subject,
        before=_plain(before),
        after=_plain(after),
        because=because,
        previous=last.digest if last else START,
    )
    entry.digest = digest(entry)
    entry.save(force_insert=True)
    transaction.on_commit(lambda: _anchor(entry), robust=True)
    return entry


def digest(entry: TrailEntry) -> str:
    """SHA-256 in hexadecimal over an entry and the digest of the one before."""
    parts = [
        entry.previous,
        entry.number,
        entry.at.isoformat(),
        entry.who,
        entry.action,
        entry.subject,
        entry.before,
        entry.after,
        entry.because,
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether the trail is whole.

    Attributes:
        entries: how many were read.
        broken_at: number of the first entry that does not fit the one before; None = all do.
        cut_off: the file beside the database knows a newer entry or another one, or is damaged.
    """

    entries: int
    broken_at: int | None
    cut_off: bool

    @property
    def whole(self) -> bool:
        """Nothing is missing and nothing was changed."""
        return self.broken_at is None and not self.cut_off


def verify() -> Verified:
    """Reads the whole trail from its start."""
    previous, number, anchored = START, 0, _anchored()
    found = anchored is None
    for entry in TrailEntry.objects.order_by("number").iterator():
        number += 1
        if (entry.number, entry.previous, entry.digest) != (number, previous, digest(entry)):
            return Verified(number, number, cut_off=False)
        previous = entry.digest
        found = found or anchored == (number, previous)
    return Verified(number, None, cut_off=not found)


def one_at_a_time() -> None:
    """On SQLite the transaction itself waits for others; PostgreSQL would let two number alike."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_xact_lock({_LOCK:d})")


def _plain(values: Mapping[str, Any] | None) -> str:
    return json.dumps(dict(values or {}), sort_keys=True, default=_text, ensure_ascii=True)


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _file() -> Path | None:
    return settings.FOREWARN_TRAIL_HEAD


def _anchored() -> tuple[int, str] | None:
    file = _file()
    if file is None:
        return None
    try:
        kept = json.loads(file.read_text("ascii"))
        return int(kept["number"]), str(kept["digest"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LookupError, TypeError):
        return _UNREADABLE


def _anchor(entry: TrailEntry) -> None:
    """Keeps the head outside the database; an older one never replaces a newer one."""
    file, kept = _file(), _anchored()
    if file is None or (kept is not None and kept[0] >= entry.number):
        return
    with beside(file) as new:
        new.write_text(json.dumps({"number": entry.number, "digest": entry.digest}), "ascii")
