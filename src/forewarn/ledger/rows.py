"""An account's result as one compact row, and back again, byte for byte.

What a row holds beside its columns is written by ``payload.py`` and read here.
"""

from __future__ import annotations

import hashlib
import json
import math
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from forewarn.ledger.compact import ABOUT, compact, days_told, retold
from forewarn.ledger.payload import (
    CAP,
    CATEGORY,
    MEASURED,
    NAMED,
    PLAIN,
    READING,
    canonical,
    named_part,
    payload_whole,
)
from forewarn.ledger.shared import NEW_FLAG, Texts, flag_of, names_texts, spelt_out
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

_NOTHING: dict[str, Any] = dict.fromkeys(MEASURED)
_ROWS_AT_A_TIME = 500
# What a restatement says of an account that is no longer in the book as of that date.
WITHDRAWN = '{"withdrawn":true}'
_AFTER_ABOUT, _GROWN = ',"inputs":[', ',"growth_score":'
NEW = '"new":true'
"""Stands in the payload of an account that was labelled New, and nowhere else."""


class Row(NamedTuple):
    """One account in one run, as the database keeps it: a tuple, for there are millions.

    The payload holds its texts, or names them (``shared.py``).
    """

    account_id: str
    score: float | None
    raw_band: str | None
    band: str | None
    effective_band: str | None
    coverage: float | None
    payload: str


def says_new(row: Row) -> bool:
    """Whether a row's account was labelled New, without reading the rest.

    Text inside a payload has its quotation marks escaped, so only the field itself reads like this.
    """
    if names_texts(row.payload):
        return bool(flag_of(row.payload) & NEW_FLAG)
    return NEW in row.payload


def row_of(result: AccountResult, *, inputs: tuple[InputFacts, ...]) -> Row:
    """The row of a result under a scorecard with these inputs; see ``rows_of`` for many."""
    return next(rows_of((result,), inputs=inputs))


def rows_of(results: Iterable[AccountResult], *, inputs: tuple[InputFacts, ...]) -> Iterator[Row]:
    """The rows of results under a scorecard with these inputs, as they come.

    Raises:
        ValueError: a number is not finite, or a result has no account.
    """
    named = [named_part(each) for each in inputs]
    for result in results:
        if not result.account_id:
            raise ValueError("a result without an account cannot be recorded")
        yield Row(
            result.account_id,
            _finite(result.score.score),
            result.raw_band,
            result.band,
            result.effective_band,
            _finite(result.score.coverage),
            compact(result, named) or payload_whole(result, named),
        )


def about_of(payload: str) -> str:
    """The part of a payload that says what the account was, as JSON; the whole where it is long.

    Text inside a payload has its quotation marks escaped, so only the field itself reads like this.
    """
    if not payload.startswith(ABOUT):
        return payload
    found = payload.find(_AFTER_ABOUT)
    grown = payload.find(_GROWN, 0, found)
    return payload[len(ABOUT) : found if grown < 0 else grown]


def spelt_rows(rows: Iterable[Sequence[Any]], texts: Texts) -> list[Row]:
    """Rows, or tuples of the same, with their texts in place of keys."""
    return [Row._make((*row[:-1], spelt_out(row[-1], texts.by_key))) for row in rows]


def withdrawn_row(account_id: str) -> Row:
    """The row that takes an account out of the book."""
    return Row(account_id, None, None, None, None, None, WITHDRAWN)


def result_of(row: Row, *, card: CardFacts, as_of: date) -> AccountResult:
    """The result a row was made of, with empty sentences; its payload holds its texts."""
    kept: dict[str, Any] = json.loads(row.payload)
    if row.payload.startswith(ABOUT):
        return _compact_result(row, kept, card, as_of)
    return _result(row, kept, card, as_of, _score(row, kept, card.inputs))


