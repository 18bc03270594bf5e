"""Hard rules: caps on the band, and the floor for accounts too young to have a history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forewarn.scorecard.model import Cap, Scorecard
from forewarn.scoring.bands import lower_of, raw_band
from forewarn.scoring.rounding import added
from forewarn.signals.filters.evaluate import evaluate
from forewarn.terms.score import CapApplied, Contribution, Score
from forewarn.terms.signal import SignalValue, Status

NEW_ACCOUNT = "new_account"


def caps_in_force(card: Scorecard, values: Mapping[str, SignalValue]) -> tuple[Cap, ...]:
    """The caps whose condition holds, in file order.

    Conditions speak of signals by name and see usable values only: a comparison with a missing,
    stale or not applicable signal is false.
    """
    usable = {name: value.usable for name, value in values.items()}
    return tuple(cap for cap in card.caps if evaluate(cap.when, usable))


def capped(card: Scorecard, band: str | None, caps: Sequence[Cap]) -> str | None:
    """The band under these caps: never above the lowest of them. None stays None."""
    if band is None:
        return None
    for cap in caps:
        band = lower_of(card, band, cap.not_above)
    return band


def applied(
    card: Scorecard, caps: Sequence[Cap], *, held_down: Sequence[str | None]
) -> tuple[CapApplied, ...]:
    """The caps as results show them.

    Args:
        card: the scorecard, for its bands.
        caps: those in force.
        held_down: bands before the caps acted on them (the steady one, the overlay's). A cap is
            binding when it alone would hold one of them down.
    """
    ranks = [card.rank(band) for band in held_down if band is not None]
    return tuple(
        CapApplied(
            band=cap.not_above,
            because=cap.because,
            binding=any(rank > card.rank(cap.not_above) for rank in ranks),
        )
        for cap in caps
    )


def windows(card: Scorecard) -> dict[str, int]:
    """How many days back each signal looks; 0 where it looks at all there is."""
    return {name: signal.longest_window_days(card.signals) for name, signal in card.signals.items()}


def new_account_floor(
    card: Scorecard,
    band: str,
    *,
    score: Score,
    windows: Mapping[str, int],
    age_days: int,
) -> CapApplied | None:
    """What keeps a new account out of the lowest band for lack of history (SEMANTICS 18).

    The score is taken again without what lacks history: inputs whose window reaches further back
    than the account, and those that stand in for a missing value. The account stays in the
    lowest band only if what is left puts it there by itself.

    Args:
        card: the scorecard, for its bands.
        band: after steadiness, before caps.
        score: the score taken apart.
        windows: longest look-back in days per signal (see ``windows``); 0 = no window.
        age_days: the account's age at as_of.

    Returns:
        The lift to the second-lowest band; None when there is nothing to lift.
    """
    if band != card.bands[0].name or len(card.bands) < 2:
        return None
    lacking = [
        part for part in score.contributions if _lacks_history(part, windows, age_days=age_days)
    ]
    rest = [part for part in score.contributions if part not in lacking]
    if not lacking or _alone(card, rest) == band:
        return None
    named = ", ".join(part.input for part in lacking)
    because = f"New account, {age_days} days old: no history yet for {named}"
    return CapApplied(card.bands[1].name, because, binding=True, kind=NEW_ACCOUNT)


def _lacks_history(part: Contribution, windows: Mapping[str, int], *, age_days: int) -> bool:
    if part.points is None:
        return False
    return part.status is not Status.OBSERVED or windows[part.signal] > age_days


def _alone(card: Scorecard, parts: Sequence[Contribution]) -> str | None:
    """Raw band of these parts by themselves, however few; None when none is in use."""
    used = [part for part in parts if part.points is not None]
    weight = added(part.stated_weight for part in used)
    if weight <= 0:
        return None
    return raw_band(card, added(part.stated_weight * (part.points or 0) for part in used) / weight)
