"""Verdicts on scorecards, kept as they were reached."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import QuerySet

from forewarn.ledger.models import Examination
from forewarn.ledger.opening import Ledger
from forewarn.ledger.payload import canonical
from forewarn.ledger.trouble import in_words
from forewarn.terms.examined import Examined

_COLUMNS = (
    "fingerprint",
    "name",
    "checked_as_of",
    "verdict",
    "because",
    "figures",
    "recorded_at",
    "forewarn_version",
)


def keep_verdict(ledger: Ledger, found: Examined) -> bool:
    """Puts a verdict on record, unless it is what stands for its scorecard and date already.

    Something else for the same date is a new revision; what was kept stays.

    Returns:
        Whether anything was written.

    Raises:
        ForewarnError: the database refuses.
        ValueError: the instant has no zone.
    """
    if found.recorded_at.tzinfo is None:
        raise ValueError("a verdict needs an instant with a zone")
    rows = _rows(ledger)
    told = {
        "name": found.name,
        "verdict": found.verdict,
        "because": found.because,
        "figures": canonical(found.figures),
        "forewarn_version": found.forewarn_version,
    }
    key = {"fingerprint": found.fingerprint, "checked_as_of": found.checked_as_of}
    with in_words(ledger.place), transaction.atomic(ledger.alias, durable=True):
        newest = rows.filter(**key).order_by("revision").last()
        if newest is not None and all(getattr(newest, name) == told[name] for name in told):
            return False
        revision = 0 if newest is None else newest.revision + 1
        rows.create(**key, **told, revision=revision, recorded_at=found.recorded_at)
    return True


def verdicts(
    ledger: Ledger, fingerprints: Iterable[str] | None = None
) -> Mapping[str, tuple[Examined, ...]]:
    """Per scorecard its verdicts, by date checked and revision; only those that have any.

    Args:
        ledger: an open one.
        fingerprints: of these scorecards alone; None = of all that were ever checked.
    """
    rows = _rows(ledger).order_by("checked_as_of", "revision")
    if fingerprints is not None:
        rows = rows.filter(fingerprint__in=sorted(fingerprints))
    found: dict[str, list[Examined]] = defaultdict(list)
    with in_words(ledger.place):
        for values in rows.values_list(*_COLUMNS):
            each = dict(zip(_COLUMNS, values, strict=True))
            each["figures"] = json.loads(each["figures"])
            found[each["fingerprint"]].append(Examined(**each))
    return {fingerprint: tuple(each) for fingerprint, each in found.items()}


def _rows(ledger: Ledger) -> QuerySet[Examination]:
    return Examination.objects.using(ledger.alias)
