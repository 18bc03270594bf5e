"""A book scored on the common clock: facts moved, small tables read, SQL over all cases at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

from forewarn.engines.grids import LayingEngine
from forewarn.project.book import BookRun, Plan, card_kit
from forewarn.project.common_clock import Clock
from forewarn.project.desk import Desk
from forewarn.project.facts import Surroundings, read_surroundings
from forewarn.project.needs import Needs
from forewarn.scorecard.model import Scorecard
from forewarn.signals.cell import tables_covering
from forewarn.terms.facts import TABLES


@contextmanager
def moved_facts(
    desk: Desk, clock: Clock, plan: Plan, *, forced: bool
) -> Iterator[tuple[LayingEngine, BookRun]]:
    """The moved facts and a run over them, until left.

    Args:
        desk: with the true facts.
        clock: which case goes where; it has at least one.
        plan: dates on the common clock.
        forced: the plan's one scorecard scores every account.
    """
    only = {"events": _columns_used("events", plan.cards)}
    # Asked before: the run holds the facts, and who asks for them beside it may wait behind a load
    # that waits for this run.
    first_rows = desk.engine.first_rows(sorted(TABLES))
    covering = tables_covering(first_rows, declared=desk.declared.covering)
    with desk.engine.aligned(clock.moves(), only=only) as there:
        needs = Needs()
        kits = {card.name: card_kit(needs, card) for card in plan.cards}
        around = _around(desk, there, plan, clock, covering)
        primitives = needs.primitives
        yield there, BookRun(plan, around, kits, iter(()), forced, primitives=primitives)


def _columns_used(table: str, cards: Iterable[Scorecard]) -> frozenset[str]:
    """What any signal reads of a table; rows of one product are told by their product."""
    signals = [signal for card in cards for signal in card.signals.values()]
    used = (signal.columns_used().get(table, frozenset()) for signal in signals)
    return frozenset(("product",)).union(*used)


def _around(
    desk: Desk, engine: LayingEngine, plan: Plan, clock: Clock, covering: Mapping[str, date]
) -> Surroundings:
    """The small tables on the common clock.

    From when on a table speaks for every account is one true date, so another one for every case:
    it goes into what is known of each.
    """
    declared = replace(desk.declared, stale_after={})
    found = read_surroundings(engine, plan.cards, plan.grid, declared=declared)
    seen = {
        name: _earliest(found.seen.get(name, {}), covering, clock.moved[name].days)
        for name in clock.moved
    }
    always = {table: on for table, on in covering.items() if on == date.min}
    cases = {
        name: tuple(
            replace(each, on=clock.there(name, each.on))
            for each in found.cases[clock.account(name)]
        )
        for name in clock.moved
        if clock.account(name) in found.cases
    }
    return replace(found, seen=seen, covering=always, cases=cases)


def _earliest(own: Mapping[str, date], covering: Mapping[str, date], days: int) -> dict[str, date]:
    """The earlier of an account's own first day and the table's for every account."""
    moved = {t: on + timedelta(days=days) for t, on in covering.items() if on != date.min}
    return {
        table: min(each[table] for each in (own, moved) if table in each)
        for table in {*own, *moved}
    }
