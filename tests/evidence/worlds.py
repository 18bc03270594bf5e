"""What is said of made-up worlds, counted: ``python -m tests.evidence.worlds``.

Null worlds have shuffled outcomes; in worlds with skill score and loss share a cause; in those
that change, they share it in the older half of the cases only.
"""

from __future__ import annotations

import sys
from collections import Counter

import numpy as np

from forewarn.evidence.replayed import Columns
from tests.evidence.test_verdict import judged, replayed, world

KINDS = {
    "shuffled outcomes": 200,
    "strong skill (0.8)": 50,
    "weak skill (0.3)": 50,
    "skill that ends halfway": 50,
}


def shuffled(seed: int):
    """A world with skill whose outcomes are dealt out anew."""
    cases = world(seed, skill=0.8)
    lost = np.random.default_rng(seed + 10_000).permutation(Columns(cases).lost)
    return [
        replayed(each.case.account_id, each.case.due_on, each.score, bool(bad))
        for each, bad in zip(cases, lost, strict=True)
    ]


def verdicts(kind: str, seeds: range) -> Counter[str]:
    """How often which verdict is given."""
    make = {
        "shuffled outcomes": shuffled,
        "strong skill (0.8)": lambda seed: world(seed, skill=0.8),
        "weak skill (0.3)": lambda seed: world(seed, skill=0.3),
        "skill that ends halfway": lambda seed: world(
            seed, skill=0.9, late_skill=-0.2, accounts=400
        ),
    }[kind]
    return Counter(judged(make(seed)).name for seed in seeds)


def main() -> None:
    """One row a kind of world."""
    for kind, runs in KINDS.items():
        said = ", ".join(f"{name} {n}" for name, n in verdicts(kind, range(runs)).most_common())
        sys.stdout.write(f"| {kind} | {runs} | {said} |\n")


if __name__ == "__main__":
    main()
