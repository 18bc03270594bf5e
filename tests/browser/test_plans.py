"""A challenger's plan in a real browser: two roles approve it by keyboard, then it is in force."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import ledgers
from tests.architecture.source import ROOT
from tests.browser.served import Served, served
from tests.browser.watching import BROWSER_TESTS, LOOKS, Watch, look_at
from tests.workspace.company import ON, PASSWORD, company

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = BROWSER_TESTS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company with a plan applied before, and a file in which Watch begins later planned."""
    made = company(tmp_path_factory.mktemp("planned"))
    stage = [sys.executable, "-m", "tests.browser.stage", str(made)]
    done = subprocess.run(
        stage, cwd=ROOT, capture_output=True, text=True, env=ledgers.environment(made)
    )
    assert done.returncode == 0, done.stdout + done.stderr
    kept = made / "first.json"
    forewarn(made, "plan", "--as-of", str(ON), "--out", str(kept))
    forewarn(made, "apply", str(kept), "--by", "Omar", "--why", "The first one.",
             "--approved-by", "Ada: cs", "--approved-by", "Omar: revops")  # fmt: skip
    file = made / "scorecards" / "health.yml"
    changed = file.read_text().replace("from: 45", "from: 69").replace("version: 1", "version: 2")
    file.write_text(changed)
    forewarn(made, "plan", "--as-of", str(ON))
    return made


def forewarn(folder: Path, *words: str) -> None:
    """The command line, in a process of its own."""
    command = [Path(sys.executable).with_name("forewarn"), *words, "--project", folder]
    done = subprocess.run(
        [*map(str, command)], capture_output=True, text=True, env=ledgers.environment(folder)
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Served]:
    with served(folder, log=folder / "said.txt") as running:
        yield running


def window(browser: Browser, site: Served, who: str) -> tuple[Page, Watch]:
    """Somebody of the cast, signed in by password and keyboard."""
    page = browser.new_context(**LOOKS["light"]).new_page()
    watch = Watch(page, site.url)
    page.goto(f"{site.url}/member/login/")
    page.get_by_label("E-mail").focus()
    page.keyboard.type(f"{who}@example.com")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("nav[aria-label=Main]").wait_for()
    return page, watch


def to_the_plan(page: Page, site: Served) -> None:
    """From wherever it is to the plan that waits."""
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url(f"{site.url}/scorecards/")
    page.get_by_role("link", name="Read the plan").press("Enter")
    page.wait_for_url("**/scorecards/plans/**")


def approve(page: Page, words: str) -> None:
    """The role of one's own is ticked already: say why, and send."""
    page.get_by_role("link", name="To the approval").press("Enter")
    assert page.locator("form.approve input:checked").count() == 1
    page.get_by_label("What you looked at").focus()
    page.keyboard.type(words)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".messages", has_text="Approved as").wait_for()


def test_operations_proposes_a_leader_approves_and_it_is_in_force(
    browser: Browser, site: Served
) -> None:
    omar, heard = window(browser, site, "omar")
    to_the_plan(omar, site)
    assert omar.locator("#moves").inner_text().startswith("Accounts that change band")
    approve(omar, "I read the evidence.")
    assert omar.get_by_role("button", name="Put in force").count() == 0
    omar.get_by_text("Missing: cs").first.wait_for()
    look_at(omar, "light-plan-approved-by-one")
    ada, listened = window(browser, site, "ada")
    to_the_plan(ada, site)
    ada.get_by_text("Omar approved as revops").first.wait_for()
    approve(ada, "I know each of these accounts.")
    look_at(ada, "light-plan-approved-by-both")
    ada.get_by_label("Why it is put in force").focus()
    ada.keyboard.type("Watch began too early.")
    ada.keyboard.press("Tab")
    ada.keyboard.press("Enter")
    ada.wait_for_url(f"{site.url}/scorecards/")
    ada.locator(".messages", has_text="In force: health v2").wait_for()
    look_at(ada, "light-scorecards-applied")
    applied = ada.locator("#applied ~ .scroll tbody tr").first.inner_text()
    for said in ("Ada", "Watch began too early.", "Omar (revops)", "Ada (cs)"):
        assert said in applied
    assert ada.get_by_role("heading", name="A change waits").count() == 0
    ada.get_by_role("link", name="health v2").press("Enter")
    ada.get_by_role("heading", name="health v2").wait_for()
    look_at(ada, "light-scorecard-changed")
    omar.goto(f"{site.url}/administration/trail/?q=plan")
    told = omar.locator("#content").inner_text()
    assert "approved" in told
    assert "applied" in told
    assert heard.complaints == listened.complaints == []
