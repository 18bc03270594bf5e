"""Why an account asks to be looked at, and which one first: told here for every surface."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from forewarn.scorecard.model import Scorecard
from forewarn.scoring import worry
from forewarn.scoring.contexts import HELD_BACK, holding
from forewarn.scoring.looking import Reason, reason
from forewarn.scoring.past import WEEK, Past, Trend
from forewarn.signals.filters.tree import names
from forewarn.signals.kinds.days_without import DaysWithout
from forewarn.signals.kinds.share_rise import ShareRise
from forewarn.terms.score import AccountResult, Context, Contribution

FALL = 5.0
"""Points that make a fall worth a look."""
DRIFT_WEEKS = 6
RENEWAL_DAYS = 90
TAKE_OVER_DAYS = 14
"""A new owner assesses within these (R3)."""
_MONTH = 4
_NEVER = 10_000
_NOTE_SHOWN = 90


def reasons_to_look(card: Scorecard, result: AccountResult, past: Past) -> tuple[Reason, ...]:
    """Why an account asks to be looked at, most telling first; empty where it does not.

    A context in force holds the alarms back; ``held_back`` says which.
    """
    found = all_reasons(card, result, past)
    if context_of(result) is None:
        return found
    return tuple(each for each in found if each.kind not in HELD_BACK)


def held_back(card: Scorecard, result: AccountResult, past: Past) -> tuple[Reason, ...]:
    """The alarms that a context in force holds back; empty without one."""
    if context_of(result) is None:
        return ()
    return tuple(each for each in all_reasons(card, result, past) if each.kind in HELD_BACK)


def context_of(result: AccountResult) -> Context | None:
    """The context in force that lasts longest; None without any."""
    return holding(result.contexts)


def all_reasons(card: Scorecard, result: AccountResult, past: Past) -> tuple[Reason, ...]:
    """Every reason, whether or not a context holds it back."""
    return tuple(_found(card, result, past))


def _found(card: Scorecard, result: AccountResult, past: Past) -> Iterator[Reason]:
    lowest = card.bands[0].name if card.bands else None
    if lowest is not None and result.effective_band == lowest:
        yield reason("lowest", band=lowest)
    yield from _moved_down(card, result, past)
    yield from _drifting(result, past)
    yield from _fell(result, past)
    yield from _champion_gone(card, result)
    yield from _how_to(card, result)
    if result.score.score is None:
        was_scored = any(each is not None for each in past.scores[-3:-1])
        yield reason("not_scored", "coverage" if was_scored else "")
    yield from _response(card, result, past)
    yield from _diverging(result)
    yield from _renewing(result)
    taken_over = _taken_over(card, result, past.taken_over_on)
    yield from taken_over or _due(card, result)


def place_of(card: Scorecard, band: str | None) -> int:
    """A band's place from the worst; growth and no band at all stand above the top one."""
    known = [each.name for each in card.bands]
    return known.index(band) if band in known else len(known)


def _moved_down(card: Scorecard, result: AccountResult, past: Past) -> Iterator[Reason]:
    """Within the week before the date, from a better band."""
    stay = past.stay
    if stay is None or stay.before is None or result.as_of - stay.since >= WEEK:
        return
    if place_of(card, stay.before) > place_of(card, stay.band):
        yield reason("moved_down", before=stay.before, band=stay.band)


def _fell(result: AccountResult, past: Past) -> Iterator[Reason]:
    moved = moved_by(result, past.scores)
    if moved is not None and moved <= -FALL:
        yield reason("fell", points=-moved)


def drift(trend: Trend) -> float | None:
    """Points lost in a slow fall that no single week shows; None without one.

    Most of six weeks down, none of them steep.
    """
    weeks = [each for each in trend[-(DRIFT_WEEKS + 1) :] if each is not None]
    if len(weeks) <= DRIFT_WEEKS:
        return None
    steps = [after - before for before, after in pairwise(weeks)]
    fell = weeks[0] - weeks[-1]
    slow = min(steps) > -FALL and sum(step < 0 for step in steps) > DRIFT_WEEKS // 2
    return fell if slow and fell >= FALL else None


