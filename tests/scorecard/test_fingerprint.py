"""Fingerprints and differences: what counts as another scorecard."""

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.scorecard.diff import diff, largest
from forewarn.scorecard.document import read_document
from forewarn.scorecard.fingerprint import fingerprint, parts
from forewarn.scorecard.leaves import CATEGORIES, plain
from forewarn.scorecard.load import load_scorecard
from forewarn.scorecard.model import Scorecard
from tests.scorecard.files import HEALTH, changed


def card(text: str) -> Scorecard:
    result = load_scorecard(text, "scorecards/health.yml")
    assert result.scorecard is not None, [str(issue) for issue in result.issues]
    return result.scorecard


BEFORE = card(HEALTH)
VALUES: dict[str, Any] = plain(read_document(HEALTH, "f.yml").values)


def turned(value: Any, chance: random.Random) -> Any:
    """The same with the keys of every mapping in another order."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: turned(value[key], chance) for key in keys}
    return [turned(item, chance) for item in value] if isinstance(value, list) else value


@pytest.mark.slow
@settings(max_examples=15)
@given(st.data())
def test_comments_and_blank_lines_keep_it(data: st.DataObject) -> None:
    lines = []
    for line in HEALTH.splitlines():
        comment = data.draw(st.sampled_from(["", "", "", "# a comment\n", "\n", "  # so\n"]))
        tail = data.draw(st.sampled_from(["", "", "   # why not"]))
        lines.append(f"{comment}{line}{tail}")
    other = card("\n".join(lines) + "\n")
    assert (other.fingerprint, other.parts) == (BEFORE.fingerprint, BEFORE.parts)
    assert diff(BEFORE, other) == ()


@settings(max_examples=25)
@given(st.randoms(use_true_random=False), st.integers(1, 6))
def test_order_of_keys_spacing_and_quotes_keep_it(chance: random.Random, indent: int) -> None:
    text = json.dumps(turned(VALUES, chance), indent=indent)
    values = read_document(text, "f.yml").values
    assert fingerprint(values) == BEFORE.fingerprint
    assert parts(values) == BEFORE.parts


@pytest.mark.parametrize(
    "swap",
    [
        ("weight: 40", "weight: 40.0"),
        ("{band: Watch, ", "{tier: Watch, "),
        ("\nbands:", "\ntiers:"),
        ("kind: count", "where:\n    kind: count"),
        ("why: CSMs hear it first.", "why: 'CSMs hear it first.'"),
        (
            "because: No champion for two months.",
            "because: >-\n      No champion\n      for two months.",
        ),
    ],
)
def test_other_spellings_keep_it(swap: tuple[str, str]) -> None:
    other = card(changed(swap))
    assert other.fingerprint == BEFORE.fingerprint
    assert other.parts == BEFORE.parts


CHANGES = [
    ("cosmetic", ("why: CSMs hear it first.", "why: Ask them.")),
    ("cosmetic", ("means: Still cheap to turn.", "means: Act.")),
    ("cosmetic", ("because: No champion for two months.", "because: Gone.")),
    ("cosmetic", ("version: 1", "version: 2")),
    ("cosmetic", ("      4: Good; one person carries it.", "      4: Good.")),
    ("cosmetic", ("    kind: active_days", "    label: logins a month\n    kind: active_days")),
    ("routing", ("applies_to: segment in ['smb', 'mid']", "applies_to: segment = 'smb'")),
    ("routing", ("version: 1", "version: 1\ncandidate: true")),
    ("banding", ("from: 45", "from: 50")),
    ("banding", ("playbook: rescue", "playbook: save")),
    ("banding", ("margin: 3", "margin: 4")),
    ("banding", ("left > 60", "left > 90")),
    ("banding", ("wins: people", "wins: lower")),
    ("scoring", ("weight: 40", "weight: 39")),
    ("scoring", ("3: 60, 10: 0", "3: 50, 10: 0")),
    ("scoring", ("missing: reweight", "missing: poor")),
    ("scoring", ("coverage_floor: 0.6", "coverage_floor: 0.5")),
    ("signal", ("window: 30d\n    per_seats", "window: 60d\n    per_seats")),
    ("signal", ("where: event = 'login'", "where: event = 'signin'")),
]


@pytest.mark.parametrize(("category", "swap"), CHANGES)
def test_a_change_shows_in_its_category_only(category: str, swap: tuple[str, str]) -> None:
    after = card(changed(swap))
    assert after.fingerprint != BEFORE.fingerprint
    differ = {name for name in CATEGORIES if after.parts[name] != BEFORE.parts[name]}
    changes = diff(BEFORE, after)
    if swap[0].startswith("left >"):  # a cap goes by its condition, so its words go with it
        differ.discard("cosmetic")
    assert differ == {category}
    assert {change.category for change in changes} - {"cosmetic"} == differ - {"cosmetic"}
    assert largest(changes) == category


@pytest.mark.slow
@settings(max_examples=15)
@given(st.sets(st.integers(0, len(CHANGES) - 1), max_size=6))
def test_a_difference_is_empty_exactly_for_the_same_fingerprint(chosen: set[int]) -> None:
    text = HEALTH
    for index in sorted(chosen):
        text = text.replace(*CHANGES[index][1])
    after = card(text)
    changes = diff(BEFORE, after)
    assert (changes == ()) is (after.fingerprint == BEFORE.fingerprint) is (not chosen)
    back = diff(after, BEFORE)
    assert {one.path: (one.before, one.after) for one in changes} == {
        one.path: (one.after, one.before) for one in back
    }
    ranks = [CATEGORIES.index(change.category) for change in changes]
    assert ranks == sorted(ranks, reverse=True)


def test_a_change_names_what_and_from_what_to_what() -> None:
    (change,) = diff(BEFORE, card(changed(("weight: 40", "weight: 35"))))
    assert str(change) == "inputs > CSM assessment > weight: 40 → 35"
    assert change.to_dict() == {
        "category": "scoring",
        "path": ["inputs", "CSM assessment", "weight"],
        "before": 40,
        "after": 35,
    }


def test_the_order_of_inputs_counts() -> None:
    values = {**VALUES, "inputs": VALUES["inputs"][::-1]}
    after = card(json.dumps(values))
    assert after.fingerprint != BEFORE.fingerprint
    (change,) = diff(BEFORE, after)
    assert change.path == ("inputs", "order")
    assert largest(()) is None
