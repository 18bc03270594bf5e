"""Dated rows of the SIMULATED accounts: one row from every day on which an attribute changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from forewarn.simulate.company import Cell, Row
from forewarn.simulate.lives import Life
from forewarn.simulate.profiles import PLANS, SEATS

_LIVE_AFTER_DAYS = 90


def account_rows(life: Life) -> Iterator[Row]:
    """The first row of an account and one more for each day with a change before the end."""
    changes: dict[date, dict[str, Cell]] = {}
    for day, attributes in _changes(life):
        changes.setdefault(day, {}).update(attributes)
    row = _first(life)
    yield dict(row)
    for day in sorted(changes):
        changed = {key: cell for key, cell in changes[day].items() if row[key] != cell}
        if changed and day < life.setting.end_on:
            row.update(changed, valid_from=day)
            yield dict(row)


def _first(life: Life) -> Row:
    profile = life.profile
    age_days = (profile.begins_on - profile.created_on).days
    return {
        "account_id": profile.account_id,
        "name": profile.name,
        "segment": profile.segment,
        "plan": "free" if profile.kind == "free" else PLANS[profile.segment],
        "stage": "live" if age_days >= _LIVE_AFTER_DAYS else "onboarding",
        "status": life.status(profile.begins_on),
        "owner": profile.owner.name,
        "account_manager": profile.account_manager.name,
        "executive_sponsor": profile.sponsor,
        "partner": profile.partner,
        "region": profile.region,
        "currency": profile.currency,
        "reference_status": "willing" if life.latent.relationship[0] > 0.9 else "not asked",
        "parent_account_id": profile.parent_account_id,
        "created_on": profile.created_on,
        "ended_on": None,
        "valid_from": profile.created_on,
    }


def _changes(life: Life) -> Iterator[tuple[date, dict[str, Cell]]]:
    """What changes when, in no order; a later one of the same day wins."""
    profile, gone_on = life.profile, life.last_on
    live_on = profile.created_on + timedelta(days=_LIVE_AFTER_DAYS)
    if profile.begins_on < live_on < gone_on:
        yield live_on, {"stage": "live"}
    if profile.handover and profile.begins_on < profile.handover[0] < gone_on:
        yield profile.handover[0], {"owner": profile.handover[1].name}
    for day in (profile.trial_ends_on, *(profile.pause or ())):
        if day is not None and profile.begins_on < day < gone_on:
            yield day, {"status": life.status(day)}
    for term in life.terms[1:]:
        if term.starts_on < gone_on:
            yield term.starts_on, _size(profile.segment, term.seats)
    if life.ended_on is not None:
        yield life.ended_on, {"status": "ended", "stage": "ended", "ended_on": life.ended_on}


def _size(segment: str, seats: int) -> dict[str, Cell]:
    """Segment and plan follow the seats, but no account ever falls back a segment."""
    order = list(SEATS)
    reached = [name for name in order if seats > SEATS[name][1]]
    index = max(order.index(segment), min(len(reached), len(order) - 1))
    return {"segment": order[index], "plan": PLANS[order[index]]}
