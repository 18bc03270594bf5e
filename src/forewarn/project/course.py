"""One account under one scorecard over the dates of a run: values, scores, people's word.

Everything is asked by date and kept once computed, so that the 26 weeks before a date (SEMANTICS
13) cost one quick score each, however many dates are reported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from forewarn.project.facts import Surroundings
from forewarn.project.judgement import set_aside
from forewarn.project.needs import Kit
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.caps import capped, caps_in_force
from forewarn.scoring.divergence import Said, comparison_band, without_judgements
from forewarn.scoring.overlay import overlay
from forewarn.scoring.rollup import roll_up_products
from forewarn.scoring.score import quick_score, score
from forewarn.scoring.steady import Held, held_weekly
from forewarn.terms.account import AccountAsOf
from forewarn.terms.score import Overlay, Score
from forewarn.terms.signal import SignalValue

NO_PRODUCT = Score(None, None, "Not scored: no open contract for its products", None, (), ())


@dataclass(frozen=True, slots=True)
class CardKit:
    """What a scorecard needs from a grid row: as a whole, and per product where it scores those.

    Attributes:
        bare: the scorecard without people's ratings, for divergences; None when it has none.
    """

    card: Scorecard
    whole: Kit
    products: Mapping[str, Kit]
    bare: Scorecard | None

    @classmethod
    def of(cls, whole: Kit, products: Mapping[str, Kit]) -> CardKit:
        """A kit with its comparison scorecard."""
        return cls(whole.card, whole, products, without_judgements(whole.card))


@dataclass(slots=True)
class Course:
    """Answers by date for one account under one scorecard.

    Attributes:
        rows: grid rows by date.
        weekly: the weekly dates among them, ascending.
    """

    account_id: str
    kit: CardKit
    rows: Mapping[date, Sequence[Any]]
    weekly: Sequence[date]
    around: Surroundings
    _accounts: dict[date, AccountAsOf | None] = field(default_factory=dict)
    _held: dict[date, Held] = field(default_factory=dict)
    _values: dict[date, dict[str, SignalValue]] = field(default_factory=dict)
    _quick: dict[date, float | None] = field(default_factory=dict)
    _overlays: dict[date, Overlay | None] = field(default_factory=dict)

    @property
    def card(self) -> Scorecard:
        """The scorecard."""
        return self.kit.card

    def account(self, on: date) -> AccountAsOf | None:
        """The account when it is scored at a date, else None."""
        if on not in self._accounts:
            standing = self.around.accounts.standing(self.account_id, on)
            gone = standing is None or standing.left_out is not None
            self._accounts[on] = None if standing is None or gone else standing.account
        return self._accounts[on]

    def values(self, account: AccountAsOf) -> dict[str, SignalValue]:
        """Signal values as of the account's date."""
        if account.as_of not in self._values:
            self._values[account.as_of] = self._measure(self.kit.whole, account)
        return self._values[account.as_of]

    def quick(self, on: date) -> float | None:
        """The score alone; None when withheld or when the account is not scored at that date."""
        if on not in self._quick:
            self._quick[on] = self._quick_score(self.account(on))
        return self._quick[on]

    def held(self, on: date) -> Held:
        """The steady state at a weekly date that has 26 weekly dates before it in the run."""
        if not self._held:
            states = held_weekly(self.card, [(day, self.quick(day)) for day in self.weekly])
            self._held.update(zip(self.weekly, states, strict=True))
        return self._held[on]

    def follow(self, scores: Mapping[date, float | None], held: Mapping[date, Held]) -> None:
        """Take scores and steady states from elsewhere, where they were worked out already."""
        self._quick.update(scores)
        self._held.update(held)

    def score(self, account: AccountAsOf) -> tuple[Score, Mapping[str, float | None] | None]:
        """The score taken apart, and the scores of its products where there are any."""
        whole, products = self._score(account)
        self._quick[account.as_of] = whole.score
        return whole, products

    def _score(self, account: AccountAsOf) -> tuple[Score, Mapping[str, float | None] | None]:
        spec = self.card.products
        if spec is None:
            return score(self.card, self.values(account), account.attributes), None
        held = self.around.contracts.products(self.account_id, account.as_of)
        parts = {
            name: score(
                self.card, self._measure(self.kit.products[name], account), account.attributes
            )
            for name in spec.names
            if name in held
        }
        if not parts:
            return NO_PRODUCT, {}
        rolled = roll_up_products(self.card, parts, revenue=held)
        return rolled, {name: part.score for name, part in parts.items()}

    def overlay(self, account: AccountAsOf) -> Overlay | None:
        """People's word as of the account's date."""
        if account.as_of not in self._overlays:
            self._overlays[account.as_of] = overlay(
                self.card,
                self.around.judgements.assessments(self.account_id, account.as_of),
                account.as_of,
                owner=account.text("owner"),
                account_manager=account.text("account_manager"),
            )
        return self._overlays[account.as_of]

    def said(self, on: date, band: str | None) -> Said:
        """What score and people said at a date.

        Args:
            band: the computed band then, None when withheld; where a rating is an input the band
                without it takes its place.
        """
        account = self.account(on)
        if account is None:
            return Said(on, None, None)
        word = self.overlay(account)
        return Said(on, self._compared(account, band), word.band if word else None)

    def capped(self, account: AccountAsOf, band: str | None) -> str | None:
        """A band under the caps in force as of the account's date."""
        if not self.card.caps:
            return band
        return capped(self.card, band, caps_in_force(self.card, self.values(account)))

    def _compared(self, account: AccountAsOf, band: str | None) -> str | None:
        if self.kit.bare is None or band is None:
            return band
        values = self.values(account)
        caps = caps_in_force(self.card, values)
        return comparison_band(self.kit.bare, values, account.attributes, caps=caps)

    def _quick_score(self, account: AccountAsOf | None) -> float | None:
        if account is None:
            return None
        if self.card.products is not None:
            return self.score(account)[0].score
        return quick_score(self.card, self.values(account), account.attributes)

    def _measure(self, kit: Kit, account: AccountAsOf) -> dict[str, SignalValue]:
        row = self.rows[account.as_of]
        values = kit.values(row, self.around.cell(account, kit.seats_of(row)))
        marks = self.around.judgements.marks(self.account_id, account.as_of)
        return set_aside(values, marks, self.card.signals) if marks else values
