"""How often drift and shift alarm on nothing, and what they find (PREDICTION, P9).

Each figure is a share of simulated books with fixed seeds; printed with ``pytest -s``.
"""

import numpy as np
import pytest

from forewarn.evidence.drift import corrected, drift
from forewarn.evidence.shift import chance_of_net, is_alarm, net_share

SIZES = (50, 100, 200, 1000)
BOOKS = {50: 1000, 100: 1000, 200: 800, 1000: 1200}
EVEN = 0.05
OFF = 0.015


def book(values, *, first=0):
    return {f"a{first + place:05d}": float(value) for place, value in enumerate(values)}


def others(random, n):
    """Two books that have no account in common."""
    return book(random.normal(size=n)), book(random.normal(size=n), first=n)


def same(random, n):
    """One book at two dates: a signal that keeps 0.8 of itself."""
    before = random.normal(size=n)
    return book(before), book(0.8 * before + 0.6 * random.normal(size=n))


@pytest.mark.slow
@pytest.mark.parametrize("world", [others, same])
@pytest.mark.parametrize("n", SIZES)
def test_an_index_beyond_chance_is_rare_where_nothing_changed(n, world) -> None:
    beyond = 0
    for seed in range(BOOKS[n]):
        before, after = world(np.random.default_rng([n, seed]), n)
        beyond += drift("x", before, after, arrangements=199, seed=seed).beyond_chance
    print(f"PSI, {world.__name__}, n = {n}: {100 * beyond / BOOKS[n]:.1f} % of {BOOKS[n]}")  # noqa: T201
    assert beyond / BOOKS[n] == pytest.approx(EVEN, abs=OFF)


@pytest.mark.slow
def test_a_pack_raises_any_false_alarm_of_drift_one_time_in_twenty_at_most() -> None:
    packs, alarms = 300, 0
    for seed in range(packs):
        random = np.random.default_rng([7, seed])
        found = corrected(
            [drift("x", *same(random, 80), arrangements=499, seed=seed) for _ in range(6)]
        )
        alarms += any(each.alarm for each in found)
    print(f"any drift in a pack of 6: {100 * alarms / packs:.1f} % of {packs}")  # noqa: T201
    assert alarms / packs <= EVEN + 0.025


def quarters(n, *, moving, move=0.0, draws=8000, seed=1):
    """How many go down and come back in books where a share moves either way, and more down."""
    random = np.random.default_rng([n, seed])
    chances = [moving / 2 + move, moving / 2, 1 - moving - move]
    return random.multinomial(n, chances, size=draws)[:, :2].tolist()


@pytest.mark.slow
@pytest.mark.parametrize("n", SIZES)
def test_a_shift_beyond_chance_is_rare_where_as_many_return(n) -> None:
    found = quarters(n, moving=0.3)
    beyond = np.mean([chance_of_net(down, up) <= EVEN for down, up in found])
    alarms = np.mean([is_alarm(net_share(*each, n), chance_of_net(*each)) for each in found])
    print(f"shift, n = {n}: beyond chance {100 * beyond:.1f} %, alarm {100 * alarms:.1f} %")  # noqa: T201
    assert beyond == pytest.approx(EVEN, abs=OFF)
    assert alarms <= EVEN + OFF


@pytest.mark.slow
@pytest.mark.parametrize("moving", [0.05, 0.1, 0.2, 0.3])
def test_ten_points_of_four_hundred_accounts_are_found(moving) -> None:
    found = quarters(400, moving=moving, move=0.1)
    power = np.mean([is_alarm(net_share(*each, 400), chance_of_net(*each)) for each in found])
    print(f"ten points at n = 400, {moving:.0%} moving: found {100 * power:.1f} %")  # noqa: T201
    assert power >= 0.8
