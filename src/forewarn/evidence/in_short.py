"""What a governance pack says first, in a few sentences: alarms, verdicts, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forewarn.evidence.drift import Drift
from forewarn.evidence.governance import Cause, Divergences, Proofs
from forewarn.evidence.maturity import NO, Statement
from forewarn.evidence.measured import Measured
from forewarn.evidence.rates import AtRisk, Retention
from forewarn.evidence.shift import PartShift, RevenueShift, Shift

HOW_TO_RECORD = (
    "record it on the page Portfolio, or in forewarn.yml under `governance: causes:` with month, "
    "cause (product, market or coverage), because and by"
)


def in_short(
    proofs: Sequence[Proofs],
    shift: Shift | None,
    cause: Cause | None,
    drifts: Sequence[Drift],
    retention: Sequence[Retention],
    risks: Sequence[AtRisk],
    divergences: Divergences,
    maturity: Sequence[Statement],
    false_negatives: int,
    false_positives: int,
) -> tuple[str, ...]:
    """The sentences, most urgent first."""
    return (
        *_shifted(shift, cause),
        *(f"Scorecard {e.scorecard.name}: {e.verdict} – {e.rule} ({e.because})." for e in proofs),
        *_drifted(drifts),
        *_kept(retention, risks),
        *_wrong(false_negatives, false_positives),
        *_people(divergences),
        *_missing(maturity),
    )


def _shifted(found: Shift | None, cause: Cause | None) -> Iterator[str]:
    if found is None:
        yield "Structural shift: the facts do not reach back to the quarter's start."
        return
    told = shift_in_words(found)
    if not found.any_alarm:
        yield f"No structural shift: {told}."
        return
    where = _where(found.parts)
    yield f"STRUCTURAL SHIFT: {told}{f', most of it in {where}' if where else ''}."
    yield cause_in_words(cause)


def cause_in_words(cause: Cause | None) -> str:
    """The recorded cause, or how to record one."""
    if cause is None:
        return f"Cause not recorded yet: {HOW_TO_RECORD}."
    by = f" ({cause.by})" if cause.by else ""
    return f"Recorded cause: {cause.cause} – {cause.because}{by}."


def shift_in_words(found: Shift) -> str:
    """``15 accounts of 93 went from green to a lower band and 8 came back to green, net ...``.

    With the revenue of each currency that alarms.
    """
    share = found.share
    if share.value is None or share.low is None or share.high is None:
        return share.because
    chance = "beyond chance" if found.beyond_chance else "within chance"
    return (
        f"{found.down} accounts of {found.base} went from green to a lower band and {found.up} "
        f"came back to green, net {100 * share.value:+.1f} % "
        f"({100 * share.low:+.1f} to {100 * share.high:+.1f}), {chance} "
        f"({chance_in_words(found.p)}){''.join(map(_alarm_of_revenue, found.revenue))}"
    )


def chance_in_words(p: float) -> str:
    """``p = 0.031``; a chance is never nothing."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def _alarm_of_revenue(found: RevenueShift) -> str:
    """Revenue may alarm where the number of accounts does not; empty where it does not alarm."""
    share = found.share
    if not found.alarm or share.value is None or share.low is None or share.high is None:
        return ""
    return (
        f"; of {found.currency} revenue net {100 * share.value:+.1f} % ({100 * share.low:+.1f} to "
        f"{100 * share.high:+.1f}), beyond chance ({chance_in_words(found.p)})"
    )


def _where(parts: Sequence[PartShift]) -> str:
    """The part with the most net moves, where it has at least half of all of its kind."""
    best = max(parts, key=lambda each: each.down - each.up, default=None)
    if best is None or best.down <= best.up:
        return ""
    total = sum(max(0, e.down - e.up) for e in parts if e.kind == best.kind)
    return f"{best.kind} {best.name}" if 2 * (best.down - best.up) >= total else ""


def _drifted(drifts: Sequence[Drift]) -> Iterator[str]:
    tested = [each for each in drifts if each.p is not None]
    alarms = [each.name for each in tested if each.alarm]
    if alarms:
        yield f"Drift beyond chance in {', '.join(alarms)} ({len(tested)} looked at)."
    elif tested:
        yield f"No drift beyond chance in {len(tested)} segments and signals."


def _kept(retention: Sequence[Retention], risks: Sequence[AtRisk]) -> Iterator[str]:
    for each in retention:
        soon = next((r for r in risks if r.currency == each.currency), None)
        risk = (
            f"; {soon.arr:,.0f} {soon.currency} at risk within {soon.within_months} months"
            if soon
            else ""
        )
        if each.grr.value is not None and each.nrr.value is not None:
            yield (
                f"{each.currency}: GRR {_percent(each.grr)}, NRR {_percent(each.nrr)} over twelve "
                f"months, of {each.accounts} accounts{risk}."
            )


def _wrong(false_negatives: int, false_positives: int) -> Iterator[str]:
    if false_negatives or false_positives:
        yield (
            f"False calls 90 days before: {false_negatives} lost and not flagged, "
            f"{false_positives} kept although flagged; each is named below."
        )


def _people(found: Divergences) -> Iterator[str]:
    told = f"People and score differ on {found.open + found.watching} accounts ({found.open} open)"
    right = found.people_right
    if right.value is None:
        yield f"{told}."
    else:
        yield (
            f"{told}; when they differed 90 days before a renewal, people were right in "
            f"{_percent(right)} of {found.differed} readings."
        )


def _percent(found: Measured) -> str:
    """``71 % (58–83)``; without brackets where there is no interval."""
    if found.value is None:
        return "not known"
    if found.low is None or found.high is None:
        return f"{100 * found.value:.0f} %"
    return f"{100 * found.value:.0f} % ({100 * found.low:.0f}–{100 * found.high:.0f})"


def _missing(maturity: Sequence[Statement]) -> Iterator[str]:
    lacking = [each.says.rstrip(".") for each in maturity if each.answer == NO]
    if lacking:
        yield f"Not so yet: {'; '.join(lacking)}."
