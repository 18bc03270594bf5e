"""Whole results of verbs, kept for those who read them without the facts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from forewarn.ledger.kept import Kept
from forewarn.ledger.models import KeptResult
from forewarn.ledger.opening import Ledger
from forewarn.ledger.trouble import in_words


def keep_result(
    ledger: Ledger,
    kind: str,
    told: Mapping[str, Any],
    *,
    as_of: date,
    scorecards: Mapping[str, str],
    made_at: datetime,
    forewarn_version: str,
    about: str = "",
) -> bool:
    """Puts a result on record, unless the newest of its kind, subject and date says the same.

    Args:
        told: the result as JSON values.

    Returns:
        Whether anything was written.

    Raises:
        ForewarnError: the database refuses.
        ValueError: the instant has no zone, or a number is not finite.
    """
    if made_at.tzinfo is None:
        raise ValueError("a result needs an instant with a zone")
    text = _text(told)
    digest = sha256(text.encode()).hexdigest()
    key = {"kind": kind, "about": about, "as_of": as_of, "digest": digest}
    with in_words(ledger.place), transaction.atomic(ledger.alias):
        if _rows(ledger).filter(**key).exists():
            return False
        _rows(ledger).create(
            **key,
            scorecards=_text(scorecards),
            text=text,
            made_at=made_at,
            forewarn_version=forewarn_version,
        )
    return True


_COLUMNS = ("pk", "kind", "about", "as_of", "scorecards", "made_at", "forewarn_version", "digest")


def kept_results(
    ledger: Ledger, kind: str, *, about: Iterable[str] | None = None
) -> tuple[Kept, ...]:
    """The results of one kind without their contents, newest first; one query.

    Args:
        about: of these subjects alone; None = of all.
    """
    rows = _rows(ledger).filter(kind=kind)
    if about is not None:
        rows = rows.filter(about__in=sorted(about))
    with in_words(ledger.place):
        return tuple(_kept(*values) for values in rows.order_by("-pk").values_list(*_COLUMNS))


def kept_text(ledger: Ledger, number: int) -> Any | None:
    """The contents of a kept result as JSON values; None where there is none of that number."""
    with in_words(ledger.place):
        text = _rows(ledger).filter(pk=number).values_list("text", flat=True).first()
    return None if text is None else json.loads(text)


def _text(told: Mapping[str, Any]) -> str:
    """JSON in the order given: that of bands and scorecards means something."""
    return json.dumps(dict(told), separators=(",", ":"), allow_nan=False)


def _kept(
    number: int,
    kind: str,
    about: str,
    as_of: date,
    scorecards: str,
    made_at: datetime,
    version: str,
    digest: str,
) -> Kept:
    return Kept(number, kind, about, as_of, json.loads(scorecards), made_at, version, digest)


def _rows(ledger: Ledger) -> QuerySet[KeptResult]:
    return KeptResult.objects.using(ledger.alias)
