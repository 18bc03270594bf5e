from datetime import date

import pytest

from forewarn.simulate import Company, simulate


@pytest.fixture(scope="session")
def company() -> Company:
    """The default company: 120 accounts over 15 months."""
    return simulate(start_on=date(2025, 1, 1), end_on=date(2026, 4, 1))
