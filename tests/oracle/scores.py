"""The score and the bands, from the rules, for a scorecard as its file says it (a plain dict).

Sums are exact fractions, so nothing depends on the order of adding; the steady band of every week
is evolved anew from 26 weeks before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

from tests.oracle.asking import Answer, days
from tests.oracle.filters import compile_filter

Card = Mapping[str, Any]
Attributes = Mapping[str, object]
LARGEST = Fraction(6, 10)
GRADES = {
    "champion_status": {"active": 2, "at_risk": 1, "missing": 0},
    "executive_engagement": {"active": 2, "lapsed": 1, "none": 0},
    "outcome_narrative": {"defensible": 2, "in_development": 1, "missing": 0},
}


@dataclass(frozen=True)
class Part:
    """One input: what counts of it, its points (None = not in use) and its share of the score."""

    status: str
    points: Fraction | None
    weight: Fraction
    share: Fraction = Fraction(0)

    @property
    def contribution(self) -> Fraction:
        return self.share * (self.points or 0)


@dataclass(frozen=True)
class Scored:
    """The parts in file order, the share of weight observed, and the score unless withheld."""

    parts: tuple[Part, ...]
    coverage: Fraction | None
    score: Fraction | None


def exact(value: object) -> Fraction:
    """A number as written."""
    return Fraction(str(value))


# -- curves ---------------------------------------------------------------------------------------


def points(curve: Mapping[str, Any], value: Any, attributes: Attributes) -> Fraction | None:
    """Points of an observed value; None when the curve has no place for it."""
    ((kind, table),) = curve.items()
    if kind == "lookup":
        found = table.get(_word(value), table.get("otherwise"))
        return None if found is None else exact(found)
    if isinstance(value, str):
        return None
    x = exact(value)
    if kind == "linear":
        return _line([(exact(at), exact(height)) for at, height in table.items()], x)
    if kind == "steps":
        heights = [exact(height) for at, height in table.items() if exact(at) <= x]
        return heights[-1] if heights else exact(next(iter(table.values())))
    if kind == "target":
        share = 100 * x / _target(table, attributes)
        return min(max(share, Fraction(0)), Fraction(100))
    rank = _rank([exact(each) for each in _peers(table, attributes)], x)
    return 100 - rank if table.get("falling") else rank


def _word(value: Any) -> Any:
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return value if isinstance(value, str) else str(value)


def _line(line: Sequence[tuple[Fraction, Fraction]], x: Fraction) -> Fraction:
    if x <= line[0][0]:
        return line[0][1]
    for (x0, y0), (x1, y1) in pairwise(line):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return line[-1][1]


def _target(table: Mapping[str, Any], attributes: Attributes) -> Fraction:
    listed = table["values"].get(_word(attributes.get(table["by"])), table.get("otherwise"))
    return exact(listed or 0)


def _peers(table: Mapping[str, Any], attributes: Attributes) -> Sequence[Any]:
    found: Sequence[Any] = table["values"].get(_word(attributes.get(table["by"])), ())
    return found


def _rank(quantiles: Sequence[Fraction], x: Fraction) -> Fraction:
    ranks = [Fraction(100 * place, len(quantiles) - 1) for place in range(len(quantiles))]
    mine = [rank for rank, quantile in zip(ranks, quantiles, strict=True) if quantile == x]
    if mine:
        return (mine[0] + mine[-1]) / 2
    if x < quantiles[0]:
        return Fraction(0)
    if x > quantiles[-1]:
        return Fraction(100)
    below = max(place for place, quantile in enumerate(quantiles) if quantile < x)
    pair = [(quantiles[at], ranks[at]) for at in (below, below + 1)]
    return _line(pair, x)


def _applies(curve: Mapping[str, Any], attributes: Attributes) -> bool:
    if "target" in curve:
        return _target(curve["target"], attributes) > 0
    return "percentile" not in curve or bool(_peers(curve["percentile"], attributes))


def _lowest(curve: Mapping[str, Any]) -> Fraction:
    ((kind, table),) = curve.items()
    if kind in ("linear", "steps", "lookup"):
        return min(exact(height) for height in table.values())
    return Fraction(0)


# -- the score ------------------------------------------------------------------------------------


def score(card: Card, values: Mapping[str, Answer], attributes: Attributes) -> Scored:
    """Put every input on its curve, share out the weights, and withhold what is too thin."""
    parts = [_part(each, values[each["signal"]], attributes) for each in card["inputs"]]
    used = sum((part.weight for part in parts if part.points is not None), Fraction(0))
    asked = sum((part.weight for part in parts if part.status != "not_applicable"), Fraction(0))
    seen = sum((part.weight for part in parts if part.status == "observed"), Fraction(0))
    shared = tuple(
        Part(part.status, part.points, part.weight, part.weight / used)
        if part.points is not None
        else part
        for part in parts
    )
    coverage = seen / asked if asked else None
    total = sum((part.contribution for part in shared), Fraction(0))
    return Scored(shared, coverage, None if _withheld(card, shared, coverage) else total)


def _part(each: Mapping[str, Any], value: Answer, attributes: Attributes) -> Part:
    curve, weight = each["curve"], exact(each["weight"])
    if value.status == "not_applicable" or not _applies(curve, attributes):
        return Part("not_applicable", None, weight)
    placed = points(curve, value.value, attributes) if value.status == "observed" else None
    if placed is not None:
        return Part("observed", placed, weight)
    status = "stale" if value.status == "stale" else "missing"
    stands_in = {"reweight": None, "neutral": Fraction(50), "poor": _lowest(curve)}
    return Part(status, stands_in[each.get("missing", "reweight")], weight)


def _withheld(card: Card, parts: Sequence[Part], coverage: Fraction | None) -> bool:
    if coverage is None or coverage < exact(card.get("coverage_floor", 0.6)):
        return True
    if all(part.points is None for part in parts):
        return True
    reweighted = any(part.points is None for part in parts)
    return reweighted and max(part.share for part in parts) > LARGEST


# -- bands ----------------------------------------------------------------------------------------


def raw_band(card: Card, total: object) -> str:
    """The band whose half-open interval holds the score, rounded to six decimals."""
    seen = round(exact(total), 6)
    names = [band["band"] for band in card["bands"] if seen >= exact(band["from"])]
    return str(names[-1])


def steady_bands(card: Card, weeks: Sequence[tuple[date, float | None]]) -> list[str | None]:
    """The band held at every weekly as_of, each evolved anew over the 26 weeks before it."""
    bands = []
    for on, _ in weeks:
        first = on - timedelta(weeks=26)
        bands.append(_evolved(card, [week for week in weeks if first <= week[0] <= on]))
    return bands


def _evolved(card: Card, weeks: Sequence[tuple[date, float | None]]) -> str | None:
    rule = card.get("steady") or {}
    wait = days(rule["or_after"]) if "or_after" in rule else None
    held: str | None = None
    away: date | None = None
    for on, total in weeks:
        if total is None:
            away = None
            continue
        raw = raw_band(card, total)
        if held is None or raw == held or _far_out(card, held, total):
            held, away = raw, None
            continue
        away = away or on
        if wait is not None and on - away >= timedelta(days=wait):
            held, away = raw, None
    return held


def _far_out(card: Card, held: str, total: object) -> bool:
    """Beyond the held band's nearer edge by the margin."""
    seen = round(exact(total), 6)
    margin = exact((card.get("steady") or {}).get("margin", 0))
    edges = [exact(band["from"]) for band in card["bands"]]
    place = _rank_of(card, held)
    if seen < edges[place]:
        return edges[place] - seen >= margin
    return place + 1 < len(edges) and seen >= edges[place + 1] + margin


