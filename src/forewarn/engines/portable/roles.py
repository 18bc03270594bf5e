"""The role that a contact had on the day of a meeting or an answer; see ``duckdb.derived``."""

from __future__ import annotations

from typing import Any

import ibis

from forewarn.engines.fact_tables import UNTIL_ON
from forewarn.engines.portable.placing import ROLE, ROLE_KNOWN_ON
from forewarn.engines.portable.staying import seen_on
from forewarn.terms.facts import ROLES

_KEYS = ("account_id", "contact_id", "_on")


def with_roles(rows: Any, contacts: Any | None) -> Any:
    """Rows with the role of their contact and the first date that may know it.

    Args:
        rows: placed interactions or surveys.
        contacts: the placed contacts; None when there are none.
    """
    if contacts is None:
        nothing = {ROLE: ibis.null("string"), ROLE_KNOWN_ON: ibis.null("date")}
        return rows.mutate(**nothing)
    found = _roles(rows, contacts)
    same = [rows[name] == found[f"of_{name}"] for name in _KEYS]
    joined = rows.left_join(found, same)
    return joined.select(*(rows[name] for name in rows.columns), found[ROLE], found[ROLE_KNOWN_ON])


def _roles(rows: Any, contacts: Any) -> Any:
    """Per account, contact and day the one role: the last taken up, then the registry's first."""
    asked = rows.select(**{f"of_{name}": rows[name] for name in _KEYS}).distinct()
    people = contacts.select(
        "account_id",
        "contact_id",
        "role",
        "since",
        "until",
        final=contacts[UNTIL_ON].isnull() if UNTIL_ON in contacts.columns else ibis.literal(True),
        known=seen_on(contacts),
    )
    same = [asked.of_account_id == people.account_id, asked.of_contact_id == people.contact_id]
    held = asked.inner_join(people, same)
    held = held.filter(
        held.role.notnull()
        & (held.since <= held["of__on"])
        & (held.until.isnull() | (held.until >= held["of__on"]))
    )
    keys = [f"of_{name}" for name in _KEYS]
    each = held.group_by(*keys, "role", "since", "until").aggregate(
        known=held.known.min(), final=held.final.any()
    )
    each = each.filter(each.final)
    rank = ibis.cases(*((each.role == role, place) for place, role in enumerate(ROLES)))
    order = ibis.window(
        group_by=[each[name] for name in keys], order_by=[each.since.desc(), rank.asc()]
    )
    best = each.mutate(place=ibis.row_number().over(order))
    best = best.filter(best.place == 0)
    return best.select(*keys, **{ROLE: best.role, ROLE_KNOWN_ON: best.known})
