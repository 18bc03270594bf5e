"""Refusals of a form, carrying what the loader needs to point at the place and help."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from pydantic_core import PydanticCustomError


def nearest(word: str, accepted: Iterable[str], *, cutoff: float = 0.6) -> str:
    """The accepted word that looks most like ``word``, or empty."""
    found = get_close_matches(word.lower(), sorted(accepted), n=1, cutoff=cutoff)
    return found[0] if found else ""


def refusal(
    code: str,
    found: str,
    *,
    accepted: str = "",
    did_you_mean: str = "",
    fix: str = "",
    col: int = 0,
) -> PydanticCustomError:
    """A pydantic error whose ``ctx`` holds the parts of an Issue.

    Args:
        code: the Issue's code, becomes the error's ``type``.
        found: what was found, in words; becomes the message.
        accepted: what is accepted.
        did_you_mean: the nearest accepted word.
        fix: what to do.
        col: 1-based column inside the value's own text (filters); 0 = the value as a whole.
    """
    parts = {"found": found, "accepted": accepted, "did_you_mean": did_you_mean, "fix": fix}
    return PydanticCustomError(code, "{found}", {**parts, "col": col})
