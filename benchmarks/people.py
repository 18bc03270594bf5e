"""How many users each account has: lognormal, and as many in all as the size says."""

from __future__ import annotations

from itertools import accumulate
from math import exp, gcd
from statistics import NormalDist

from benchmarks.sizes import Size

SPREAD = 1.1  # standard deviation of the logarithm: a median of 11 users where the mean is 20


def users_of_accounts(size: Size) -> list[int]:
    """Users per account, at least one each: the quantiles of a lognormal, shuffled, scaled."""
    normal = NormalDist()
    step = coprime(size.accounts, near=0.618)
    raw = [
        exp(SPREAD * normal.inv_cdf(((place * step) % size.accounts + 0.5) / size.accounts))
        for place in range(size.accounts)
    ]
    scale = size.users / sum(raw)
    ends = [round(end * scale) for end in accumulate(raw)]
    return [max(1, end - start) for start, end in zip([0, *ends], ends, strict=False)]


def coprime(number: int, *, near: float) -> int:
    """A factor that walks through all residues of ``number``, near that share of it."""
    step = max(1, int(number * near))
    while gcd(step, number) != 1:
        step += 1
    return step
