"""LibreOffice, made to recalculate, gives the engine's numbers on both examples."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from forewarn.project import Project
from forewarn.project.exporting import material
from forewarn.workbook.make import make
from forewarn.workbook.pages import Made
from forewarn.workbook.writing import write
from tests.workbook.recalculated import against, recalculate

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]


def made_of(folder: Path) -> Made:
    with Project.open(folder) as project:
        return make(material(project._desk(frozenset()), project._date(None)))


def with_wrong_value(made: Made) -> Made:
    """The workbook with one formula's value wrong: a program that only copies gives it back."""
    pages = list(made.pages)
    place = next(n for n, page in enumerate(pages) if page.name.startswith("Accounts"))
    rows = {row: dict(cells) for row, cells in pages[place].rows.items()}
    rows[5][2] = rows[5][2]._replace(value=-123.0)
    pages[place] = replace(pages[place], rows=rows)
    return replace(made, pages=pages)


@pytest.mark.parametrize("example", ["fintech", "saas"])
def test_libreoffice_calculates_what_the_engine_gives(example, request, tmp_path):
    made = made_of(request.getfixturevalue(example))
    path = tmp_path / "book.xlsx"
    write(with_wrong_value(made), path)
    assert [each.got for each in against(made, path)] == [-123.0]
    assert against(made, recalculate(path, tmp_path)) == []
