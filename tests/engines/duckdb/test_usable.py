"""Conditions of caps over signals' values, which are columns of no stored table."""

from __future__ import annotations

import duckdb
import pytest

from forewarn.engines.duckdb.filters import condition
from forewarn.engines.duckdb.setwise.rendering import _Usable
from forewarn.engines.duckdb.sql import Parameters
from forewarn.signals.filters.parse import parse


@pytest.mark.parametrize(
    ("written", "holds"),
    [("pulse is missing", [3]), ("pulse is not missing", [1, 2]), ("pulse < 3", [1])],
)
def test_a_cap_may_ask_whether_a_value_is_missing(written: str, holds: list[int]) -> None:
    parameters = Parameters()
    column = _Usable("signals", "usable_v0", "DOUBLE")
    sql = condition(parse(written), lambda _: column, parameters)
    with duckdb.connect() as connection:
        values = "(VALUES (1, 2e0), (2, 4e0), (3, NULL)) AS v(n, usable_v0)"
        found = connection.execute(
            f"SELECT n FROM {values} WHERE {sql} ORDER BY n", parameters.values
        ).fetchall()
    assert [n for (n,) in found] == holds
