"""The knobs of a SIMULATED company: how the hidden truth drives what happens."""

from __future__ import annotations

from dataclasses import dataclass

_SHARES = (
    "late_share",
    "replaced_share",
    "announced_share",
    "never_met_share",
    "usd_share",
)
_RATES = ("skill", "champion_leaves_per_year", "reps_bias", "migrations_per_year")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What kind of world a simulated company lives in.

    Each knob touches only what it names: every account and purpose has its own random stream, so
    two worlds that differ in one knob share everything that this knob does not reach.

    Attributes:
        skill: How strongly the latent state drives the outcomes of renewals. 1 is a world where
            a perfect observer discriminates well, 0 is the null world: outcomes are coin flips
            with the same odds for every account.
        churn_share: Share (0-1, both excluded) of renewals lost in the long run, at any skill.
        late_share: Share (0-1) of tickets, invoices, contacts and outcomes that become known days
            after they happened.
        champion_leaves_per_year: Departures of a present champion, per account and year.
        replaced_share: Share (0-1) of departed champions who get a successor.
        quiet_weeks: Fewest and most whole weeks for which usage stays as it was after a champion
            has left.
        reps_bias: Multiplies the lean of optimists and pessimists; 0 makes every rep even-handed.
        migrations_per_year: Planned migrations per account and year: usage dips, nothing else.
        announced_share: Share (0-1) of migrations that somebody notes as a context.
        never_met_share: Share (0-1) of newly joined decision makers whom nobody ever meets.
        usd_share: Share (0-1) of accounts that pay in USD; the others pay in EUR.

    Raises:
        ValueError: Names every knob out of range at once.
    """

    skill: float = 1.0
    churn_share: float = 0.15
    late_share: float = 0.08
    champion_leaves_per_year: float = 0.3
    replaced_share: float = 0.45
    quiet_weeks: tuple[int, int] = (9, 17)
    reps_bias: float = 1.0
    migrations_per_year: float = 0.2
    announced_share: float = 0.6
    never_met_share: float = 0.5
    usd_share: float = 0.2

    def __post_init__(self) -> None:
        problems = [*self._bad_shares(), *self._bad_rates(), *self._bad_others()]
        if problems:
            raise ValueError("World: " + "; ".join(problems))

    def _bad_shares(self) -> list[str]:
        return [
            f"{name} is {getattr(self, name)}, accepted is a share from 0 to 1"
            for name in _SHARES
            if not 0 <= getattr(self, name) <= 1
        ]

    def _bad_rates(self) -> list[str]:
        return [
            f"{name} is {getattr(self, name)}, accepted is a finite number of 0 or more"
            for name in _RATES
            if not 0 <= getattr(self, name) < float("inf")
        ]

    def _bad_others(self) -> list[str]:
        problems = []
        if not 0 < self.churn_share < 1:
            problems.append(f"churn_share is {self.churn_share}, accepted is between 0 and 1")
        low, high = self.quiet_weeks
        if not 0 <= low <= high:
            problems.append(f"quiet_weeks is {self.quiet_weeks}, accepted is 0 <= fewest <= most")
        return problems
