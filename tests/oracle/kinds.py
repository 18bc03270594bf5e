"""Every kind of signal, from its definition."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from math import comb
from typing import Any

from tests.oracle.asking import (
    MISSING,
    NOT_APPLICABLE,
    OPEN_BETWEEN,
    Answer,
    Ask,
    days,
    number_in,
    weight_of,
)
from tests.oracle.facts import Row
from tests.oracle.filters import compile_filter

Kind = Callable[[Ask], Answer]


def answer(ask: Ask) -> Answer:
    """The signal's value and status."""
    only_for = ask.form.get("only_for")
    if only_for is not None and not compile_filter(only_for)(ask.attributes()):
        return NOT_APPLICABLE
    found = KINDS[ask.form["kind"]](ask)
    if "per_seats" in ask.form and found.status in ("observed", "stale"):
        seats = ask.seats()
        if not seats:
            return NOT_APPLICABLE
        return Answer(found.value * ask.form["per_seats"] / seats, found.status)
    return found


# -- counts and sums ------------------------------------------------------------------------------


def _count(ask: Ask) -> Answer:
    return ask.counted(sum(weight_of(row, ask.table) for row in ask.matching()), ask.table)


def _sum(ask: Ask) -> Answer:
    column = ask.form["column"]
    return ask.counted(sum(number_in(row, column) or 0.0 for row in ask.matching()), ask.table)


def _mean(ask: Ask) -> Answer:
    found = [number_in(row, ask.form["column"]) for row in ask.matching()]
    filled = [each for each in found if each is not None]
    if not filled:
        return ask.none_found(ask.table)
    return ask.known(sum(filled) / len(filled), ask.table)


def _distinct(ask: Ask) -> Answer:
    columns = ask.form["column"]
    columns = [columns] if isinstance(columns, str) else columns
    keys = {tuple(_key(ask, row, column) for column in columns) for row in ask.matching()}
    return ask.counted(len({key for key in keys if None not in key}), ask.table)


def _key(ask: Ask, row: Row, column: str) -> object:
    moment = row.moment(ask.form.get("at"))
    assert moment is not None
    return ask.world.day(moment) if column == "day" else row.values.get(column)


def _active_days(ask: Ask) -> Answer:
    return ask.counted(len({_key(ask, row, "day") for row in ask.matching()}), ask.table)


def _share(ask: Ask) -> Answer:
    whole = sum(weight_of(row, ask.table) for row in ask.matching())
    part = sum(weight_of(row, ask.table) for row in ask.matching(ask.form["of"]))
    return ask.known(part / whole, ask.table) if whole else ask.none_found(ask.table)


def _share_rise(ask: Ask) -> Answer:
    window = ask.window
    assert window is not None
    before = ask.earlier(window)
    part, total = _rows(ask, ask.form["of"]), _rows(ask)
    part_before, total_before = _rows(before, ask.form["of"]), _rows(before)
    if not total and not ask.covered(ask.table):
        return MISSING
    above = part * total_before > part_before * total
    rare = _chance(part, total, part_before, total_before) < Fraction(
        str(ask.form.get("alpha", 0.05))
    )
    return ask.known("yes" if above and rare else "no", ask.table)


def _rows(ask: Ask, also: str | None = None) -> int:
    return int(sum(weight_of(row, ask.table) for row in ask.matching(also)))


def _chance(part: int, total: int, part_before: int, total_before: int) -> Fraction:
    """Fisher's exact test, one-sided: this many or more of the parts among the newer rows."""
    parts, rows = part + part_before, total + total_before
    ways = sum(
        comb(parts, k) * comb(rows - parts, total - k) for k in range(part, min(parts, total) + 1)
    )
    return Fraction(ways, comb(rows, total)) if rows else Fraction(1)


# -- made of other signals ------------------------------------------------------------------------


def _joined(value: Any, *parts: Answer) -> Answer:
    stale = any(part.status == "stale" for part in parts)
    return Answer(value, "stale" if stale else "observed")


def _lacking(*parts: Answer) -> Answer | None:
    """Where the question does not arise for one part, it does not for the whole."""
    for lacking in (NOT_APPLICABLE, MISSING):
        if any(part.status == lacking.status for part in parts):
            return lacking
    return None


def _longest(ask: Ask) -> int:
    """Days that the signal looks back, through the signals that it is made of."""
    form = ask.form
    names = [form[key] for key in ("of", "to", "signal") if isinstance(form.get(key), str)]
    parts = [ask.about(name) for name in names if name in ask.book]
    longest = max([ask.window or 0, *(_longest(part) for part in parts)])
    if form["kind"] == "share_rise":
        return 2 * longest
    if form["kind"] == "change":
        return longest + _step(ask)
    if form["kind"] == "trend":
        return longest + (form["periods"] - 1) * days(form.get("every", "7d"))
    return longest


