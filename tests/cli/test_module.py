"""The command line without its script on the path."""

import runpy
import sys

import pytest

import forewarn


def test_python_m_forewarn(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["forewarn", "--version"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("forewarn", run_name="__main__")
    assert not ended.value.code
    assert capsys.readouterr().out == f"forewarn {forewarn.__version__}\n"
