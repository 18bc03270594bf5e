"""Goal P7: outcomes that were shuffled are hardly ever called foreseen."""

import pytest

from forewarn.evidence import verdict as rules
from tests.evidence.worlds import verdicts


@pytest.mark.slow
def test_of_200_shuffled_worlds_at_most_5_percent_are_validated() -> None:
    said = verdicts("shuffled outcomes", range(200))
    assert said[rules.VALIDATED] <= 10
    assert said[rules.CHANCE] >= 190


@pytest.mark.slow
def test_a_relation_that_ends_halfway_is_mostly_called_decaying() -> None:
    assert verdicts("skill that ends halfway", range(10))[rules.DECAYING] >= 9
