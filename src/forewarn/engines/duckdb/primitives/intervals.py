"""From validity intervals to differences: +x where a fact enters, −x where it leaves."""

from __future__ import annotations

from collections.abc import Sequence


def differences(intervals: str, values: Sequence[tuple[str, str]], *, after: int) -> str:
    """A statement with ``a``, ``i`` and the summed differences of each value.

    Args:
        intervals: name of a relation with ``a``, the indexes ``e`` (enters) and ``l`` (leaves,
            exclusive) and the value columns; intervals that end before they start are empty.
        values: name of each value column and the SQL type of its sums.
        after: the index after the last date, where nothing needs to leave any more.
    """
    names = [name for name, _ in values]
    ins = ", ".join(f"{name} AS {name}" for name in names)
    outs = ", ".join(f"-{name} AS {name}" for name in names)
    sums = ", ".join(f"CAST(sum({name}) AS {kind}) AS {name}" for name, kind in values)
    return f"""SELECT a, i, {sums} FROM (
    SELECT a, e AS i, {ins} FROM {intervals} WHERE e < l
    UNION ALL
    SELECT a, l AS i, {outs} FROM {intervals} WHERE e < l AND l < {after}
) GROUP BY a, i"""
