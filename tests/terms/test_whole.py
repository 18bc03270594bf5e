"""A file is there as a whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Thread

import pytest

from forewarn.terms.whole import beside


def test_it_takes_its_place_at_the_end(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("old")
    with beside(file) as new:
        new.write_text("new")
        assert file.read_text() == "old"
    assert file.read_text() == "new"
    assert os.listdir(tmp_path) == ["page.html"]


def test_nothing_is_left_of_one_that_failed(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("old")
    with pytest.raises(UnicodeEncodeError), beside(file) as new:
        new.write_text("half \udc80", "utf-8")
    assert file.read_text() == "old"
    assert os.listdir(tmp_path) == ["page.html"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    link, file = tmp_path / "page.html", tmp_path / "kept" / "page.html"
    file.write_text("old")
    link.symlink_to(file)
    with beside(link) as new:
        new.write_text("new")
    assert link.is_symlink()
    assert file.read_text() == "new"


def test_a_pipe_is_written_as_it_is(tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", list[str]()
    os.mkfifo(pipe)
    reader = Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    with beside(pipe) as new:
        new.write_text("through")
    reader.join()
    assert read == ["through"]
    assert pipe.is_fifo()