def _ratio(ask: Ask) -> Answer:
    of, to = answer(ask.about(ask.form["of"])), answer(ask.about(ask.form["to"]))
    if to.value == 0:
        return NOT_APPLICABLE
    lacking = _lacking(of, to)
    if lacking is not None:
        return lacking
    return _joined(of.value * ask.form.get("times", 1) / to.value, of, to)


def _step(ask: Ask) -> int:
    """How many days earlier the value lies that a change is held against."""
    if ask.form.get("against", "before") == "last_year":
        return 364
    return days(ask.form["over"]) if "over" in ask.form else _longest(ask.about(ask.form["signal"]))


def _change(ask: Ask) -> Answer:
    part = ask.about(ask.form["signal"])
    now, before = answer(part), answer(part.earlier(_step(ask)))
    lacking = _lacking_back(ask, now, now, before)
    if lacking is not None:
        return lacking
    difference = now.value - before.value
    if ask.form.get("as", "difference") == "difference":
        return _joined(difference, now, before)
    if before.value == 0:
        return NOT_APPLICABLE
    return _joined(100 * difference / before.value, now, before)


def _lacking_back(ask: Ask, newest: Answer, *parts: Answer) -> Answer | None:
    """As ``_lacking``; an account younger than the earliest window has nothing to compare with."""
    age = ask.age()
    if newest.status == "not_applicable":
        return NOT_APPLICABLE
    return MISSING if age is None or age < _longest(ask) else _lacking(*parts)


def _trend(ask: Ask) -> Answer:
    periods, every = ask.form["periods"], days(ask.form.get("every", "7d"))
    part = ask.about(ask.form["signal"])
    found = [answer(part.earlier(every * back)) for back in reversed(range(periods))]
    lacking = _lacking_back(ask, found[-1], *found)
    if lacking is not None:
        return lacking
    middle = (periods - 1) / 2
    mean = sum(each.value for each in found) / periods
    above = sum((place - middle) * (each.value - mean) for place, each in enumerate(found))
    return _joined(above / sum((place - middle) ** 2 for place in range(periods)), *found)


def _python(ask: Ask) -> Answer:
    parts = [answer(ask.about(name)) for name in ask.form["of"]]
    given = [part.value if part.status == "observed" else None for part in parts]
    value = ask.functions[ask.form["function"]](*given)
    return MISSING if value is None else Answer(value, "observed")


# -- last, first, latest --------------------------------------------------------------------------


def _moments(ask: Ask, rows: list[Row]) -> list[datetime]:
    found = [row.moment(ask.form.get("at")) for row in rows]
    return [moment for moment in found if moment is not None]


def _days_since(ask: Ask) -> Answer:
    moments = _moments(ask, ask.matching())
    if moments:
        return ask.known((ask.day - ask.world.day(max(moments))).days, ask.table)
    return _never(ask)


def _never(ask: Ask) -> Answer:
    """It has not happened in all of the account's life, where the table covers the account."""
    age = ask.age()
    if age is None or not ask.covered(ask.table):
        return MISSING
    return ask.known(max(0, age), ask.table)


def _days_without(ask: Ask) -> Answer:
    opens, closes = OPEN_BETWEEN[ask.table]
    passes = compile_filter(ask.form.get("where"))
    if ask.open_rows(ask.table, opens, closes, where=ask.form.get("where")):
        return ask.known(0, ask.table)
    ended = [row.moments[closes] for row in ask.usable(ask.table, at=closes) if passes(row.values)]
    if not ended:
        return MISSING
    return ask.known((ask.day - ask.world.day(max(ended))).days, ask.table)


def _latest(ask: Ask) -> Answer:
    table, _, column = str(ask.form["from"]).partition(".")
    column = column or ask.form["column"]
    filled = [row for row in ask.matching() if row.values.get(column) is not None]
    if not filled:
        return MISSING
    newest = max(_moments(ask, filled))
    at = ask.form.get("at")
    value = min(row.values[column] for row in filled if row.moment(at) == newest)  # type: ignore[type-var]
    allowed = ask.form.get("stale_after", "35d" if table == "assessments" else None)
    old = allowed is not None and (ask.day - ask.world.day(newest)).days > days(allowed)
    return Answer(shown(value), "stale" if old or ask.silent(table) else "observed")


