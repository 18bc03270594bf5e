"""``backtest --html`` and ``--plots`` on a whole project."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import Command
from tests.project.companies import END_ON
from tests.render.pages import Seen, requests

AS_OF = ("--as-of", str(END_ON))


@pytest.mark.slow
def test_page_and_plots(
    run: Command, saas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    file = tmp_path / "evidence.html"
    words = ("backtest", "--project", saas, *AS_OF, "--no-record", "--horizon", "90")
    ran = run(*words, "--html", file, "--plots")
    assert ran.code == 0, ran.err
    assert f"written: {file}" in ran.err.replace("\n", "")
    page = file.read_text("utf-8")
    assert requests(page) == []
    seen = Seen.of(page)
    assert seen.unbalanced == []
    drawn = [at for at in seen.named("svg") if at.get("role") == "img"]
    assert len(drawn) >= 5
    for title in ("What became of each band", "lead time", "ROC", "recall", "by quarter"):
        assert title in ran.out
        assert title in seen.text
    assert max(map(len, ran.out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("--html", "none/page.html"), "there is no folder none"),
        (("--html", "."), "is a folder"),
        (("--plots", "--format", "json"), "--plots go with text"),
    ],
)
def test_what_cannot_be_is_refused_at_once(
    run: Command, tmp_path: Path, words: tuple[str, ...], found: str
) -> None:
    # There is no project here: the file is looked at before anything else.
    ran = run("backtest", *words, cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert found in ran.err
