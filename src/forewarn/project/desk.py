"""What the scoring verbs have on their desk: facts, scorecards, rules of the project, a ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING

from forewarn.project import clock
from forewarn.project.cases import cases_on_record
from forewarn.project.facts import Declared
from forewarn.project.functions import Functions
from forewarn.project.qualified import simulated
from forewarn.scorecard.model import Scorecard
from forewarn.terms.change import Change
from forewarn.terms.errors import ForewarnError
from forewarn.terms.settings import Settings

if TYPE_CHECKING:
    from forewarn.engines.grids import LayingEngine
    from forewarn.ledger import Ledger
    from forewarn.project.receipt import Basis


@dataclass(frozen=True, slots=True)
class Desk:
    """Facts, scorecards and rules of one project, opened for one verb.

    Attributes:
        unread: what the newest ingest left out, in words.
        basis: tells what the facts rest on, where the engine can; None where it cannot.
        changed_since: tells what ingests after one of a basis changed; None where that is not
            known.
        differing: where the working files say something else than what is in force.
    """

    engine: LayingEngine
    settings: Settings
    cards: Sequence[Scorecard]
    declared: Declared
    now: Callable[[], datetime]
    unread: tuple[str, ...] = ()
    basis: Callable[[], Basis | None] = lambda: None
    changed_since: Callable[[tuple[int, str]], Sequence[Change] | None] = lambda _: None
    differing: tuple[str, ...] = ()

    def card(self, name: str) -> Scorecard:
        """The scorecard of that name.

        Raises:
            ForewarnError: there is none.
        """
        for card in self.cards:
            if card.name == name:
                return _with_bands(card)
        names = [card.name for card in self.cards]
        near = get_close_matches(name, names, n=1)
        guess = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(names)}"
        raise ForewarnError(f"there is no scorecard '{name}'", fix=guess)

    def ledger(self) -> Ledger:
        """The ledger, opened."""
        from forewarn.ledger import open_ledger

        return open_ledger(self.settings.ledger, folder=self.settings.folder)

    def existing_ledger(self) -> Ledger | None:
        """The ledger, opened; None where nothing was ever recorded in one."""
        from forewarn.ledger import existing_ledger

        return existing_ledger(self.settings.ledger, folder=self.settings.folder)

    def today(self) -> date:
        """The date in the project's zone."""
        return clock.today(self.now(), self.settings.timezone)

    def notices(self) -> tuple[str, ...]:
        """What qualifies every result of this project."""
        return simulated(self.settings) + self.unread + self.differing


def _with_bands(card: Scorecard) -> Scorecard:
    if card.bands:
        return card
    raise ForewarnError(
        f"scorecard '{card.name}' has no bands to score accounts by; `growth:` of another asks it",
        fix="see growth_score in the results as JSON, or give it bands",
    )


def desk(
    engine: LayingEngine,
    settings: Settings,
    cards: Sequence[Scorecard],
    functions: Functions,
    include: frozenset[str],
    now: Callable[[], datetime],
    unread: tuple[str, ...],
    basis: Callable[[], Basis | None] = lambda: None,
    changed_since: Callable[[tuple[int, str]], Sequence[Change] | None] = lambda _: None,
    differing: tuple[str, ...] = (),
    merged: Callable[[], Mapping[str, str]] = dict,
) -> Desk:
    """Lay out what a verb needs."""
    declared = Declared(
        currency=settings.currency or "no currency",
        covering=frozenset(source.table for source in settings.sources if source.covers_all),
        stale_after={
            source.table: source.stale_after_days
            for source in settings.sources
            if source.stale_after_days is not None
        },
        include=include,
        functions=functions.by_name,
        cases=lambda: cases_on_record(settings),
        merged=merged,
    )
    return Desk(engine, settings, cards, declared, now, unread, basis, changed_since, differing)