def _drifting(result: AccountResult, past: Past) -> Iterator[Reason]:
    """One alarm where people's word fell in the same six weeks, with both reasons (R2)."""
    fell = drift(past.scores)
    if fell is None:
        return
    # CSM and AM may say the same.
    worries = list({each.words: each for each in _worries(result, past)}.values())
    drifts = reason("drifts", points=fell)
    if not worries:
        yield drifts
        return
    said = worries[0]
    for each in worries[1:]:
        said = reason("worry", "both", first=said, second=each)
    yield reason("slips", drift=drifts, worry=said)


def _worries(result: AccountResult, past: Past) -> Iterator[Reason]:
    readings = result.overlay.readings if result.overlay else ()
    for now in worry.told_within(readings, result.as_of - worry.SIX_WEEKS):
        before = worry.same_role(now, past.readings)
        if pulse := worry.fallen_pulse(before, now):
            yield reason("pulse", before=pulse[0], now=pulse[1])
        if champion := worry.worse_champion(before, now):
            then, today = (each.replace("_", " ") for each in champion)
            yield reason("champion", before=then, now=today)
        if worry.is_worried(now.note):
            yield reason("worried", note=_shortened(now.note or ""))


def _shortened(note: str) -> str:
    text = " ".join(note.split())
    return text if len(text) <= _NOTE_SHOWN else f"{text[:_NOTE_SHOWN].rstrip()}…"


def _champion_gone(card: Scorecard, result: AccountResult) -> Iterator[Reason]:
    """Where a signal, a cap or a fresh reading says that nobody is the champion."""
    days = [
        part.value
        for part in result.score.contributions
        if _says_champion(card, part.signal) and isinstance(part.value, int | float) and part.value
    ]
    if days:
        yield reason("champion_gone", "champion_gone days", count=int(max(days)))
    elif _capped_by(card, result, _says_champion) or _said_missing(result):
        yield reason("champion_gone")


def _says_champion(card: Scorecard, signal: str) -> bool:
    found = card.signals.get(signal)
    asked = isinstance(found, DaysWithout) and found.table == "contacts"
    return asked and "champion" in str(getattr(found, "where", ""))


def _said_missing(result: AccountResult) -> bool:
    readings = result.overlay.readings if result.overlay else ()
    return any(each.fresh and each.champion_status == "missing" for each in readings)


def _how_to(card: Scorecard, result: AccountResult) -> Iterator[Reason]:
    """Where a rise by more than chance in how-to questions is in the scorecard (D6)."""
    parts = [part for part in result.score.contributions if _rose(card, part)]
    if parts and parts[0].detail:
        yield reason("how_to", "how_to counts", counts=parts[0].detail)
    elif parts or _capped_by(card, result, _says_how_to):
        yield reason("how_to")


def _rose(card: Scorecard, part: Contribution) -> bool:
    return part.value == "yes" and _says_how_to(card, part.signal)


def _says_how_to(card: Scorecard, signal: str) -> bool:
    found = card.signals.get(signal)
    if not isinstance(found, ShareRise) or found.table != "tickets":
        return False
    return "how-to" in f"{found.of} {found.label} {signal}".replace("_", "-")


def _capped_by(
    card: Scorecard, result: AccountResult, says: Callable[[Scorecard, str], bool]
) -> bool:
    """Whether a cap that acts on the account asks a signal of a sort."""
    acting = {each.because for each in result.caps}
    asked = (names(cap.when) for cap in card.caps if cap.because in acting)
    return any(says(card, signal) for signals in asked for signal in signals)


