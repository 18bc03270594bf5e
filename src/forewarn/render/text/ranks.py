"""Frozen ranks as the lines to paste into a scorecard."""

from __future__ import annotations

from forewarn.terms.results import FrozenRanks


def ranks(result: FrozenRanks) -> str:
    """The curve in YAML, with the number of accounts behind each line."""
    lines = [
        "    curve:",
        "      percentile:",
        f"        by: {result.by}",
        f"        frozen_on: {result.frozen_on}",
        "        values:",
    ]
    for name, values in result.values.items():
        numbers = ", ".join(f"{value:f}".rstrip("0").rstrip(".") for value in values)
        lines.append(f"          '{name}': [{numbers}]   # {result.counts[name]} accounts")
    few = [
        f"{name or 'empty'} {n}" for name, n in result.counts.items() if name not in result.values
    ]
    if few:
        lines.append(f"          # too few accounts for ranks: {', '.join(few)}")
    return "\n".join(lines)
