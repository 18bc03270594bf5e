"""What people say of an account, as a band beside the score (SEMANTICS 15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from forewarn.scorecard.model import OverlaySpec, Scorecard
from forewarn.scoring.bands import lower_of
from forewarn.signals.filters.evaluate import evaluate
from forewarn.terms.score import Overlay, Reading

CSM, AM = "CSM", "AM"
PULSE = "pulse"

Assessment = Mapping[str, Any]


def overlay(
    card: Scorecard,
    assessments: Sequence[Assessment],
    as_of: date,
    *,
    owner: str | None,
    account_manager: str | None,
) -> Overlay | None:
    """The overlay of one account as of a date.

    The newest assessment of each role counts; where several are of the same day the one that
    became known last, then the more cautious one. Where CSM and AM both give a fresh band, the
    lower counts.

    Args:
        card: the scorecard with its ``overlay``.
        assessments: rows of the account with ``_on`` (the day of the assessment) and
            ``_seen_on`` (first as_of that may know it); later ones are passed over.
        as_of: the date.
        owner: the CSM as of then.
        account_manager: the AM as of then. What the AM says who is not also the owner is the
            AM's reading; everyone else's is the CSM's.

    Returns:
        None when the scorecard has no overlay or nobody has assessed the account yet.
    """
    if card.overlay is None:
        return None
    known = [row for row in assessments if row["_seen_on"] <= as_of]
    by_role: dict[str, list[Assessment]] = {}
    for row in known:
        role = role_of(row.get("assessed_by"), owner, account_manager)
        by_role.setdefault(role, []).append(row)
    readings = tuple(
        _reading(card, card.overlay, _newest(card, card.overlay, by_role[role]), as_of, role=role)
        for role in (CSM, AM)
        if role in by_role
    )
    return _joined(card, readings) if readings else None


def reading_band(card: Scorecard, spec: OverlaySpec, row: Assessment) -> str | None:
    """The band that one assessment gives; None when too little is filled in or no rule matches."""
    graded = [field for field in spec.fields if field in spec.grades]
    grades = [spec.grades[field].get(str(row.get(field))) for field in graded]
    counts: dict[str, object] = {
        "zeros": grades.count(0),
        "ones": grades.count(1),
        "twos": grades.count(2),
        "filled": len(grades) - grades.count(None),
        PULSE: row.get(PULSE) if PULSE in spec.fields else None,
    }
    if len(grades) - grades.count(None) < spec.at_least:
        return None
    matching = (rule for rule in spec.rules if rule.when is None or evaluate(rule.when, counts))
    rule = next(matching, None)
    return None if rule is None else rule.band


def role_of(by: str | None, owner: str | None, account_manager: str | None) -> str:
    """The role in which somebody speaks of an account: AM, or CSM for everyone else."""
    return AM if by is not None and by == account_manager and by != owner else CSM


def _newest(card: Scorecard, spec: OverlaySpec, rows: Sequence[Assessment]) -> Assessment:
    def caution(row: Assessment) -> tuple[int, str]:
        band = reading_band(card, spec, row)
        return -len(card.bands) if band is None else -card.rank(band), _fingerprint(row)

    newest = max(map(_when, rows))
    tied = [row for row in rows if _when(row) == newest]
    return tied[0] if len(tied) == 1 else max(tied, key=caution)


def _when(row: Assessment) -> tuple[date, date]:
    return row["_on"], row["_seen_on"]


def _fingerprint(row: Assessment) -> str:
    """Settles what is left of ties, so that the order of rows does not matter."""
    return repr(sorted((name, str(value)) for name, value in row.items() if name[0] != "_"))


def _reading(
    card: Scorecard, spec: OverlaySpec, row: Assessment, as_of: date, *, role: str
) -> Reading:
    pulse = row.get(PULSE)
    return Reading(
        role=role,
        assessed_by=row.get("assessed_by"),
        assessed_on=row["_on"],
        fresh=(as_of - row["_on"]).days <= spec.stale_after_days,
        pulse=None if pulse is None else int(pulse),
        champion_status=row.get("champion_status"),
        executive_engagement=row.get("executive_engagement"),
        outcome_narrative=row.get("outcome_narrative"),
        note=row.get("note"),
        band=reading_band(card, spec, row),
    )


def _joined(card: Scorecard, readings: Sequence[Reading]) -> Overlay:
    fresh = [reading for reading in readings if reading.fresh]
    speaking = [reading for reading in fresh if reading.band is not None]
    counts = _counting(card, speaking or fresh or readings)
    return Overlay(
        band=counts.band if speaking else None,
        readings=tuple(readings),
        assessed_on=counts.assessed_on,
        assessed_by=counts.assessed_by,
        fresh=counts.fresh,
        disagree=len({reading.band for reading in speaking}) > 1,
    )


def _counting(card: Scorecard, readings: Sequence[Reading]) -> Reading:
    """The lowest band; on ties the newest, then the CSM's."""
    lowest = None
    for reading in readings:
        lowest = lower_of(card, lowest, reading.band)
    lowest_ones = [reading for reading in readings if reading.band == lowest] or list(readings)
    return max(lowest_ones, key=lambda reading: (reading.assessed_on, reading.role == CSM))
