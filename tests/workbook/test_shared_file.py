"""A workbook in a folder that others write to as well."""

from pathlib import Path

import pytest

from forewarn.terms.errors import ForewarnError
from forewarn.workbook.opening import open_workbook
from forewarn.workbook.pages import Made, Page
from forewarn.workbook.shared_file import SharedFile


def made(text: str) -> Made:
    page = Page("Assess")
    page.put(0, 0, text)
    return Made([page], {}, {}, "t", "s")


def text_in(path: Path) -> object:
    return open_workbook(path).sheets["Assess"].value(0, 0)


@pytest.fixture
def path(tmp_path):
    SharedFile(tmp_path / "health.xlsx").write(made("old"), read=None)
    return tmp_path / "health.xlsx"


def shared(path, then=lambda: None) -> SharedFile:
    """Something happens at the first pause."""
    todo = [then]
    return SharedFile(path, sleep=lambda _: todo.pop()() if todo else None)


def test_it_is_read_and_replaced_as_a_whole(path):
    file = shared(path)
    book = file.read(["Assess"])
    assert book is not None
    file.write(made("new"), read=book)
    assert text_in(path) == "new"
    assert [each.name for each in path.parent.iterdir()] == ["health.xlsx"]


def test_a_file_that_is_not_there_yet(tmp_path):
    assert shared(tmp_path / "health.xlsx").read(["Assess"]) is None
    with pytest.raises(ForewarnError, match="no folder"):
        SharedFile(tmp_path / "nowhere" / "health.xlsx")
    with pytest.raises(ForewarnError, match=r"no \.xlsx file"):
        SharedFile(tmp_path / "health.ods")


def test_a_file_that_still_grows_is_waited_for(path):
    whole = path.read_bytes()
    path.write_bytes(whole[:200])
    book = shared(path, lambda: path.write_bytes(whole)).read(["Assess"])
    assert book is not None
    assert book.sheets["Assess"].value(0, 0) == "old"


def test_a_file_that_stays_cut_off_is_refused(path):
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(ForewarnError, match="error damaged"):
        shared(path).read(["Assess"])


def test_a_file_that_never_stands_still_is_refused(path):
    count = iter(range(1_000))
    file = SharedFile(path, sleep=lambda _: path.write_bytes(b"x" * next(count)))
    with pytest.raises(ForewarnError, match="still being written"):
        file.read(["Assess"])


@pytest.mark.parametrize(
    ("lock", "content", "who"),
    [
        ("~$health.xlsx", b"\x07Mirelle" + b" " * 40, "Mirelle"),
        ("~$alth.xlsx", b"", ""),
        (".~lock.health.xlsx#", b"Mirelle B,pc,me,21.11.2026 10:00,file:///x", "Mirelle B"),
    ],
)
def test_an_open_file_is_left_alone_and_who_has_it_is_told(path, lock, content, who):
    (path.parent / lock).write_bytes(content)
    with pytest.raises(ForewarnError, match="is open in a spreadsheet program") as refused:
        shared(path).read(["Assess"])
    assert who in str(refused.value)
    with pytest.raises(ForewarnError, match="is open"):
        shared(path).write(made("new"), read=open_workbook(path))
    assert text_in(path) == "old"


@pytest.mark.parametrize(
    "name",
    [
        "health (conflicted copy 2026-11-20).xlsx",
        "health (Mirelle's conflicted copy 2026-11-20).xlsx",
        "health (Case Conflict).xlsx",
        "health.sync-conflict-20261120-101500-ABCDEFG.xlsx",
        "health (In Konflikt stehende Kopie).xlsx",
    ],
)
def test_a_conflicted_copy_asks_first(path, name):
    (path.parent / name).write_bytes(b"")
    with pytest.raises(ForewarnError, match="could not merge") as refused:
        shared(path).read(["Assess"])
    assert name.removesuffix(".xlsx") in str(refused.value)


def test_what_may_be_a_copy_is_named_and_others_are_not(path):
    for name in ("health (1).xlsx", "health-DESKTOP-7.xlsx", "health-2026.xlsx", "healthy.xlsx"):
        (path.parent / name).write_bytes(b"")
    notices = shared(path).notices
    assert [each.split(" stands")[0] for each in notices] == [
        "health (1).xlsx", "health-DESKTOP-7.xlsx",
    ]  # fmt: skip


def test_a_file_that_changed_since_it_was_read_stays(path):
    file = shared(path)
    book = file.read(["Assess"])
    SharedFile(path).write(made("theirs"), read=open_workbook(path))
    with pytest.raises(ForewarnError, match="changed by somebody else"):
        file.write(made("ours"), read=book)
    assert text_in(path) == "theirs"
    assert [each.name for each in path.parent.iterdir()] == ["health.xlsx"]


def test_a_file_that_appeared_meanwhile_stays(path):
    with pytest.raises(ForewarnError, match="changed by somebody else"):
        shared(path).write(made("ours"), read=None)
    assert text_in(path) == "old"