def _rank_of(card: Card, name: str) -> int:
    return [band["band"] for band in card["bands"]].index(name)


def capped(card: Card, band: str | None, values: Mapping[str, Answer]) -> str | None:
    """The band under the caps that hold; only observed values can make one hold."""
    if band is None:
        return None
    seen = {
        name: value.value if value.status == "observed" else None for name, value in values.items()
    }
    caps = [cap["not_above"] for cap in card.get("caps", ()) if compile_filter(cap["when"])(seen)]
    return min([band, *caps], key=lambda name: _rank_of(card, name))


def overlay_band(card: Card, assessment: Mapping[str, Any] | None, as_of: date) -> str | None:
    """What the newest assessment makes of the account; None when stale or hardly filled in."""
    spec = card.get("overlay")
    if spec is None or assessment is None:
        return None
    if (as_of - assessment["assessed_on"]).days > days(spec.get("stale_after", "35d")):
        return None
    grades = [
        words[assessment[field]]
        for field, words in GRADES.items()
        if assessment.get(field) is not None
    ]
    names = [str(band["band"]) for band in card["bands"]]
    if len(grades) < 2:
        return None
    if grades.count(0) >= 2 or assessment.get("pulse") == 1:
        return names[0]
    return names[-1] if set(grades) == {2} else names[-2]


def effective_band(
    card: Card,
    band: str | None,
    said: str | None,
    values: Mapping[str, Answer],
    growth_score: float | None,
) -> str | None:
    """Overlay over the (capped) band, caps again, growth."""
    wins = (card.get("overlay") or {}).get("wins", "score")
    if band is None:
        return None if wins == "score" else capped(card, said, values)
    together = {
        "score": band,
        "people": said or band,
        "lower": min([band, said or band], key=lambda name: _rank_of(card, name)),
    }[wins]
    effective = capped(card, together, values)
    growth = card.get("growth")
    if growth is None or effective != growth["on"] or growth_score is None:
        return effective
    passes = round(exact(growth_score), 6) >= exact(growth["from"])
    return str(growth.get("band", "Growth")) if passes else effective
