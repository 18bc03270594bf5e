"""A scorecard file's values one by one, each with a name that outlives reordering and a category.

Fingerprints and differences rest on the same leaves, so that a difference is empty exactly when
the fingerprint is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forewarn.scorecard.scalars import canonical

# From the smallest effect to the largest: words on the screen, which accounts, which bands,
# which points, which facts.
CATEGORIES = ("cosmetic", "routing", "banding", "scoring", "signal")

_BY_TOP = {
    "scorecard": "routing",
    "version": "cosmetic",
    "kind": "cosmetic",
    "success": "cosmetic",
    "purpose": "routing",
    "candidate": "routing",
    "applies_to": "routing",
    "onboarding": "routing",
    "bands": "banding",
    "steady": "banding",
    "caps": "banding",
    "overlay": "banding",
    "growth": "banding",
    "inputs": "scoring",
    "coverage_floor": "scoring",
    "products": "scoring",
    "signals": "signal",
}
# Keys that only change words on the screen, by the top key that they stand under.
_COSMETIC = {
    "inputs": frozenset({"why", "origin", "evidence", "scale"}),
    "signals": frozenset({"label", "unit"}),
    "bands": frozenset({"means", "color"}),
    "growth": frozenset({"means", "color"}),
    "caps": frozenset({"because"}),
}
_NAMED_BY = {"inputs": "input", "bands": "band", "caps": "when"}
SYNONYMS = {"tiers": "bands", "tier": "band"}
ORDER = "order"

Path = tuple[str, ...]


def category(path: Path) -> str:
    """The plan category of a leaf."""
    below = path[2:3] if path[0] in (*_NAMED_BY, "signals") else path[1:2]
    if set(below) & _COSMETIC.get(path[0], frozenset()):
        return "cosmetic"
    return _BY_TOP.get(path[0], "scoring")


def leaves(values: Mapping[Any, Any]) -> dict[Path, Any]:
    """Every value of a file by its path; lists of inputs, bands and caps go by name.

    Empty values count as not written, ``tier`` as ``band``, and numbers by their value.
    """
    found: dict[Path, Any] = {}
    for key, value in plain(values).items():
        name = _NAMED_BY.get(key)
        if name is not None and isinstance(value, list):
            found.update(_named(key, name, value))
        else:
            found.update(_flat((key,), value))
    return found


def plain(value: Any) -> Any:
    """A file's values in one way of writing: text keys, synonyms resolved, nothing empty."""
    if isinstance(value, Mapping):
        return {
            SYNONYMS.get(canonical(key), canonical(key)): plain(item)
            for key, item in value.items()
            if item is not None
        }
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return int(value) if float(value).is_integer() else float(value)
    return value


def _named(top: str, name: str, items: list[Any]) -> Iterator[tuple[Path, Any]]:
    labels: list[str] = []
    for item in items:
        label = canonical(item.get(name, "")) if isinstance(item, Mapping) else canonical(item)
        # The same name twice is an error elsewhere; here both must still be told apart.
        labels.append(f"{label} ({len(labels) + 1})" if label in labels else label)
        yield from _flat((top, labels[-1]), item).items()
    yield (top, ORDER), labels


def _flat(path: Path, value: Any) -> dict[Path, Any]:
    if isinstance(value, Mapping) and value:
        found: dict[Path, Any] = {}
        for key, item in value.items():
            found.update(_flat((*path, key), item))
        return found
    return {path: value}