def respond_by(card: Scorecard, past: Past) -> date | None:
    """The day by which the band asks for a response; None where it asks for none or had it.

    Calendar days from the first date on record of the stay in the effective band: where the record
    begins inside the stay, it may have been earlier. A decision recorded since then is the
    response.
    """
    stay = past.stay
    band = next((each for each in card.bands if stay and each.name == stay.band), None)
    if stay is None or band is None or band.respond_within_days is None:
        return None
    if past.answered_on is not None and past.answered_on >= stay.since:
        return None
    return stay.since + timedelta(days=band.respond_within_days)


def _response(card: Scorecard, result: AccountResult, past: Past) -> Iterator[Reason]:
    by, stay = respond_by(card, past), past.stay
    if by is None or stay is None:
        return
    if by >= result.as_of:  # due on a day is overdue from the next one on (SEMANTICS 2)
        yield reason("response", date=by)
    elif stay.before is not None:
        yield reason("response", "response overdue", date=by)
    else:  # it stood there before the record begins
        yield reason("response", "response missing", count=(result.as_of - stay.since).days)


def _diverging(result: AccountResult) -> Iterator[Reason]:
    case = result.divergence
    if case is not None and case.state == "open":
        yield reason("differs", score=case.from_band, people=case.to_band)


def _renewing(result: AccountResult) -> Iterator[Reason]:
    left, on = days_left(result), decides_on(result)
    if left is None or not 0 <= left <= RENEWAL_DAYS:
        return
    word = "renews" if on == result.renews_on else "notice"
    soon = {0: f"{word} today", 1: f"{word} tomorrow"}
    yield reason("renews", soon.get(left, word), count=left)


def _due(card: Scorecard, result: AccountResult) -> Iterator[Reason]:
    """People's reading is asked for where a scorecard hears it."""
    if card.overlay is None:
        return
    if result.overlay is None:
        yield reason("assess", "never assessed")
    elif not result.overlay.fresh:
        yield reason("assess", date=result.overlay.assessed_on)


def _taken_over(card: Scorecard, result: AccountResult, on: date | None) -> tuple[Reason, ...]:
    """A new owner looks for themselves: what was inherited is the former one's word."""
    if card.overlay is None or on is None or on > result.as_of or assessed_since(result, on):
        return ()
    by = on + timedelta(days=TAKE_OVER_DAYS)
    if result.as_of > on + timedelta(days=RENEWAL_DAYS):
        return ()
    text = "handover" if result.as_of <= by else "handover overdue"
    return (reason("handover", text, date=on, by=by),)


def assessed_since(result: AccountResult, on: date) -> bool:
    """Whether the account's owner has assessed it since a date."""
    readings = result.overlay.readings if result.overlay else ()
    return any(each.assessed_by == result.owner and each.assessed_on >= on for each in readings)


def moved_by(result: AccountResult, trend: Trend) -> float | None:
    """Points gained in four weeks; None where either score is not known."""
    if len(trend) <= _MONTH:
        return None
    before, now = trend[-_MONTH - 1], result.score.score
    return None if before is None or now is None else round(now - before, 1)


def decides_on(result: AccountResult) -> date | None:
    """What lead times count to: the earlier of notice deadline and end date.

    A deadline that has passed decides nothing any more; then the end date counts. None without a
    renewal.
    """
    notice, ends = result.notice_on, result.renews_on
    return notice if notice is not None and notice >= result.as_of else ends


def days_left(result: AccountResult) -> int | None:
    """Days until the customer decides; None without a renewal."""
    on = decides_on(result)
    return None if on is None else (on - result.as_of).days


Urgency = tuple[int, bool, float, float, int]


def urgency(
    card: Scorecard, result: AccountResult, why: Sequence[Reason], moved: float | None
) -> Urgency:
    """Worst band first, a drift that people see too, the steepest fall, most revenue, least time.

    Smaller is more urgent.
    """
    revenue = sum((float(each.arr) for each in result.revenue), 0.0)
    left = days_left(result)
    return (
        place_of(card, result.effective_band),
        all(each.kind != "slips" for each in why),
        moved or 0.0,
        -revenue,
        _NEVER if left is None or left < 0 else left,
    )
