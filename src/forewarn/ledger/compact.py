"""The payload of a result whose numbers follow from its inputs' points: nearly every one.

What ``scoring.score.retell`` works out again to the bit (weights, contributions, categories, shown
numbers) is not kept. A payload is made of a few texts, each the same for many accounts and dates:
what the account was, each input's reading, how the account stood. So a whole book's payloads can
be put together from parts that were written once (``joined`` says how).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from forewarn.ledger.payload import (
    MEASURED,
    Named,
    amount,
    canonical,
    cap_fields,
    cap_text,
    context_parts,
    divergence_parts,
    listed,
    named_part,
    number_or_none,
    overlay_text,
    slim,
    text_or_none,
)
from forewarn.scoring.score import Stated, Told, retell
from forewarn.terms.score import AccountResult, Contribution, Divergence, Score
from forewarn.terms.signal import Status

_PARTS_KEPT = 1 << 16
ABOUT = '{"about":'
"""How every such payload begins, and no other."""


def compact(result: AccountResult, named: Sequence[Named]) -> str | None:
    """The payload; None where something would be lost, so that the result is kept whole.

    Raises:
        ValueError: a number is not finite.
    """
    if not _follows(result, named):
        return None
    return joined(
        about_text(result),
        growth=number_or_none(result.growth_score),
        inputs=",".join(reading_text(each) for each in result.score.contributions),
        days=",".join(_days(result)),
        stands=stands_text(result),
    )


def joined(about: str, *, growth: str | None, inputs: str, days: str, stands: str) -> str:
    """A payload from its texts.

    Args:
        about: an object.
        growth: a number, None where there is none.
        inputs: the readings, with commas between.
        days: ``"place":days`` for the inputs whose reading names a day, with commas between.
        stands: an object.
    """
    grown = "" if growth is None else f',"growth_score":{growth}'
    return f'{ABOUT}{about}{grown},"inputs":[{inputs}],"on":{{{days}}},"stands":{stands}}}'


def about_text(result: AccountResult) -> str:
    """What the account was, whatever it scored."""
    return _object(
        ("contexts", _contexts(result)),
        ("name", text_or_none(result.name)),
        ("notice_on", f'"{result.notice_on.isoformat()}"' if result.notice_on else None),
        ("owner", text_or_none(result.owner)),
        ("parent_account_id", text_or_none(result.parent_account_id)),
        ("plan", text_or_none(result.plan)),
        ("renews_on", f'"{result.renews_on.isoformat()}"' if result.renews_on else None),
        ("revenue", listed(amount(each.currency, str(each.arr)) for each in result.revenue)),
        ("segment", text_or_none(result.segment)),
        ("status", text_or_none(result.status)),
    )


def reading_text(each: Contribution | Told) -> str:
    """One input's value and points, and how it differs from what is usual."""
    status = None if each.status is Status.OBSERVED else each.status.value
    return _reading(each.value, each.points, status, each.filled, each.detail)


@lru_cache(_PARTS_KEPT, typed=True)
def _reading(*parts: Any) -> str:
    return canonical(slim(parts))


def stands_text(
    result: AccountResult, *, overlay: str | None = None, divergence: str | None = None
) -> str:
    """How the account stood, beside its bands.

    Args:
        result: of the account.
        overlay: stands for the text of its overlay, where it has one; None = that text.
        divergence: the same for its divergence.
    """
    held, word, split = result.steady_band, result.overlay, result.divergence
    return _object(
        ("caps", listed(cap_text(*cap_fields(each)) for each in result.caps)),
        ("divergence", (divergence or divergence_text(split)) if split else None),
        ("held", None if held == result.raw_band else canonical([held])),
        ("new", "true" if result.new else None),
        ("overlay", (overlay or overlay_text(word)) if word else None),
        ("reason", text_or_none(result.score.reason)),
    )


def divergence_text(divergence: Divergence) -> str:
    """Where people and the score differ."""
    return canonical(divergence_parts(divergence))


def _contexts(result: AccountResult) -> str | None:
    return canonical([context_parts(each) for each in result.contexts]) if result.contexts else None


def _object(*entries: tuple[str, str | None]) -> str:
    told = ",".join(f'"{key}":{text}' for key, text in entries if text is not None)
    return f"{{{told}}}"


def _days(result: AccountResult) -> list[str]:
    """How many days before the date the days lie that readings name; after it they are negative."""
    dated, on = result.dated or {}, result.as_of
    return [
        f'"{place}":{(on - dated[each.signal]).days}'
        for place, each in enumerate(result.score.contributions)
        if each.signal in dated
    ]


def _follows(result: AccountResult, named: Sequence[Named]) -> bool:
    """Whether everything that is not kept is worked out again as it is, types included."""
    score = result.score
    stated = [_stated(each) for each in named]
    if result.dated is None or result.products is not None:
        return False
    if len(stated) != len(score.contributions):
        return False
    if not {each.signal for each in stated}.issuperset(result.dated):
        return False
    told = [
        Told(each.value, each.points, each.status, each.filled, each.detail)
        for each in score.contributions
    ]
    again = retell(stated, told, score=score.score, coverage=score.coverage, reason=score.reason)
    return again is not None and _numbers(again) == _numbers(score)


def _stated(named: Named) -> Stated:
    name, category, signal, weight = named
    return Stated(name, category, signal, weight)


def _numbers(score: Score) -> str:
    """Everything in a score but its sentences, told apart by type too."""
    parts = [
        (*named_part(each), *(getattr(each, name) for name in MEASURED))
        for each in score.contributions
    ]
    return repr((score.shown, parts, score.categories))


def retold(
    kept: Mapping[str, Any],
    named: Sequence[Named],
    *,
    score: float | None,
    coverage: float | None,
) -> Score:
    """The score that a payload of this kind was made of, with empty sentences."""
    told = [_told(*each) for each in kept["inputs"]]
    reason = kept["stands"].get("reason")
    found = retell(
        [_stated(each) for each in named], told, score=score, coverage=coverage, reason=reason
    )
    assert found is not None  # it was found so when it was written
    return found


def _told(
    value: Any = None,
    points: float | None = None,
    status: str = "observed",
    filled: str | None = None,
    detail: str | None = None,
) -> Told:
    return Told(value, points, Status(status or "observed"), filled, detail)


def days_told(kept: Mapping[str, Any], named: Sequence[Named], as_of: date) -> dict[str, date]:
    """Per signal the day that its reading names."""
    return {
        _stated(named[int(place)]).signal: as_of - timedelta(days=back)
        for place, back in kept["on"].items()
    }
