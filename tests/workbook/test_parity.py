"""The recalculated workbook is the reference, whatever the scorecard and the values."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings

from forewarn.workbook.make import make
from tests.workbook.books import books
from tests.workbook.recalculated import by_ironcalc

EXAMPLES = int(os.environ.get("FOREWARN_WORKBOOKS", "40"))
"""2,000 by hand: FOREWARN_WORKBOOKS=2000 pytest tests/workbook/test_parity.py"""


@pytest.mark.slow
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(books())
def test_ironcalc_calculates_what_the_reference_gives(book):
    with TemporaryDirectory() as folder:
        assert by_ironcalc(make(book), Path(folder) / "book.xlsx") == []
