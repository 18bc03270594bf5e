"""Folders for temporary files: used by one process, removed when it is gone."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from forewarn.engines.duckdb import temporary
from forewarn.terms.errors import ForewarnError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be locked there")

HOLD_IT = """
import sys
from forewarn.engines.duckdb import temporary
with temporary.folder("plan") as made:
    (made / "facts").mkdir()
    (made / "facts" / "rows").write_text("x")
    print(made, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def held_by_another(place: Path) -> tuple[subprocess.Popen[str], Path]:
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD_IT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(place)},
    )
    assert other.stdout is not None
    return other, Path(other.stdout.readline().strip())


def age(folder: Path) -> None:
    """As if it had been made long ago."""
    then = time.time() - 2 * 3600
    os.utime(folder, (then, then))


def test_what_a_killed_process_left_is_removed_and_nothing_else(place: Path) -> None:
    other, left = held_by_another(place)
    others = [place / name for name in ("forewarn-abc", "forewarn-locked-plan-", "mine")]
    for each in others:
        each.mkdir()
        age(each)
    age(left)
    with temporary.folder("ingest"):
        assert (left / "facts" / "rows").exists(), "its process still has it"
    other.kill()
    other.communicate()
    age(left)
    with temporary.folder("ingest") as made:
        assert not left.exists()
        assert {*place.iterdir()} == {made, *others}
    assert {*place.iterdir()} == {*others}


def test_a_young_folder_stays_for_it_may_not_be_locked_yet(place: Path) -> None:
    young = place / "forewarn-locked-plan-abc"
    young.mkdir()
    with temporary.folder("ingest"):
        assert young.is_dir()
    age(young)
    with temporary.folder("ingest"):
        assert not young.exists()


def test_a_link_is_not_followed(place: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "kept").write_text("")
    link = place / "forewarn-locked-plan-abc"
    link.symlink_to(elsewhere)
    os.utime(link, (0, 0), follow_symlinks=False)
    with temporary.folder("ingest"):
        assert (elsewhere / "kept").exists()


def test_no_such_place_is_said(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(place / "nowhere"))
    with (
        pytest.raises(ForewarnError, match=r"no folder for temporary files(.|\n)*TMPDIR="),
        temporary.folder("ingest"),
    ):
        pass
