"""Ranks for a percentile curve: quantiles by hand, and a curve made of them loads and scores."""

from __future__ import annotations

from datetime import date

import pytest

from forewarn.project.freezing import _ranks
from forewarn.render.text.ranks import ranks
from forewarn.scorecard.model import Percentile
from forewarn.scoring.curves import points
from forewarn.terms.errors import ForewarnError


def test_quantiles_by_hand_and_the_curve_they_make() -> None:
    groups = {"smb": [float(n) for n in range(21)], "mid": [1.0] * 19, "": [2.0]}
    frozen = _ranks(groups, "logins", "segment", date(2026, 3, 2))
    assert frozen.values == {"smb": tuple(float(n) for n in range(0, 21, 2))}
    assert frozen.counts == {"": 1, "mid": 19, "smb": 21}
    curve = Percentile("segment", frozen.frozen_on, frozen.values)
    assert points(curve, 10, {"segment": "smb"}) == 50
    assert points(curve, 20, {"segment": "smb"}) == 100
    assert "'smb': [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]   # 21 accounts" in ranks(frozen)
    assert "too few accounts for ranks: empty 1, mid 19" in ranks(frozen)


def test_no_group_is_large_enough() -> None:
    with pytest.raises(ForewarnError, match="no segment has 20 accounts"):
        _ranks({"smb": [1.0] * 19}, "logins", "segment", date(2026, 3, 2))
