"""A filter passes the rows that ``signals.filters`` passes, on every engine."""

from decimal import Decimal
from typing import Any

import pytest

from forewarn.signals.filters.evaluate import evaluate
from forewarn.signals.filters.parse import parse
from forewarn.signals.primitives import Additive, Facts
from forewarn.terms.time import Window
from tests.engines.duckdb.facts import day, engine_with
from tests.engines.portable.places import Place

TYPES = {"n": "DOUBLE", "w": "BIGINT", "m": "DECIMAL(18,2)", "t": "BOOLEAN", "s": "VARCHAR"}
ROWS: list[dict[str, Any]] = [
    {},
    {"n": 3.0, "w": 3, "m": Decimal("3.00"), "t": True, "s": "3"},
    {"n": 2.5, "w": -1, "m": Decimal("2.50"), "t": False, "s": "2.5"},
    {"n": -0.5, "w": 0, "m": Decimal("0.10"), "t": True, "s": ""},
    {"n": 1e6, "s": " 12 "},
    {"s": "yes"},
    {"s": "No"},
    {"s": 'it\'s 100% \\ "so"_'},
    {"s": "Zebra"},
    {"s": "apple"},
    {"s": "Äpfel"},
    {"s": "1e3"},
    {"s": "'; drop table facts; --"},
]
FILTERS = [
    "s = '3'",
    "s != '3'",
    "not s = '3'",
    "s < 'a'",
    "s >= 'Zebra'",
    "s > 2",
    "s = 1000",
    "s = 12",
    "s = true",
    "s = false",
    "s is missing",
    "not (s is missing or s = 'yes')",
    "s contains '100%'",
    "s contains '\\'",
    "s contains '_'",
    "s contains '\"'",
    "s starts_with 'it''s'",
    "s starts_with ''",
    "s in ['apple', 'Zebra', '3', '''; drop table facts; --']",
    "n = 3",
    "n = '3'",
    "n = '2.5'",
    "n = '1000000'",
    "n < 0",
    "n = true",
    "w >= 0 and w != 3",
    "w = '3'",
    "w contains '1'",
    "m = 0.1",
    "m = 3",
    "m > 2.4",
    "t = true",
    "t = 'true'",
    "t = 1",
    "not t = false",
    "n > 2 or s = 'apple'",
    "s not in ['yes', 'No']",
]


def passes(place: Place, rows: list[dict[str, Any]], filters: list[str]) -> None:
    """One account a row, one primitive a filter: 1 where the row passes."""
    named = [
        {"account_id": f"{n:02}", "event": "e", "occurred_at": None, **row}
        for n, row in enumerate(rows)
    ]
    for row in named:
        row["_on"], row["_seen_on"] = day(0), day(1)
    native = engine_with(accounts=[row["account_id"] for row in named], types=TYPES, events=named)
    portable = place.engine(native.connection)
    asked = [
        Additive(Facts("events", parse(text)), Window(None), each_row=True) for text in filters
    ]
    found = {each.account_id: each.rows[0] for each in portable.grid(asked, [day(5)])}
    native.close()
    wrong = [
        (text, row)
        for row in named
        for text, value in zip(filters, found[row["account_id"]], strict=True)
        if value != int(evaluate(parse(text), {**dict.fromkeys(TYPES), **row}))
    ]
    assert wrong == []


@pytest.mark.slow
def test_on_every_engine(place: Place) -> None:
    passes(place, ROWS, FILTERS)