def _compact_result(
    row: Row, kept: Mapping[str, Any], card: CardFacts, as_of: date
) -> AccountResult:
    named = [named_part(each) for each in card.inputs]
    score = retold(kept, named, score=row.score, coverage=row.coverage)
    flat = kept | kept["about"] | kept["stands"]
    result = _result(row, flat, card, as_of, score)
    return replace(result, dated=days_told(kept, named, as_of))


def _result(
    row: Row, kept: Mapping[str, Any], card: CardFacts, as_of: date, score: Score
) -> AccountResult:
    return AccountResult(
        account_id=row.account_id,
        as_of=as_of,
        scorecard=card.name,
        fingerprint=card.fingerprint,
        score=score,
        raw_band=row.raw_band,
        band=row.band,
        effective_band=row.effective_band,
        caps=tuple(
            CapApplied(**dict(zip(CAP, each, strict=False))) for each in kept.get("caps", ())
        ),
        overlay=_overlay(kept.get("overlay")),
        divergence=_divergence(kept.get("divergence")),
        contexts=tuple(_context(each) for each in kept.get("contexts", ())),
        revenue=tuple(Revenue(currency, Decimal(arr)) for currency, arr in kept.get("revenue", ())),
        renews_on=_day(kept.get("renews_on")),
        notice_on=_day(kept.get("notice_on")),
        steady_band=kept["held"][0] if "held" in kept else row.raw_band,
        dated=_dates(kept.get("dated")),
        **{field: kept[field] for field in PLAIN if field in kept},
    )


def digest(rows: Iterable[Row]) -> str:
    """SHA-256 in hexadecimal over rows in the order of their accounts, whatever order they come in.

    Two recordings of the same results have the same digest, on any machine and database.
    """
    total = hashlib.sha256()
    for row in sorted(rows, key=lambda row: row.account_id):
        total.update(canonical(row).encode("ascii") + b"\n")
    return total.hexdigest()


def digest_in_order(rows: Sequence[Row]) -> bytes:
    """32 bytes that tell whether two lists of rows, by account, say the same.

    Column by column, for it is taken of every date of a backfill; a few hundred rows at a time,
    for their texts are put together and a processor keeps no more of them at hand.
    """
    total = hashlib.sha256()
    for start in range(0, len(rows), _ROWS_AT_A_TIME):
        for column in zip(*rows[start : start + _ROWS_AT_A_TIME], strict=True):
            total.update(_told(column))
            total.update(b"\x1e")
    return total.digest()


def _told(column: Sequence[Any]) -> bytes:
    if None in column:
        return repr(column).encode("ascii", "backslashreplace")
    if isinstance(column[0], float):
        return array("d", column).tobytes()
    return "\x1f".join(column).encode("utf-8", "surrogatepass")


def _finite(number: float | None) -> float | None:
    if number is None:
        return None
    if not math.isfinite(number):
        raise ValueError(f"{number} is no score and no share")
    return float(number)


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
            CategoryScore(**dict(zip(CATEGORY, each, strict=False)))
            for each in kept.get("categories", ())
        ),
    )


def _contribution(of: InputFacts, kept: list[Any]) -> Contribution:
    parts: dict[str, Any] = _NOTHING | dict(zip(MEASURED, kept, strict=False))
    parts["status"] = Status(parts["status"])
    return Contribution(**dict(zip(NAMED, named_part(of), strict=True)), **parts)


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
        assessed_on=date.fromisoformat(assessed_on), **dict(zip(READING, others, strict=False))
    )


def _divergence(kept: list[Any] | None) -> Divergence | None:
    if kept is None:
        return None
    from_band, to_band, state, since = kept
    return Divergence(from_band, to_band, state, date.fromisoformat(since))


def _context(kept: list[Any]) -> Context:
    text, author, starts_on, ends_on = kept
    return Context(text, author, date.fromisoformat(starts_on), _day(ends_on))


def _dates(kept: Mapping[str, str] | None) -> dict[str, date] | None:
    return None if kept is None else {key: date.fromisoformat(on) for key, on in kept.items()}


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
