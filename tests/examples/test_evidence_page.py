"""The third-party results on the evidence page are what a backtest of the examples says."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from forewarn.evidence.measured import Measured
from forewarn.project import Backtesting, Project
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "method" / "evidence.md"
ROW = re.compile(r"^\|[^|]*\| `(\w+) --as-of (\S+)` \| (.*) \|$", re.MULTILINE)
RESULTS = ROW.findall(PAGE.read_text("utf-8"))


def share(found: Measured) -> str:
    return f"{found.value:.0%} ({found.low:.0%}–{found.high:.0%})".replace("%–", "–").replace(
        "%)", ")"
    )


def number(found: Measured) -> str:
    return f"{found.value:.2f} ({found.low:.2f}–{found.high:.2f})"


def test_the_page_names_three_data_sets() -> None:
    names = {name for name, *_ in RESULTS}
    assert names == {"ravenstack", "crm_simulated", "online_retail"}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "as_of", "said"), RESULTS, ids=[name for name, *_ in RESULTS])
def test_the_page_says_what_the_backtest_says(
    name: str,
    as_of: str,
    said: str,
    third_party_data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FOREWARN_TEST_DATA", str(third_party_data))
    place = tmp_path / name
    source = ROOT / "examples" / name
    shutil.copytree(source, place, ignore=shutil.ignore_patterns(".forewarn"))
    with Project.open(place) as project:
        found = project.backtest(Backtesting(as_of=date.fromisoformat(as_of), horizons=(60, 90)))
    main = found.horizon(90)
    told = (
        f"{main.n:,} ({main.accounts:,})",
        str(main.n_bad),
        number(main.auc),
        share(main.flag.balanced_accuracy).replace("%", " %", 1),
        found.verdict.name,
    )
    assert " | ".join(told) == said
