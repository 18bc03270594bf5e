"""Which signals people set aside at a date, from the rules alone (O5)."""

from __future__ import annotations

from datetime import date

from tests.oracle.facts import Row, World

STATUS = {"wrong": "missing", "not_applicable": "not_applicable"}


def marked(world: World, account: str, as_of: date) -> dict[str, str]:
    """Status by signal: of several marks the newest, of one day ``wrong``.

    A mark counts from the day after its first one, when it is known, to its last day; one that was
    taken back counts to the day of that.
    """
    now = world.midnight(as_of)
    rows = [
        row
        for row in world.rows("notes", account)
        if row.values.get("kind") in STATUS
        and row.usable(now, before=now)
        and _lasts(row, world, as_of)
    ]
    found: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: (_first(row, world), row.values["kind"] == "wrong")):
        found[str(row.values["signal"])] = STATUS[str(row.values["kind"])]
    return found


def _first(row: Row, world: World) -> date:
    assert row.happened is not None
    return world.day(row.happened)


def _lasts(row: Row, world: World, as_of: date) -> bool:
    last = [
        world.day(row.moments[name]) for name in ("ends_on", "withdrawn_on") if name in row.moments
    ]
    return all(as_of <= on for on in last)
