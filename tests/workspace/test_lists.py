"""The list as a workbook, and filters that members keep for themselves or for everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from forewarn.workbook.list_file import write_list
from forewarn.workspace.book.refreshing import up_to_date
from forewarn.workspace.models import BookLine, SavedView, TrailEntry
from forewarn.workspace.project import shown
from tests.workspace.cast import SEES
from tests.workspace.company import FORMULA, NASTY
from tests.workspace.conftest import SignedIn

Form = Callable[..., dict[str, str]]


@pytest.fixture(autouse=True)
def _book(_database: None) -> None:
    up_to_date(shown())


def opened(answer: Any) -> list[dict[str, Any]]:
    """The rows of a workbook by the names of their columns, and nothing that runs."""
    openpyxl = pytest.importorskip("openpyxl")
    content = b"".join(answer.streaming_content)
    with ZipFile(BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b"<hyperlink" not in sheet
    rows = openpyxl.load_workbook(BytesIO(content)).active.iter_rows(values_only=True)
    names = next(rows)
    return [dict(zip(names, row, strict=True)) for row in rows]


@pytest.mark.parametrize("who", ["ana", "rea", "nil"])
def test_the_workbook_holds_what_its_reader_sees(who: str, signed_in: SignedIn) -> None:
    rows = opened(signed_in(who).get("/accounts/export.xlsx"))
    assert sorted(row["account_id"] for row in rows) == SEES[who].split()


def test_names_stay_text_and_figures_figures(signed_in: SignedIn) -> None:
    rows = opened(signed_in("ana").get("/accounts/export.xlsx?sort=score"))
    assert {FORMULA, NASTY} <= {row["name"] for row in rows}
    assert [row["score"] for row in rows] == sorted(float(row["score"]) for row in rows)
    assert all(row["as_of"].date() == date(2026, 3, 2) for row in rows)


def test_a_filter_holds_for_the_workbook_too(signed_in: SignedIn) -> None:
    rows = opened(signed_in("omar").get("/accounts/export.xlsx?segment=smb&owner=Ben"))
    assert [row["account_id"] for row in rows] == ["b2"]


def test_rows_leave_as_they_come() -> None:
    """Nothing of the list is held: the writer asks for a row when the one before is written."""
    held: list[int] = []

    def rows() -> Any:
        for number in range(50):
            held.append(number)
            yield (f"a{number}", None, "", True, 1.5)

    assert write_list(BytesIO(), "Rows", ("a", "b", "c", "d", "e"), rows()) == len(held) == 50
    assert write_list(BytesIO(), "None", ("a",), ()) == 0


def test_freshness_says_what_was_not_measured_lately(signed_in: SignedIn) -> None:
    BookLine.objects.filter(account_id="a1").update(fresh="2 stale, 1 missing")
    page = signed_in("ana").get("/accounts/?q=alder").content.decode()
    assert "2 stale, 1 missing" in page
    assert "coverage" in page


def test_a_shared_view_is_everybodys_to_use_and_its_owners_to_remove(
    signed_in: SignedIn, form: Form
) -> None:
    ana, ben, omar = map(signed_in, ("ana", "ben", "omar"))
    ana.post("/accounts/views/save", form(name="Small", query="segment=smb", shared="1"))
    ana.post("/accounts/views/save", form(name="My own", query="q=a"))
    shared = SavedView.objects.get(name="Small")
    page = ben.get("/accounts/").content.decode()
    assert "Small" in page
    assert "by Ana" in page
    assert "My own" not in page
    assert "Remove the view Small" not in page
    address = f"/accounts/views/{shared.pk}/remove"
    assert ben.post(address, form()).status_code == 404
    assert "Remove the view Small" in omar.get("/accounts/").content.decode()
    assert omar.post(address, form()).status_code == 302
    assert not SavedView.objects.filter(pk=shared.pk).exists()
    own = SavedView.objects.get(name="My own")
    assert omar.post(f"/accounts/views/{own.pk}/remove", form()).status_code == 404


def test_the_same_name_again_is_told_and_kept_in_the_trail(signed_in: SignedIn, form: Form) -> None:
    ana = signed_in("ana")
    for query in ("segment=smb", "segment=mid"):
        answer = ana.post("/accounts/views/save", form(name="Mine", query=query), follow=True)
    assert "took the place" in answer.content.decode()
    entry = TrailEntry.objects.order_by("-number")[0]
    assert ("segment=smb" in entry.before, "segment=mid" in entry.after) == (True, True)
