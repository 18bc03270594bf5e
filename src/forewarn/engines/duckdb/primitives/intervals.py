"""From validity intervals to differences: +x where a fact enters, −x where it leaves."""

from __future__ import annotations

from collections.abc import Mapping

from forewarn.engines.duckdb.courses import Course, Way


def differences(
    intervals: str, values: Mapping[str, str], parameters: Mapping[str, object]
) -> Course:
    """The course of sums over the intervals that hold a date.

    Args:
        intervals: statement with ``a``, the indexes ``e`` (enters) and ``l`` (leaves, exclusive;
            the index after the last date for what stays) and the value columns; intervals that
            end before they start are empty.
        values: name of each value column and the SQL type of its sums.
        parameters: those of the statement.
    """
    both = ", ".join(f"unnest([{name}, -{name}]) AS {name}" for name in values)
    select = f"SELECT a, unnest([e, l]) AS i, {both} FROM ({intervals}) WHERE e < l"
    return Course(select, values, Way.SUM, parameters)
