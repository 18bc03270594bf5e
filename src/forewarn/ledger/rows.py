"""An account's result as one compact row, and back again, byte for byte.

A row's payload is canonical JSON: keys sorted, no blanks, ASCII, floats by ``repr``, nothing that
is empty. Inputs stand as lists in file order; what is the same for every row of a scorecard
(names, stated weights) is kept once with the scorecard. Sentences are not kept: they are rendered
on reading.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from forewarn.ledger.values import CardFacts, InputFacts
from forewarn.terms.score import (
    AccountResult,
    CapApplied,
    CategoryScore,
    Context,
    Contribution,
    Divergence,
    Overlay,
    Reading,
    Revenue,
    Score,
)
from forewarn.terms.signal import Status

_JSON = json.JSONEncoder(separators=(",", ":"), sort_keys=True, allow_nan=False)
# What is kept as it is, in the order in which it is kept: never reordered, only added to at the
# end, so that rows kept by an older Forewarn still read.
_PLAIN = (
    "name",
    "owner",
    "segment",
    "plan",
    "status",
    "new",
    "growth_score",
    "parent_account_id",
    "products",
)
_NAMED = ("input", "category", "signal", "stated_weight")
_MEASURED = (
    "value",
    "status",
    "points",
    "weight",
    "contribution",
    "shown",
    "filled",
    "detail",
)
_NOTHING: dict[str, Any] = dict.fromkeys(_MEASURED)
_CATEGORY = ("category", "score", "weight", "before", "falling")
_CAP = ("band", "because", "binding", "kind")
_READING = (
    "role",
    "assessed_by",
    "fresh",
    "pulse",
    "champion_status",
    "executive_engagement",
    "outcome_narrative",
    "note",
    "band",
)
_plain_fields = attrgetter(*_PLAIN)
_named = attrgetter(*_NAMED)
_measured = attrgetter(*_MEASURED)
_category_fields = attrgetter(*_CATEGORY)
_cap_fields = attrgetter(*_CAP)
_reading_fields = attrgetter(*_READING)
# What a restatement says of an account that is no longer in the book as of that date.
WITHDRAWN = '{"withdrawn":true}'


@dataclass(frozen=True, slots=True)
class Row:
    """One account in one run, as the database keeps it."""

    account_id: str
    score: float | None
    raw_band: str | None
    band: str | None
    effective_band: str | None
    coverage: float | None
    payload: str


def canonical(value: Any) -> str:
    """Plain values as JSON text that is the same whenever they are the same.

    Raises:
        ValueError: a number is not finite.
    """
    return _JSON.encode(value)


def row_of(result: AccountResult, *, inputs: tuple[InputFacts, ...]) -> Row:
    """The row of a result under a scorecard with these inputs.

    Raises:
        ValueError: a number is not finite, or the result has no account.
    """
    if not result.account_id:
        raise ValueError("a result without an account cannot be recorded")
    return Row(
        result.account_id,
        _finite(result.score.score),
        result.raw_band,
        result.band,
        result.effective_band,
        _finite(result.score.coverage),
        canonical(_payload(result, inputs)),
    )


def withdrawn_row(account_id: str) -> Row:
    """The row that takes an account out of the book."""
    return Row(account_id, None, None, None, None, None, WITHDRAWN)


def result_of(row: Row, *, card: CardFacts, as_of: date) -> AccountResult:
    """The result a row was made of, with empty sentences."""
    kept: dict[str, Any] = json.loads(row.payload)
    return AccountResult(
        account_id=row.account_id,
        as_of=as_of,
        scorecard=card.name,
        fingerprint=card.fingerprint,
        score=_score(row, kept, card.inputs),
        raw_band=row.raw_band,
        band=row.band,
        effective_band=row.effective_band,
        caps=tuple(
            CapApplied(**dict(zip(_CAP, each, strict=False))) for each in kept.get("caps", ())
        ),
        overlay=_overlay(kept.get("overlay")),
        divergence=_divergence(kept.get("divergence")),
        contexts=tuple(_context(each) for each in kept.get("contexts", ())),
        revenue=tuple(Revenue(currency, Decimal(arr)) for currency, arr in kept.get("revenue", ())),
        renews_on=_day(kept.get("renews_on")),
        **{field: kept[field] for field in _PLAIN if field in kept},
    )


def digest(rows: Iterable[Row]) -> str:
    """SHA-256 in hexadecimal over rows in the order of their accounts, whatever order they come in.

    Two recordings of the same results have the same digest, on any machine and database.
    """
    total = hashlib.sha256()
    for row in sorted(rows, key=lambda row: row.account_id):
        total.update(canonical(astuple(row)).encode("ascii") + b"\n")
    return total.hexdigest()


def _finite(number: float | None) -> float | None:
    if number is None:
        return None
    if not math.isfinite(number):
        raise ValueError(f"{number} is no score and no share")
    return float(number)


# To the payload


def _payload(result: AccountResult, inputs: tuple[InputFacts, ...]) -> dict[str, Any]:
    score = result.score
    kept = dict(zip(_PLAIN, _plain_fields(result), strict=True))
    kept["inputs"] = [_slim(_measured(each)) for each in score.contributions]
    kept["categories"] = [_category_fields(each) for each in score.categories]
    kept["shown"] = score.shown
    kept["reason"] = score.reason
    kept["caps"] = [_cap_fields(each) for each in result.caps]
    kept["overlay"] = _overlay_parts(result.overlay)
    kept["divergence"] = _divergence_parts(result.divergence)
    kept["contexts"] = [_context_parts(each) for each in result.contexts]
    kept["revenue"] = [(each.currency, str(each.arr)) for each in result.revenue]
    kept["renews_on"] = _text(result.renews_on)
    own = [_named(each) for each in score.contributions]
    # Only a row whose inputs are not the scorecard's (by product, say) names its own.
    kept["of"] = None if own == [_named(each) for each in inputs] else own
    return {key: value for key, value in kept.items() if not _absent(key, value)}


def _absent(key: str, value: Any) -> bool:
    """True for what a key that is not there is read back as."""
    return value is None or value is False or (value == [] and key != "of")


def _slim(values: tuple[Any, ...]) -> tuple[Any, ...]:
    while values[-1] is None:
        values = values[:-1]
    return values


def _overlay_parts(overlay: Overlay | None) -> list[Any] | None:
    if overlay is None:
        return None
    return [
        overlay.band,
        [_reading_parts(each) for each in overlay.readings],
        overlay.assessed_on.isoformat(),
        overlay.assessed_by,
        overlay.fresh,
        overlay.disagree,
    ]


def _reading_parts(each: Reading) -> list[Any]:
    return [each.assessed_on.isoformat(), *_reading_fields(each)]


def _divergence_parts(each: Divergence | None) -> list[Any] | None:
    if each is None:
        return None
    return [each.from_band, each.to_band, each.state, each.since.isoformat()]


def _context_parts(each: Context) -> list[Any]:
    return [each.text, each.author, each.starts_on.isoformat(), _text(each.ends_on)]


def _text(on: date | None) -> str | None:
    return None if on is None else on.isoformat()


# From the payload


def _score(row: Row, kept: Mapping[str, Any], inputs: tuple[InputFacts, ...]) -> Score:
    own = tuple(InputFacts(*each) for each in kept["of"]) if "of" in kept else inputs
    return Score(
        score=row.score,
        shown=kept.get("shown"),
        reason=kept.get("reason"),
        coverage=row.coverage,
        contributions=tuple(
            _contribution(*each) for each in zip(own, kept.get("inputs", ()), strict=True)
        ),
        categories=tuple(
            CategoryScore(**dict(zip(_CATEGORY, each, strict=False)))
            for each in kept.get("categories", ())
        ),
    )


def _contribution(of: InputFacts, kept: list[Any]) -> Contribution:
    parts: dict[str, Any] = _NOTHING | dict(zip(_MEASURED, kept, strict=False))
    parts["status"] = Status(parts["status"])
    return Contribution(**dict(zip(_NAMED, _named(of), strict=True)), **parts)


def _overlay(kept: list[Any] | None) -> Overlay | None:
    if kept is None:
        return None
    band, readings, assessed_on, assessed_by, fresh, disagree = kept
    return Overlay(
        band=band,
        readings=tuple(_reading(each) for each in readings),
        assessed_on=date.fromisoformat(assessed_on),
        assessed_by=assessed_by,
        fresh=fresh,
        disagree=disagree,
    )


def _reading(kept: list[Any]) -> Reading:
    assessed_on, *others = kept
    return Reading(
        assessed_on=date.fromisoformat(assessed_on), **dict(zip(_READING, others, strict=False))
    )


def _divergence(kept: list[Any] | None) -> Divergence | None:
    if kept is None:
        return None
    from_band, to_band, state, since = kept
    return Divergence(from_band, to_band, state, date.fromisoformat(since))


def _context(kept: list[Any]) -> Context:
    text, author, starts_on, ends_on = kept
    return Context(text, author, date.fromisoformat(starts_on), _day(ends_on))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
