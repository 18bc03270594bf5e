"""The whole pack in the order in which it is read."""

from __future__ import annotations

from forewarn.evidence.governance import GovernancePack
from forewarn.render.figures import INTERVALS
from forewarn.render.governance.drifting import drifted
from forewarn.render.governance.people import judged, matured
from forewarn.render.governance.portfolio import bands, retained
from forewarn.render.governance.section import Section
from forewarn.render.governance.verdicts import owned, proofs, wrong_calls

HOW_MADE = (
    INTERVALS,
    "Net shares of a shift have Agresti and Min's interval for paired shares, revenue draws "
    "accounts.",
    'Chances of drift come from 1,999 arrangements of this book under "the dates do not matter"; '
    "those of a shift from McNemar's test in its mid-p form.",
    "Money is added up within a currency and never across.",
)


def title(pack: GovernancePack) -> str:
    """The heading of the pack."""
    return f"Governance {pack.month}: {pack.project}"


def sections(pack: GovernancePack, *, limit: int | None) -> tuple[Section, ...]:
    """Every part.

    Args:
        pack: of a month.
        limit: wrong calls named of either kind; None = all.
    """
    return (
        Section("in-short", "In short", pack.in_short),
        proofs(pack),
        owned(pack),
        bands(pack),
        retained(pack),
        drifted(pack),
        wrong_calls(pack, limit=limit),
        judged(pack),
        matured(pack),
        Section("how-made", "How the figures are made", HOW_MADE),
    )
