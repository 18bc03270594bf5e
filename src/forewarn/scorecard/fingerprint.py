"""Which scorecard it was: hashes of what a file says, whatever its comments, order and spacing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from forewarn.scorecard.leaves import CATEGORIES, category, leaves, plain


def fingerprint(values: Mapping[Any, Any]) -> str:
    """SHA-256 of a file's values in canonical JSON (64 hex digits; the first 16 are shown).

    Comments, the order of keys, spacing and quoting leave it; the order of lists counts, because
    sums and ties follow it.
    """
    return _hash(plain(values))


def parts(values: Mapping[Any, Any]) -> dict[str, str]:
    """One SHA-256 per plan category, over the values of that category alone."""
    sorted_out: dict[str, list[tuple[list[str], Any]]] = {name: [] for name in CATEGORIES}
    for path, value in sorted(leaves(values).items()):
        sorted_out[category(path)].append((list(path), value))
    return {name: _hash(found) for name, found in sorted_out.items()}


def _hash(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return sha256(text.encode("ascii")).hexdigest()
