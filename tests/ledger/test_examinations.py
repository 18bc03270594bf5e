"""Verdicts on record: kept once, revised by another one, read with and without Django."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from forewarn.ledger import Ledger
from forewarn.ledger.book import keep_verdict, verdicts
from forewarn.ledger.peeking import verdicts_on_file
from forewarn.terms.examined import CHANCE, VALIDATED, Examined

AT = datetime(2026, 6, 1, 12, 30, 15, 123456, tzinfo=UTC)
FOUND = Examined(
    fingerprint="f1",
    name="account health",
    checked_as_of=date(2026, 6, 1),
    verdict=VALIDATED,
    because="AUC at 90 days is 0.78 – größer als 0,5",
    figures={"n": 412, "auc": {"value": 0.78, "low": 0.7125, "high": None}},
    recorded_at=AT,
    forewarn_version="1.0",
)
EARLIER = replace(FOUND, checked_as_of=date(2026, 3, 1), verdict=CHANCE)
OTHER = replace(FOUND, fingerprint="f2", name="onboarding")


def test_it_reads_as_it_was_kept_by_date(ledger: Ledger) -> None:
    assert all(keep_verdict(ledger, each) for each in (FOUND, EARLIER, OTHER))
    assert verdicts(ledger) == {"f1": (EARLIER, FOUND), "f2": (OTHER,)}
    assert verdicts(ledger, ["f2", "nobody's"]) == {"f2": (OTHER,)}


def test_the_same_again_adds_nothing(ledger: Ledger) -> None:
    later = replace(FOUND, recorded_at=AT.replace(hour=23))
    assert keep_verdict(ledger, FOUND)
    assert not keep_verdict(ledger, later)
    assert verdicts(ledger) == {"f1": (FOUND,)}


def test_another_one_of_the_same_date_is_a_revision(ledger: Ledger) -> None:
    revised = replace(FOUND, verdict=CHANCE)
    assert [keep_verdict(ledger, each) for each in (FOUND, revised, FOUND)] == [True] * 3
    assert verdicts(ledger) == {"f1": (FOUND, revised, FOUND)}


def test_an_instant_needs_a_zone(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="zone"):
        keep_verdict(ledger, replace(FOUND, recorded_at=AT.replace(tzinfo=None)))


def test_the_file_says_the_same_without_being_opened(ledger: Ledger, file: Path) -> None:
    for each in (FOUND, EARLIER, OTHER):
        keep_verdict(ledger, each)
    assert verdicts_on_file(f"sqlite:///{file}", folder=file.parent) == verdicts(ledger)
    assert verdicts_on_file(f"sqlite:///{file.name}", folder=file.parent) == verdicts(ledger)


def test_a_file_that_holds_no_verdicts_says_nothing(tmp_path: Path) -> None:
    asked = "sqlite:///some.sqlite3"
    assert verdicts_on_file(asked, folder=tmp_path) == {}
    assert not (tmp_path / "some.sqlite3").exists()
    sqlite3.connect(tmp_path / "some.sqlite3").close()
    assert verdicts_on_file(asked, folder=tmp_path) == {}
    (tmp_path / "some.sqlite3").write_bytes(b"no database at all, but long enough" * 99)
    assert verdicts_on_file(asked, folder=tmp_path) == {}
    assert verdicts_on_file("postgresql://nobody@nowhere/none", folder=tmp_path) == {}
