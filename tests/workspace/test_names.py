"""Pages call people what the company calls them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from forewarn import workspace
from forewarn.terms.naming import Names
from forewarn.workspace.project import names, shown
from tests.workspace.conftest import SignedIn

TEMPLATES = Path(workspace.__file__).parent / "templates"
OURS = re.compile(r"\b(CSMs?|AMs?|[Ll]eaders?|[Oo]perations|[Rr]eps?)\b")
CODE = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]*>", re.S)


@pytest.fixture
def renamed(folder: Path) -> Iterator[None]:
    file = folder / "forewarn.yml"
    before = file.read_text()
    file.write_text(before + "names:\n  csm: Success partner\n  operations: RevOps\n")
    shown()
    yield
    file.write_text(before)
    shown()


def test_pages_say_what_the_company_says(renamed: None, signed_in: SignedIn) -> None:
    assert names() == Names(csm="Success partner", operations="RevOps")
    page = signed_in("omar").get("/administration/").content.decode()
    assert "Success partner" in page
    assert ">RevOps<" in page
    assert "CSM" not in page
    assert "Operations" not in page


@pytest.mark.parametrize("file", sorted(TEMPLATES.rglob("*.html")), ids=lambda file: file.name)
def test_no_page_calls_people_otherwise(file: Path) -> None:
    said = OURS.findall(CODE.sub(" ", file.read_text("utf-8")))
    assert said == [], "say {{ names.csm }}, {{ names.leader }} or {{ names.leader|within }}"
