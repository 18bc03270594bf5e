"""What is kept becomes the same result again, or says that it cannot."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

import pytest

from forewarn.terms.kept import UnreadableError, as_kept, from_kept


class Kind(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Part:
    on: date
    arr: Decimal | None
    value: int | float | str | None
    kind: Kind = Kind.RED


@dataclass(frozen=True, slots=True)
class Whole:
    parts: tuple[Part, ...]
    pair: tuple[str, float]
    counts: Mapping[str, int]
    by_day: Mapping[date, Part]
    nothing: Part | None = None


PART = Part(date(2026, 3, 2), Decimal("10.50"), 3.5)
WHOLE = Whole((PART, Part(date(2026, 3, 3), None, "yes")), ("a", 1.0), {"z": 1, "a": 2},
              {PART.on: PART})  # fmt: skip


def test_it_comes_back_as_it_was() -> None:
    text = json.dumps(as_kept(WHOLE))
    again = from_kept(Whole, json.loads(text))
    assert again == WHOLE
    assert list(again.counts) == ["z", "a"]
    assert isinstance(again.parts[0].kind, Kind)
    assert json.dumps(as_kept(again)) == text


def test_what_a_later_forewarn_added_is_left_out_and_what_it_left_out_has_its_default() -> None:
    told = as_kept(WHOLE) | {"added": [1, 2]}
    del told["nothing"]
    assert from_kept(Whole, told) == WHOLE


@pytest.mark.parametrize(
    "broken",
    [{"parts": None} | {}, {}, as_kept(WHOLE) | {"parts": [{"on": "March"}]}, [], "text"],
)
def test_another_form_is_refused_in_one_way(broken: object) -> None:
    with pytest.raises(UnreadableError):
        from_kept(Whole, broken)
