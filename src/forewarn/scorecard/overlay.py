"""The overlay as the file states it, with its default table (SEMANTICS 15, 16)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forewarn.scorecard.forms import OverlayForm, ScorecardForm
from forewarn.scorecard.model import OverlayRule, OverlaySpec
from forewarn.scorecard.uses import in_use
from forewarn.signals.fields import read_filter

GRADES: Mapping[str, Mapping[str, int]] = {
    "champion_status": {"active": 2, "at_risk": 1, "missing": 0},
    "executive_engagement": {"active": 2, "lapsed": 1, "none": 0},
    "outcome_narrative": {"defensible": 2, "in_development": 1, "missing": 0},
}
GRADED = tuple(GRADES)
FIELDS = (*GRADED, "pulse")
# What the table's conditions may speak of.
COUNTS = ("zeros", "ones", "twos", "filled", "pulse")


def assessed_by_inputs(form: ScorecardForm) -> dict[str, str]:
    """Fields of assessments that inputs measure, through other signals too, with the input."""
    found: dict[str, str] = {}
    for item in form.inputs:
        for name in in_use(form.signals, [item.signal]):
            columns = form.signals[name].columns_used().get("assessments", frozenset())
            for column in sorted(columns & set(FIELDS)):
                found.setdefault(column, item.input)
    return found


def fields_in_use(form: ScorecardForm) -> tuple[str, ...]:
    """Fields of the overlay: those listed, else all that no input measures."""
    if form.overlay is not None and form.overlay.fields is not None:
        return tuple(dict.fromkeys(form.overlay.fields))
    rated = assessed_by_inputs(form)
    return tuple(name for name in FIELDS if name not in rated)


def default_table(bands: Sequence[str]) -> tuple[OverlayRule, ...]:
    """The table that holds unless the file has its own; bands worst first."""
    return (
        OverlayRule(read_filter("zeros >= 2 or pulse = 1"), bands[0]),
        # All that were filled in stand at 2; ``at_least`` says how many that must be.
        OverlayRule(read_filter("zeros = 0 and ones = 0"), bands[-1]),
        OverlayRule(None, bands[-2]),
    )


def overlay_spec(form: ScorecardForm) -> OverlaySpec | None:
    """The overlay of a sound form; None when the file has none."""
    overlay = form.overlay
    if overlay is None:
        return None
    fields = fields_in_use(form)
    return OverlaySpec(
        wins=overlay.wins,
        stale_after_days=overlay.stale_after,
        fields=fields,
        grades=_grades(overlay, fields),
        rules=_rules(overlay, [band.band for band in form.bands]),
        at_least=overlay.at_least,
    )


def _grades(overlay: OverlayForm, fields: Sequence[str]) -> dict[str, dict[str, int]]:
    given = {str(name): grades for name, grades in overlay.grades.items()}
    return {name: {**GRADES[name], **given.get(name, {})} for name in fields if name in GRADES}


def _rules(overlay: OverlayForm, bands: Sequence[str]) -> tuple[OverlayRule, ...]:
    if overlay.table is None:
        return default_table(bands)
    return tuple(
        OverlayRule(read_filter(rule.when) if rule.when else None, rule.band)
        for rule in overlay.table
    )
