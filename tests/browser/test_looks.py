"""Every page in light, in dark and on a phone: no finding of axe, nothing wider than the window,
no complaint of the console or the policy, nothing asked of anybody else.

Screenshots lie in ``screenshots/`` afterwards, which git ignores.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.architecture.source import ROOT
from tests.browser import places
from tests.browser.served import Served, served
from tests.browser.watching import BROWSER_TESTS, LOOKS, Opened, Watch, look_at
from tests.project import small
from tests.workspace.company import company

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [*BROWSER_TESTS, pytest.mark.once("looks do not depend on the database")]
EMPTY = ("today", "reviews", "minutes", "accounts", "divergences", "raters", "portfolio",
         "evidence", "scorecards", "marks", "administration", "trail")  # fmt: skip
"""Pages that say what to do while nothing is on record."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = company(tmp_path_factory.mktemp("staged"))
    stage = [sys.executable, "-m", "tests.browser.stage", str(made)]
    done = subprocess.run(stage, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Served]:
    with served(folder, log=folder / "said.txt") as running:
        yield running


@pytest.fixture(scope="module")
def numbers() -> dict[str, str]:
    """What stands in addresses and is known once the site is served: taken from its pages."""
    return {}


def address(where: str, numbers: dict[str, str], opened: Opened, site: Served) -> str:
    if "{" in where and not numbers:
        page, _ = opened()
        for key, on, start in (
            ("backtest", "/evidence/", "/evidence/"),
            ("card", "/scorecards/", "/scorecards/"),
            ("plan", "/scorecards/", "/scorecards/plans/"),
        ):
            page.goto(site.url + on)
            links = page.locator(f"main [href^='{start}'], main [hx-get^='{start}']")
            found = links.evaluate_all(
                "(all) => all.map((each) => each.getAttribute('hx-get') ?? each.pathname)"
            )
            last = [each.removeprefix(start).split("/")[0] for each in found]
            numbers[key] = next(
                each for each in last if each not in ("plans", "packs", "details", "")
                and (key != "backtest" or each.isdigit())
            )  # fmt: skip
    return site.url + where.format(**numbers)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("name", "where"), list(places.named(places.SIGNED_IN)))
def test_a_page_is_sound(
    look: str, name: str, where: str, opened: Opened, site: Served, numbers: dict[str, str]
) -> None:
    asked = address(where, numbers, opened, site)
    page, watch = opened(**LOOKS[look])
    answer = page.goto(asked)
    assert answer is not None
    assert answer.status == 200, asked
    look_at(page, f"{look}-{name}")
    assert watch.complaints == []


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("name", "where"), list(places.named(places.BEFORE)))
def test_a_page_of_nobody_is_sound(
    look: str, name: str, where: str, browser: Browser, site: Served
) -> None:
    context = browser.new_context(**LOOKS[look])
    page = context.new_page()
    watch = Watch(page, site.url)
    answer = page.goto(site.url + where)
    assert answer is not None
    assert answer.status == 200, where
    look_at(page, f"{look}-{name}")
    assert watch.complaints == []
    context.close()


def test_pages_are_called_unlike_each_other(
    opened: Opened, site: Served, numbers: dict[str, str]
) -> None:
    page, _ = opened()
    titles: dict[str, str] = {}
    for name, where in places.named(places.SIGNED_IN):
        page.goto(address(where, numbers, opened, site))
        titles.setdefault(page.title(), name)
        same = titles[page.title()].partition("-")[0]
        assert same == name.partition("-")[0], f"{same} and {name} are both {page.title()}"


def test_the_focus_is_seen_and_goes_from_top_to_bottom(opened: Opened, site: Served) -> None:
    page, _ = opened(**LOOKS["light"])
    for where in ("/today/", "/accounts/", "/accounts/a1/", "/portfolio/", "/evidence/"):
        page.goto(site.url + where)
        seen = []
        for _ in range(14):
            page.keyboard.press("Tab")
            seen.append(
                page.evaluate("""() => {
                    const at = document.activeElement, how = getComputedStyle(at);
                    const place = at.compareDocumentPosition(document.body);
                    return {marked: how.outlineStyle !== "none" || how.boxShadow !== "none",
                            what: at.outerHTML.slice(0, 80), place};
                }""")
            )
        unmarked = [each["what"] for each in seen if not each["marked"]]
        assert unmarked == [], where
        assert "Skip to the content" in seen[0]["what"]


def test_the_content_is_one_key_away(opened: Opened, site: Served) -> None:
    page, _ = opened()
    page.goto(f"{site.url}/accounts/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_book_of_which_nothing_is_known_yet_says_what_to_do(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = small.project(tmp_path_factory.mktemp("new"), {"health": small.card()})
    with served(folder, log=folder / "said.txt") as running:
        for look in LOOKS:
            context = browser.new_context(**LOOKS[look])
            page = context.new_page()
            if look == "light":
                page.goto(running.link)
                page.get_by_role("button", name="Sign in").click()
                kept = context.cookies()
            context.add_cookies(kept)
            watch = Watch(page, running.url)
            for name in EMPTY:
                (where,) = list(places.SIGNED_IN[name].values())[:1]
                page.goto(running.url + where)
                look_at(page, f"{look}-empty-{name}")
            assert watch.complaints == []
            context.close()
