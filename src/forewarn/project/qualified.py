"""What qualifies every result of a project."""

from __future__ import annotations

from forewarn.terms.settings import Settings


def simulated(settings: Settings) -> tuple[str, ...]:
    """What every page of a made-up company says."""
    return ("SIMULATED company: no real customer is shown.",) if settings.simulated else ()
