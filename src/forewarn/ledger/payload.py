"""What a snapshot row holds beside its columns, as canonical JSON.

Keys are sorted, no blanks, ASCII, floats by ``repr``, nothing that is empty. Inputs stand as lists
in file order; what is the same for every row of a scorecard (names, stated weights) is kept once
with the scorecard. Sentences are not kept: they are rendered on reading.

There are millions of rows and few different parts (an input with the same value and weight reads
the same in every account), so the text of a part is made once and looked up from then on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted
from math import isfinite
from operator import attrgetter
from typing import Any

from forewarn.terms.score import AccountResult, Context, Divergence, Overlay, Reading

_JSON = json.JSONEncoder(separators=(",", ":"), sort_keys=True, allow_nan=False)
_PARTS_KEPT = 1 << 16
# What is kept under its own name.
PLAIN = (
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
# The fields of what is kept as a list, in the order in which they are kept: never reordered, only
# added to at the end, so that rows kept by an older Forewarn still read.
NAMED = ("input", "category", "signal", "stated_weight")
MEASURED = (
    "value",
    "status",
    "points",
    "weight",
    "contribution",
    "shown",
    "filled",
    "detail",
)
CATEGORY = ("category", "score", "weight", "before", "falling")
CAP = ("band", "because", "binding", "kind")
READING = (
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
named_part = attrgetter(*NAMED)
_measured = attrgetter(*MEASURED)
_category_fields = attrgetter(*CATEGORY)
cap_fields = attrgetter(*CAP)
_reading_fields = attrgetter(*READING)

Named = tuple[Any, ...]
"""Input, category, signal and stated weight of one input."""


def canonical(value: Any) -> str:
    """Plain values as JSON text that is the same whenever they are the same.

    Raises:
        ValueError: a number is not finite.
    """
    return _JSON.encode(value)


def payload_whole(result: AccountResult, named: Sequence[Named]) -> str:
    """The payload of any result under a scorecard with these inputs; see ``compact``.

    Raises:
        ValueError: a number is not finite.
    """
    return "{" + ",".join(_entries(result, named)) + "}"


def _entries(result: AccountResult, named: Sequence[Named]) -> list[str]:
    """Key and value of what there is, by key in order; what is empty is left out."""
    score = result.score
    own = [named_part(each) for each in score.contributions]
    held = result.steady_band
    # fmt: off
    found = (
        ("caps", listed(cap_text(*cap_fields(each)) for each in result.caps)),
        ("categories", listed(_category(*_category_fields(each)) for each in score.categories)),
        ("contexts", canonical([context_parts(each) for each in result.contexts])
            if result.contexts else None),
        ("dated", None if result.dated is None else _days(result.dated)),
        ("divergence", result.divergence and canonical(divergence_parts(result.divergence))),
        ("growth_score", number_or_none(result.growth_score)),
        # Most of the time the band that is held is the raw one.
        ("held", None if held == result.raw_band else canonical([held])),
        ("inputs", listed(_input(*_measured(each)) for each in score.contributions)),
        ("name", text_or_none(result.name)),
        ("new", "true" if result.new else None),
        ("notice_on", result.notice_on and f'"{result.notice_on.isoformat()}"'),
        # Only a row whose inputs are not the scorecard's (by product, say) names its own.
        ("of", None if own == named else canonical(own)),
        ("overlay", result.overlay and overlay_text(result.overlay)),
        ("owner", text_or_none(result.owner)),
        ("parent_account_id", text_or_none(result.parent_account_id)),
        ("plan", text_or_none(result.plan)),
        ("products", None if result.products is None else canonical(dict(result.products))),
        ("reason", text_or_none(score.reason)),
        ("renews_on", result.renews_on and f'"{result.renews_on.isoformat()}"'),
        ("revenue", listed(amount(each.currency, str(each.arr)) for each in result.revenue)),
        ("segment", text_or_none(result.segment)),
        ("shown", number_or_none(score.shown)),
        ("status", text_or_none(result.status)),
    )
    # fmt: on
    return [f'"{key}":{text}' for key, text in found if text is not None]


def text_or_none(value: str | None) -> str | None:
    """A text in quotes."""
    return None if value is None else quoted(value)


def number_or_none(value: float | None) -> str | None:
    """A finite number, written as ``repr`` writes it."""
    if isinstance(value, float) and isfinite(value):
        return repr(value)
    return None if value is None else canonical(value)


def listed(parts: Iterable[str]) -> str | None:
    """Texts as a list; None when there are none."""
    text = ",".join(parts)
    return f"[{text}]" if text else None


def slim(values: Sequence[Any]) -> Sequence[Any]:
    """Values without the empty ones at the end."""
    end = len(values)
    while end and values[end - 1] is None:
        end -= 1
    return [unsigned(value) for value in values[:end]]


def unsigned(value: Any) -> Any:
    """A zero has no sign: 0.0 and -0.0 are equal, and would be looked up as one."""
    return value + 0.0 if isinstance(value, float) else value


@lru_cache(_PARTS_KEPT, typed=True)
def _input(*measured: Any) -> str:
    return canonical(slim(measured))


@lru_cache(_PARTS_KEPT, typed=True)
def _category(*parts: Any) -> str:
    return canonical([unsigned(part) for part in parts])


@lru_cache(_PARTS_KEPT, typed=True)
def cap_text(*parts: Any) -> str:
    """A cap, given its fields in the order of ``CAP``."""
    return canonical(parts)


@lru_cache(_PARTS_KEPT)
def amount(currency: str, arr: str) -> str:
    """Recurring revenue in one currency."""
    return canonical((currency, arr))


def _days(dated: Mapping[str, date]) -> str:
    parts = [f'{quoted(signal)}:"{dated[signal].isoformat()}"' for signal in sorted(dated)]
    return f"{{{','.join(parts)}}}"


@lru_cache(_PARTS_KEPT)
def overlay_text(overlay: Overlay) -> str:
    """People's word."""
    return canonical(
        [
            overlay.band,
            [_reading_parts(each) for each in overlay.readings],
            overlay.assessed_on.isoformat(),
            overlay.assessed_by,
            overlay.fresh,
            overlay.disagree,
        ]
    )


def _reading_parts(each: Reading) -> list[Any]:
    return [each.assessed_on.isoformat(), *_reading_fields(each)]


def divergence_parts(each: Divergence) -> list[Any]:
    """A divergence as it is kept."""
    return [each.from_band, each.to_band, each.state, each.since.isoformat()]


def context_parts(each: Context) -> list[Any]:
    """A context as it is kept."""
    ends_on = None if each.ends_on is None else each.ends_on.isoformat()
    return [each.text, each.author, each.starts_on.isoformat(), ends_on]