def shown(value: Any) -> Any:
    """A read value as signals show it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float, str)) or value is None:
        return value
    return value.isoformat()


def _time_to_first(ask: Ask) -> Answer:
    created = ask.created_on()
    moments = _moments(ask, ask.matching())
    if created is None:
        return MISSING
    if moments:
        return ask.known(max(0, (ask.world.day(min(moments)) - created).days), ask.table)
    return _never(ask)


# -- states ---------------------------------------------------------------------------------------


def _open(ask: Ask) -> Answer:
    opens, closes = OPEN_BETWEEN[ask.table]
    rows = ask.open_rows(ask.table, opens, closes, where=ask.form.get("where"))
    return ask.counted(_amount(ask, rows), ask.table)


def _overdue(ask: Ask) -> Answer:
    rows = ask.open_rows("invoices", "due_on", "paid_on", where=ask.form.get("where"))
    return ask.counted(_amount(ask, rows), "invoices")


def _amount(ask: Ask, rows: list[Row]) -> float:
    column = ask.form.get("column")
    return sum(1.0 if column is None else number_in(row, column) or 0.0 for row in rows)


def _days_late(ask: Ask) -> Answer:
    form = {**ask.form, "kind": "mean", "from": "invoices", "column": "days_late", "at": "paid_on"}
    return _mean(Ask(ask.world, ask.book, form, ask.account, ask.as_of, ask.back))


def _age(ask: Ask) -> Answer:
    if ask.form.get("since", "account") == "account":
        age = ask.age()
        return MISSING if age is None or age < 0 else Answer(age, "observed")
    starts = [row.moments["starts_on"] for row in ask.usable("contracts", at="starts_on")]
    if not starts:
        return NOT_APPLICABLE
    return ask.known((ask.day - ask.world.day(min(starts))).days, "contracts")


def _days_until(ask: Ask) -> Answer:
    notice = ask.form["what"] == "notice"
    left = [
        (ask.world.day(row.moments["ends_on"]) - ask.day).days
        - (int(number_in(row, "notice_days") or 0) if notice else 0)
        for row in ask.contracts()
        if "ends_on" in row.moments
    ]
    return ask.known(min(left), "contracts") if left else NOT_APPLICABLE


def _unmet(ask: Ask) -> Answer:
    unmet = sum(met is None for _, met in _waits(ask))
    return _told(ask, ask.counted(unmet, "contacts"))


def _longest_unmet(ask: Ask) -> Answer:
    waits = _waits(ask)
    if not waits:
        return ask.none_found("contacts")
    longest = max((ask.day - ask.world.day(met or since)).days for since, met in waits)
    return _told(ask, ask.known(longest, "contacts"))


def _told(ask: Ask, value: Answer) -> Answer:
    """Nobody met is worth saying only where interactions are on record for the account."""
    if not value.value:
        return value
    if not ask.covered("interactions"):
        return MISSING
    return Answer(value.value, "stale") if ask.silent("interactions") else value


def _waits(ask: Ask) -> list[tuple[datetime, datetime | None]]:
    """Per open contact since when, and the last time it was met."""
    passes = compile_filter(ask.form.get("met"))
    waits = []
    for contact in ask.open_rows("contacts", "since", "until", where=ask.form.get("where")):
        name = contact.values.get("contact_id")
        met = [
            row.happened
            for row in ask.usable("interactions")
            if name is not None and row.values.get("contact_id") == name and passes(row.values)
        ]
        waits.append((contact.moments["since"], max((m for m in met if m), default=None)))
    return waits


def _adopted(ask: Ask) -> Answer:
    features, plan = ask.form["features"], ask.attributes().get("plan")
    offered = [
        name
        for name in features
        if plan is None or not isinstance(features, dict) or plan in features[name]
    ]
    if not offered:
        return NOT_APPLICABLE
    used = {row.values["event"] for row in ask.matching()}
    in_use = sum(name in used for name in offered)
    if not in_use and not ask.covered("events"):
        return MISSING
    if "at_least" not in ask.form:
        return ask.known(in_use, "events")
    enough = in_use >= min(ask.form["at_least"], len(offered))
    return ask.known("yes" if enough else "no", "events")


def _attribute(ask: Ask) -> Answer:
    value = ask.attributes().get(ask.form["column"])
    return MISSING if value is None else Answer(shown(value), "observed")


KINDS: dict[str, Kind] = {
    "count": _count,
    "sum": _sum,
    "mean": _mean,
    "distinct": _distinct,
    "active_days": _active_days,
    "share": _share,
    "share_rise": _share_rise,
    "ratio": _ratio,
    "change": _change,
    "trend": _trend,
    "python": _python,
    "days_since": _days_since,
    "days_without": _days_without,
    "latest": _latest,
    "time_to_first": _time_to_first,
    "open": _open,
    "overdue": _overdue,
    "days_late": _days_late,
    "age": _age,
    "days_until": _days_until,
    "unmet": _unmet,
    "longest_unmet": _longest_unmet,
    "adopted": _adopted,
    "attribute": _attribute,
}
