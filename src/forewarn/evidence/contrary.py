"""What was known beforehand and spoke against a call that turned out wrong."""

from __future__ import annotations

from collections.abc import Iterator

from forewarn.terms.score import AccountResult, Contribution


def contrary(result: AccountResult, *, edge: float, lost: bool) -> tuple[str, ...]:
    """What pointed the other way than the band, in words, the strongest first.

    For a lost account the inputs below the edge, for a kept one those at or above it, each with
    the share of the weight at which it would have changed the call by itself; then a rule that
    held the band, and what people said.

    Args:
        result: the account as it stood.
        edge: from this score on a band is no alarm.
        lost: what became of it.
    """
    parts = [part for part in result.score.contributions if _points_away(part, edge, lost)]
    parts.sort(key=lambda part: -part.weight * abs((part.points or 0.0) - edge))
    said = [
        f"{part.input}: {part.points:.0f} points, {part.sentence}{_share(result, part, edge)}"
        for part in parts
    ]
    return (*said, *_rules(result, lost), *_people(result))


def _points_away(part: Contribution, edge: float, lost: bool) -> bool:
    return part.points is not None and part.weight > 0 and (part.points < edge) == lost


def _share(result: AccountResult, part: Contribution, edge: float) -> str:
    share = share_that_turns(result, part, edge)
    if share is None:
        return ""
    if f"{share:.0%}" == f"{part.weight:.0%}":
        return f" (would have changed the call with a little more than its {part.weight:.0%})"
    return f" (would have changed the call with {share:.0%} of the weight, not {part.weight:.0%})"


def share_that_turns(result: AccountResult, part: Contribution, edge: float) -> float | None:
    """The share of the weight at which one input brings the score to the edge.

    The others keep their proportions: with r their mean and p its points, (r - edge) / (r - p).

    Returns:
        None where the score lies on its side of the edge already, or the input carries all weight.
    """
    score, points = result.score.score, part.points
    if score is None or points is None or part.weight >= 1:
        return None
    rest = (score - part.weight * points) / (1 - part.weight)
    if rest == points:
        return None
    share = (rest - edge) / (rest - points)
    return share if part.weight < share <= 1 else None


def _rules(result: AccountResult, lost: bool) -> Iterator[str]:
    """Caps that made an alarm of a score that was none."""
    if not lost:
        for cap in result.caps:
            if cap.binding:
                yield f"held at {cap.band} by a rule: {cap.because}"


def _people(result: AccountResult) -> Iterator[str]:
    overlay = result.overlay
    if overlay is not None and overlay.band is not None and overlay.band != result.band:
        notes = [reading.note for reading in overlay.readings if reading.note]
        quoted = f': "{notes[0]}"' if notes else ""
        yield f"people said {overlay.band} on {overlay.assessed_on}{quoted}"
    if result.divergence is not None:
        yield f"a divergence stood since {result.divergence.since}, {result.divergence.state}"
