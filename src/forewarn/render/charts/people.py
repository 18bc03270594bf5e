"""Who was there when: people of an account and ours, a bar each from their first day on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from forewarn.render.charts import tones
from forewarn.render.charts.chart import Chart, Spec
from forewarn.render.days import day
from forewarn.render.figures import Sheet
from forewarn.terms.naming import Names
from forewarn.terms.people import People

_ROW = 24
_LONGEST = timedelta(days=730)
"""Further back a bar is cut: what was years ago makes the rest too small to read."""


def timeline(people: People, on: date, names: Names) -> Chart:
    """The people of an account over the last two years.

    Args:
        people: of the account.
        on: the date to which it is drawn.
        names: what ours are called.
    """
    bars = list(_bars(people, on, names))
    shown = [each for each in bars if each["from"] < each["until"]]
    return Chart(
        name="timeline",
        title="Who was there when",
        subtitle=f"{len(bars)} roles",
        guide="A bar from somebody's first day in a role to their last; a line at the end marks "
        "who left. Theirs above, ours below.",
        says=_in_words(people, on),
        spec=_spec(shown, on) if shown else None,
        sheet=Sheet(
            "People and roles",
            "",
            ("who", "role", "side", "since", "until", "last met"),
            tuple(
                (e["who"], e["role"], e["side"], e["since"], e["to"], e["met"])
                for e in sorted(bars, key=lambda e: (e["to"] != "now", e["side"] == "ours"))
            ),
        ),
        because="no contact and no owner is in the facts",
    )


def _bars(people: People, on: date, names: Names) -> Iterator[dict[str, Any]]:
    first = on - _LONGEST
    for contact in people.contacts:
        if contact.since <= on:
            role = (contact.role or "no role").replace("_", " ")
            until = contact.until if contact.until and contact.until <= on else None
            yield {
                **_bar(contact.called, role, "theirs", contact.since, until, first, on),
                "met": day(contact.met_on) if contact.met_on else "not recorded",
            }
    for each in people.team:
        if each.since is None or each.since <= on:
            role = names.of_team(each.role)
            yield {**_bar(each.name, role, "ours", each.since, each.until, first, on), "met": "–"}


def _bar(
    who: str, role: str, side: str, since: date | None, until: date | None, first: date, on: date
) -> dict[str, Any]:
    return {
        "row": f"{who}, {role}",
        "who": who,
        "role": role,
        "side": side,
        "since": day(since) if since else "always",
        "to": day(until) if until else "now",
        "from": max(since or first, first).isoformat(),
        "until": max(until or on, first).isoformat(),
        "left": until is not None,
    }


def _spec(bars: list[dict[str, Any]], on: date) -> Spec:
    rows = list(dict.fromkeys(each["row"] for each in bars))
    y = {"field": "row", "type": "nominal", "sort": rows,
         "axis": {"title": None, "ticks": False, "domain": False, "labelLimit": 230}}  # fmt: skip
    x = {"field": "from", "type": "temporal", "scale": {"domainMax": on.isoformat()},
         "axis": {"title": None, "format": "%b %y", "tickCount": 6}}  # fmt: skip
    color = {"field": "side", "type": "nominal", "title": None,
             "scale": {"domain": ["theirs", "ours"],
                       "range": [tones.MAIN.light, tones.QUIET.light]}}  # fmt: skip
    return {
        "width": 620,
        "height": _ROW * len(rows),
        "data": {"values": bars},
        "layer": [
            {
                "mark": {"type": "bar", "height": {"band": 0.55}, "cornerRadius": 2},
                "encoding": {"y": y, "x": x, "x2": {"field": "until"}, "color": color},
            },
            {
                "transform": [{"filter": "datum.left"}],
                "mark": {"type": "tick", "thickness": 3, "color": tones.INK.light},
                "encoding": {"y": y, "x": {"field": "until", "type": "temporal"}},
            },
        ],
    }


def _in_words(people: People, on: date) -> str:
    there = [each for each in people.contacts if each.there(on)]
    gone = [each for each in people.contacts if each.until is not None and each.until < on]
    said = [f"{len(there)} people are there now"]
    if gone:
        last = max(gone, key=lambda each: each.until or on)
        said.append(f"{len(gone)} left, the last one {last.called} on {last.until}")
    if people.owner and people.owner.since:
        said.append(f"{people.owner.name} keeps the account since {people.owner.since}")
    return "; ".join(said) + "."
