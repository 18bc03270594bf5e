"""The small book, scored and applied, a copy for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from forewarn.project import Scoring
from tests import ledgers
from tests.project.plans.book import (
    BIG,
    HEALTH,
    TABLES,
    TODAY,
    WISH,
)
from tests.project.small import opened, project


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two scorecards, recorded once; read only."""
    folder = project(
        tmp_path_factory.mktemp("plans") / "book", {"health": HEALTH, "large": BIG}, **TABLES
    )
    with opened(folder, today=TODAY) as there:
        there.score(Scoring(as_of=TODAY))
    return folder


@pytest.fixture
def book(scored: Path, tmp_path: Path) -> Path:
    """A copy of one's own, with what was recorded."""
    return ledgers.copied(scored, tmp_path / "book")


@pytest.fixture
def applied(book: Path) -> Path:
    """The same with its first plan applied."""
    with opened(book, today=TODAY) as there:
        there.apply(there.plan(), WISH)
    return book
