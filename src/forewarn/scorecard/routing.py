"""Which accounts scorecards share: whether two filters can hold for the same account.

Decided by trying: for every attribute that the filters mention, the literals they compare it
with, values beside those, and nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise, product

from forewarn.signals.filters.evaluate import evaluate
from forewarn.signals.filters.tree import (
    AllOf,
    Among,
    AnyOf,
    Compare,
    Expression,
    Literal,
    Missing,
    Not,
)

MOST_TRIES = 4_000
ANOTHER = "another value"


def shared_account(*filters: Expression | None) -> Mapping[str, object] | None:
    """Attributes of an account for which all filters hold; None when there is none.

    Args:
        filters: None holds for every account.

    Raises:
        TooManyTries: the filters mention too much to try it all.
    """
    asked = [tree for tree in filters if tree is not None]
    values = {name: list(_tries(literals)) for name, literals in _literals(asked).items()}
    accounts = product(*values.values())
    tried = 0
    for chosen in islice(accounts, MOST_TRIES):
        tried += 1
        account = dict(zip(values, chosen, strict=True))
        if all(evaluate(tree, account) for tree in asked):
            return {name: value for name, value in account.items() if value is not None}
    if tried == MOST_TRIES:
        raise TooManyTries
    return None


class TooManyTries(Exception):  # noqa: N818
    """More combinations of attribute values than are worth trying."""


def _literals(filters: Sequence[Expression]) -> dict[str, dict[tuple[str, Literal], None]]:
    found: dict[str, dict[tuple[str, Literal], None]] = {}
    for tree in filters:
        for column, operator, literal in _leaves(tree):
            literals = found.setdefault(column, {})
            if operator:
                literals[operator, literal] = None
    return found


def _leaves(tree: Expression) -> Iterator[tuple[str, str, Literal]]:
    match tree:
        case Not(part):
            yield from _leaves(part)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _leaves(part)
        case Compare(column, operator, literal):
            yield column, operator, literal
        case Among(column, literals):
            yield from ((column, "=", literal) for literal in literals)
        case Missing(column):
            yield column, "", ""


def _tries(literals: Mapping[tuple[str, Literal], None]) -> Iterator[object]:
    """Values worth trying, each once: at, below, between and above what is compared with."""
    tries: dict[str, object] = {}
    for value in (*_beside(literals), ANOTHER, None):
        tries.setdefault(repr(value), value)
    yield from tries.values()


def _beside(literals: Mapping[tuple[str, Literal], None]) -> Iterator[object]:
    numbers = sorted({one for _, one in literals if not isinstance(one, (bool, str))})
    if numbers:
        yield from (numbers[0] - 1, *numbers, numbers[-1] + 1)
        yield from ((low + high) / 2 for low, high in pairwise(numbers))
    if any(isinstance(one, bool) for _, one in literals):
        yield from (True, False)
    texts = [(operator, one) for operator, one in literals if isinstance(one, str)]
    for operator, text in texts:
        yield text
        if operator in ("<", "<=", ">", ">="):
            yield from (text + "~", text[:-1])
    yield from _together(texts)


def _together(texts: Sequence[tuple[str, str]]) -> Iterator[object]:
    """Texts that begin with one literal and contain others."""
    starts = [text for operator, text in texts if operator == "starts_with"] or [""]
    contained = [text for operator, text in texts if operator == "contains"]
    for start in starts:
        yield start + ANOTHER
        yield start + " ".join(contained)
        yield from (start + text for text in contained)
