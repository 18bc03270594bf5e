"""Open contacts and the meetings with them.

A contact's time is cut at the meetings with it; between two cuts the day of the last meeting is
fixed, so the days without one are known for every date of the piece.
"""

from __future__ import annotations

from typing import Any

import ibis

from forewarn.engines.grids import identity
from forewarn.engines.portable.layers import Layer, Output, nothing, running_sum
from forewarn.engines.portable.placing import Draft, differences
from forewarn.engines.portable.primitives.newest import over_dates
from forewarn.engines.portable.primitives.open import Spell, spell
from forewarn.signals.primitives import Unmet

CLOSES = "until"
LINK = "contact_id"


def layer(primitive: Unmet, draft: Draft) -> Layer:
    """The layer of one number of unmet contacts, or of the longest time without a meeting."""
    people = spell(primitive.people, draft, closes=CLOSES, back_days=primitive.back_days)
    if people is None:
        return nothing(None if primitive.longest else 0, primitive)
    contacts = _contacts(people, draft)
    meetings = _meetings(primitive, draft)
    if primitive.longest:
        return _longest(primitive, contacts, meetings, draft)
    return _unmet(primitive, contacts, meetings, draft)


def _contacts(people: Spell, draft: Draft) -> Any:
    """The open contacts, each row with a number ``n`` of its own within the account."""
    spans = people.select(draft, link=people.placed.table.column(LINK))
    real = spans.filter(spans.e < spans.l)
    number = ibis.row_number().over(ibis.window(group_by=real.a, order_by=[real.e, real.l]))
    return draft.run.keep(real.select("a", "e", "l", "link", since=real.day, n=number))


def _meetings(primitive: Unmet, draft: Draft) -> Any:
    """Per account, contact and date index, the day of the newest meeting that comes into view."""
    placed = draft.place(primitive.meetings)
    if placed is None:
        return None
    link = placed.table.column(LINK)
    rows = draft.of_accounts(draft.rows(placed, where=link.notnull(), link=link))
    seen = draft.spans(rows, back_days=primitive.back_days)
    seen = seen.filter(seen.e < draft.run.calendar.after)
    return draft.run.keep(seen.group_by("a", "link", i=seen.e).aggregate(day=seen.day.max()))


def _unmet(primitive: Unmet, contacts: Any, meetings: Any, draft: Draft) -> Layer:
    alone = contacts.mutate(v=ibis.literal(1, "int64"))
    if meetings is not None:
        first = meetings.group_by("a", "link").aggregate(met=meetings.i.min())
        joined = contacts.left_join(
            first, [contacts.a == first.a, contacts["link"] == first["link"]]
        )
        ended = ibis.least(contacts.l, first.met.fill_null(contacts.l))
        alone = joined.select(contacts.a, contacts.e, l=ended, v=ibis.literal(1, "int64"))
    changes = differences(draft.run.keep(alone), {"v": "int64"}, draft.run)
    return Layer({identity(primitive): running_sum("v", int)}, draft.run.keep(changes))


def _longest(primitive: Unmet, contacts: Any, meetings: Any, draft: Draft) -> Layer:
    pieces = draft.run.keep(_pieces(contacts, meetings))
    stretched = over_dates(pieces.filter(pieces.e < pieces.l), draft)
    changes = stretched.group_by("a", "i").aggregate(met=stretched.day.min())
    back = primitive.back_days
    output = Output(lambda spot: spot.day - back - spot.column("met"))
    return Layer({identity(primitive): output}, draft.run.keep(changes))


def _pieces(contacts: Any, meetings: Any) -> Any:
    """Between two cuts: ``a``, ``e``, ``l`` and the day of the last meeting, or of the start."""
    starts = contacts.select("n", "a", i=contacts.e, l=contacts.l, day=contacts.since)
    if meetings is None:
        return starts.select("a", "l", "day", e=starts.i)
    starts = starts.mutate(met=ibis.null("int64"))
    same = [
        contacts.a == meetings.a,
        contacts["link"] == meetings["link"],
        meetings.i < contacts.l,
    ]
    cuts = contacts.inner_join(meetings, same).select(
        contacts.n,
        contacts.a,
        i=ibis.greatest(contacts.e, meetings.i),
        l=contacts.l,
        day=contacts.since,
        met=meetings.day,
    )
    both = starts.union(cuts)
    merged = both.group_by("n", "a", "i", "l", "day").aggregate(met=both.met.max())
    order = ibis.window(group_by=[merged.a, merged.n], order_by=merged.i)
    so_far = ibis.cumulative_window(group_by=[merged.a, merged.n], order_by=merged.i)
    return merged.select(
        "a",
        e=merged.i,
        l=merged.i.lead().over(order).fill_null(merged.l),
        day=merged.met.max().over(so_far).fill_null(merged.day),
    )
