"""Four processes open and write one new ledger at once: nothing is lost, nothing stands twice."""

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from forewarn.ledger import book, open_ledger
from tests.ledger import sample
from tests.ledger.racing import ACCOUNTS, OTHER, WEEKS
from tests.ledger.sample import CARD, week

ROOT = Path(__file__).parent.parent.parent
PROCESSES = 4

pytestmark = pytest.mark.slow


def race(file: Path) -> list[list]:
    """What every recording of every process said."""
    start_at = time.time() + 4
    racers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.ledger.racing", str(file), str(seed), str(start_at)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for seed in range(PROCESSES)
    ]
    ended = [(*racer.communicate(timeout=120), racer.returncode) for racer in racers]
    assert [errors for _, errors, code in ended if code] == []
    return [line for said, _, _ in ended for line in json.loads(said)]


def test_four_processes_at_once(file: Path) -> None:
    said = race(file)
    assert len(said) == PROCESSES * WEEKS * 2
    winners = Counter(
        (number, fingerprint)
        for number, fingerprint, revision, written, unchanged in said
        if (revision, written, unchanged) == (0, ACCOUNTS, 0)
    )
    losers = [line for line in said if line[2:] == [0, 0, ACCOUNTS]]
    assert set(winners.values()) == {1}
    assert len(winners) == WEEKS * 2
    assert len(losers) == len(said) - len(winners), "the losers say so"
    with open_ledger(f"sqlite:///{file}", create=False) as ledger:
        for card in (CARD, OTHER):
            runs = book.runs(ledger, card.fingerprint)
            assert [(run.as_of, run.revision) for run in runs] == [
                (week(number), 0) for number in range(WEEKS)
            ]
            for number in range(WEEKS):
                wanted = sample.book(week(number), accounts=ACCOUNTS, card=card)
                assert book.digest(ledger, card.fingerprint, week(number)) == book.digest_of(
                    card, wanted
                )
