"""What a child spends is seen from outside, and what it says when it fails."""

from __future__ import annotations

import pytest

from benchmarks.goals import MISSED, REACHED, at_most
from benchmarks.meter import Limits, Spent, python, spend
from benchmarks.timings import Timings

pytestmark = pytest.mark.slow


LIMITS = Limits(20.0, 2048)
BUSY = "import time\nwhile time.process_time() < 0.3: pass"


def test_cpu_is_that_of_the_whole_process_and_its_children() -> None:
    nested = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}])"
    spent = spend(python("-c", nested), limits=LIMITS)
    assert spent.trouble is None
    assert 0.3 <= spent.cpu_seconds < 5


PEAK = """
from benchmarks.meter import Limits, python, spend
child = python("-c", "x = bytearray(300 << 20)")
print(spend(child, limits=Limits(20.0, 2048)).peak_mib)
"""


def test_peak_memory_is_the_childs() -> None:
    # Measured from a small process: a child's peak starts from that of the one that starts it.
    assert 300 < float(spend(python("-c", PEAK), limits=LIMITS).said) < 400


def test_a_failure_says_its_last_line() -> None:
    spent = spend(python("-c", "raise SystemExit('no such thing')"), limits=LIMITS)
    assert spent.trouble == "no such thing"


@pytest.mark.parametrize(
    ("program", "limits", "why"),
    [
        ("import time; time.sleep(60)", Limits(0.2, 2048), "stopped after 0 s"),
        (
            "import time; x = bytearray(b'x') * (200 << 20); time.sleep(60)",
            Limits(20.0, 100),
            "stopped above 100 MiB",
        ),
    ],
    ids=["time", "memory"],
)
def test_beyond_a_limit_it_is_stopped(program: str, limits: Limits, why: str) -> None:
    assert spend(python("-c", program), limits=limits).trouble == why


def test_settings_of_this_shell_do_not_reach_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOREWARN_ENGINE", "duckdb:///elsewhere")
    program = "import os; print(os.environ.get('FOREWARN_ENGINE'), os.environ['FOREWARN_LEDGER'])"
    spent = spend(python("-c", program), settings={"FOREWARN_LEDGER": "here"}, limits=LIMITS)
    assert spent.said.split() == ["None", "here"]


def runs(*seconds: float) -> list[Spent]:
    return [Spent(each, each, 10 * each, "") for each in seconds]


def test_ratios_are_paired_by_round() -> None:
    # The second round met a machine twice as slow: no ratio moves.
    done = Timings({"lb": runs(1, 2, 1), "grid": runs(3, 6, 4), "read": runs(1, 2, 1)})
    assert done.ratio(["grid"], "lb") == 3
    assert done.ratio(["grid", "read"], "lb") == 4
    assert done.ratio(["grid"], "lb", less="read") == 2
    assert (done.cpu("grid"), done.peak("grid"), done.count("lb")) == (4, 60, 3)


def test_no_figure_says_why() -> None:
    done = Timings({"lb": runs(1), "score": [Spent(1, 1, 1, "", "stopped above 9 MiB")]})
    assert done.trouble("lb") is None
    assert done.trouble("lb", "score") == "score: stopped above 9 MiB"
    assert done.trouble("explain") == "not measured"


def test_a_goal_is_reached_or_not() -> None:
    assert [at_most(3.5, 3.5), at_most(3.51, 3.5), at_most(9.0, None)] == [REACHED, MISSED, ""]
