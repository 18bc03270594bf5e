"""The company served to a real browser, and its windows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.served import Served, served
from tests.browser.watching import CHROMIUM, QUIET, Opened, Watch, look_at
from tests.workspace.company import company

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The company as scoring leaves it."""
    folder = company(tmp_path_factory.mktemp("served"))
    with served(folder, log=folder / "said.txt") as running:
        yield running


@pytest.fixture(scope="module")
def browser(site: Served) -> Iterator[Browser]:
    """Opened after the company is scored: Django refuses where Playwright's loop runs."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield opened
        opened.close()


def signed_in(browser: Browser, site: Served, state: dict[str, Any], **look: Any) -> BrowserContext:
    """A window of the member whom the printed link is for; the link is used once."""
    context = browser.new_context(storage_state=state.get("kept"), **look)
    if "kept" not in state:
        page = context.new_page()
        page.goto(site.link)
        look_at(page, "light-link")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/accounts/")
        state["kept"] = context.storage_state()
        page.close()
    return context


@pytest.fixture(scope="module")
def state() -> dict[str, Any]:
    """The cookies of whoever signed in."""
    return {}


@pytest.fixture
def opened(browser: Browser, site: Served, state: dict[str, Any]) -> Iterator[Opened]:
    """Opens windows of operations, listened to."""
    contexts: list[BrowserContext] = []

    def window(**look: Any) -> tuple[Page, Watch]:
        contexts.append(signed_in(browser, site, state, **look))
        page = contexts[-1].new_page()
        return page, Watch(page, site.url)

    yield window
    for each in contexts:
        each.close()
