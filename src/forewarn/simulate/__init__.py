"""A SIMULATED company: plausible facts whose hidden truth is known.

Nothing here describes a real firm or person. The generator serves tests (a planted effect must be
found again, and nothing where nothing was planted) and people who want to try Forewarn before they
connect their own facts. Whatever shows its output must say that it is simulated.

    from datetime import date
    from forewarn.simulate import World, simulate, write

    company = simulate(seed=7, accounts=120, start_on=date(2025, 1, 1), end_on=date(2026, 4, 1))
    write(company, Path("simulated"))

Standard library only, no clock: with the same Python, the same arguments give the same bytes.
"""

from forewarn.simulate.company import COLUMNS, TRUTH_COLUMNS, Company, Row
from forewarn.simulate.generate import simulate
from forewarn.simulate.world import World
from forewarn.simulate.write import write

__all__ = ["COLUMNS", "TRUTH_COLUMNS", "Company", "Row", "World", "simulate", "write"]
