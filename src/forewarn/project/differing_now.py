"""The difference between people and the score as it stands with what was entered since."""

from __future__ import annotations

from dataclasses import replace

from forewarn.ledger.entered import ASSESSMENT
from forewarn.project.assessing import Table
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.divergence import OPEN, WATCHING
from forewarn.terms.score import AccountResult, Divergence


def differs_now(table: Table, card: Scorecard | None) -> AccountResult:
    """The newest result with the divergence that the next date will find if the score stays.

    An assessment of today counts from tomorrow; who gave it can be asked at once. Where nobody
    assessed since, the result is as it was recorded.
    """
    result = table.result
    entered = [each.entered_at for each in table.entries if each.kind == ASSESSMENT]
    if not any(table.counts_from(at) > result.as_of for at in entered):
        return result
    if card is None or card.fingerprint != result.fingerprint or result.band is None:
        return result
    people = table.people(card)
    band, found = people.band if people else None, result.divergence
    scored = found.from_band if found else result.band
    if found is not None and band == found.to_band:
        return result
    if band is None or band == scored:
        return replace(result, divergence=None)
    state = OPEN if card.bands[0].name in (scored, band) else WATCHING
    began = found.since if found else table.tomorrow
    return replace(result, overlay=people, divergence=Divergence(scored, band, state, began))
