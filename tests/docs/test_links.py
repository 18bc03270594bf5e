"""Relative links lead somewhere, headings included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import FENCE, ROOT, pages

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def links() -> Iterator[tuple[Path, str]]:
    for page in pages():
        for found in LINK.finditer(FENCE.sub("", page.read_text(encoding="utf-8"))):
            if "://" not in found[1]:
                yield page, found[1]


def anchors(page: Path) -> set[str]:
    """Names of the headings, as the usual Markdown viewers make them."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    heads = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def is_dead(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    there = (page.parent / path).resolve() if path else page
    return not there.exists() or (bool(anchor) and anchor not in anchors(there))


@pytest.mark.parametrize(
    ("page", "link"),
    list(links()),
    ids=[f"{page.relative_to(ROOT)}:{link}" for page, link in links()],
)
def test_a_link_leads_somewhere(page: Path, link: str) -> None:
    assert not is_dead(page, link)


@pytest.mark.parametrize("link", ["docs/nothing.md", "docs/facts.md#nothing", "#nothing"])
def test_a_dead_link_would_be_found(link: str) -> None:
    assert is_dead(ROOT / "README.md", link)


def test_every_page_can_be_reached() -> None:
    reached = {(page.parent / link.partition("#")[0]).resolve() for page, link in links()}
    assert [page for page in pages() if page not in reached and page.name != "README.md"] == []
