"""Which values differ between two sets of scorecards, and what each category asks to recompute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forewarn.project.functions import FILE
from forewarn.project.in_force import InForce
from forewarn.scorecard.diff import diff
from forewarn.scorecard.leaves import CATEGORIES
from forewarn.scorecard.model import Scorecard
from forewarn.terms.proposed import Edit
from forewarn.terms.settings import PROJECT_FILE

COSMETIC, ROUTING, BANDING, SCORING, SIGNAL = CATEGORIES


def edits(before: InForce, after: InForce) -> tuple[Edit, ...]:
    """Every value that differs, the largest category first; empty for the same scorecards."""
    found = list(_edits(before, after))
    return tuple(sorted(found, key=lambda each: -CATEGORIES.index(each.category)))


def largest(found: tuple[Edit, ...]) -> str | None:
    """The category with the largest effect; None without differences."""
    return max((each.category for each in found), key=CATEGORIES.index, default=None)


def by_card(found: tuple[Edit, ...]) -> Mapping[str, str]:
    """Per scorecard that differs its largest category."""
    names = dict.fromkeys(each.scorecard for each in found if each.scorecard)
    return {
        name: largest(tuple(each for each in found if each.scorecard == name)) or COSMETIC
        for name in names
    }


def _edits(before: InForce, after: InForce) -> Iterator[Edit]:
    was = {card.name: card for card in before.cards}
    now = {card.name: card for card in after.cards}
    for name in dict.fromkeys([*was, *now]):
        if name not in now:
            yield _whole(was[name], ROUTING, new=False)
        elif name not in was:
            yield _whole(now[name], SIGNAL, new=True)
        elif was[name].fingerprint != now[name].fingerprint:
            yield from _values(was[name], now[name])
    if set(was) == set(now) and list(was) != list(now):
        orders = tuple(was), tuple(now)
        shown = f"{PROJECT_FILE} > scorecards: {', '.join(was)} → {', '.join(now)}"
        yield Edit("", ROUTING, ("scorecards",), *orders, shown)


def _whole(card: Scorecard, category: str, *, new: bool) -> Edit:
    count = f"version {card.version}, {len(card.inputs)} inputs"
    before, after = (None, count) if new else (count, None)
    shown = f"new: {count}" if new else f"gone from the folder: {count}"
    return Edit(card.name, category, (), before, after, shown)


def _values(was: Scorecard, now: Scorecard) -> Iterator[Edit]:
    changes = diff(was, now)
    for change in changes:
        yield Edit(now.name, change.category, change.path, change.before, change.after, str(change))
    if was.parts["signal"] != now.parts["signal"] and SIGNAL not in {c.category for c in changes}:
        yield Edit(now.name, SIGNAL, (FILE,), None, None, f"{FILE} is another one")
