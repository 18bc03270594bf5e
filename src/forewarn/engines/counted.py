"""What counts as one and what counts as many, whichever engine adds it up."""

from __future__ import annotations

from typing import Any

COUNTED = {"events": "count"}
"""Tables whose rows may stand for several, and the column that says for how many."""


def whole_if_it_is(value: Any) -> int | float:
    """A number of things: an integer wherever it is whole."""
    found = float(value)
    return int(found) if found.is_integer() else found
