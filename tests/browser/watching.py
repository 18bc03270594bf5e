"""What a page has to keep in a real browser, whichever page it is: looked at and listened to."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

from tests.architecture.source import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
BROWSER_TESTS = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no browser: apt-get install chromium"),
    pytest.mark.skipif(find_spec("playwright") is None, reason="no playwright: forewarn[dev]"),
]
PICTURES = ROOT / "screenshots"
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--no-proxy-server")  # fmt: skip
LOOKS: Mapping[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1360, "height": 900}},
    "dark": {"viewport": {"width": 1360, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
}
_LISTEN = """addEventListener("securitypolicyviolation", (event) => console.error(
    `the policy refused ${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));"""

_DOWN = """async () => {
    for (const each of document.querySelectorAll("main [hx-trigger~=revealed]")) {
        each.scrollIntoView();
        await new Promise((go) => setTimeout(go, 300));
    }
    scrollTo(0, 0);
}"""
"""What is drawn once it is seen is shown, and back to the top."""


class Watch:
    """What a page must not do: complain in the console, meet the policy, ask anybody else."""

    def __init__(self, page: Page, url: str) -> None:
        self.complaints: list[str] = []
        page.add_init_script(_LISTEN)
        page.on("console", lambda said: self._note(said.type, said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda asked: self._asked(asked.url, url))

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)

    def _asked(self, wanted: str, url: str) -> None:
        if not wanted.startswith((url, "data:")):
            self.complaints.append(f"asked {wanted}")


Opened = Callable[..., "tuple[Page, Watch]"]


def violations(page: Page) -> list[str]:
    """What axe finds, each with the first place where it finds it."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:150]}" for each in found]


def settled(page: Page) -> None:
    """Waits until every chart is drawn, those further down as well."""
    page.wait_for_load_state()
    page.evaluate(_DOWN)
    page.wait_for_selector("main .waiting, .htmx-request", state="detached")


def photograph(page: Page, picture: str) -> None:
    """Keeps a picture of the whole page for people to look at; no test rests on it."""
    from playwright.sync_api import Error

    PICTURES.mkdir(exist_ok=True)
    path = PICTURES / f"{picture}.png"
    try:
        page.screenshot(path=path, full_page=True)
    except Error as error:
        # Chromium refuses once in a long while, and takes the same picture when asked again.
        if "Unable to capture screenshot" not in error.message:
            raise
        page.wait_for_timeout(500)
        page.screenshot(path=path, full_page=True)


def look_at(page: Page, picture: str) -> None:
    """Photographs a page and holds it against what every page has to keep."""
    settled(page)
    photograph(page, picture)
    assert violations(page) == [], picture
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{picture} is {wide} px wider than the window"
    heads = page.locator("h1").all_text_contents()
    assert len(heads) == 1, f"{picture} has the headings {heads}"
    title = page.title()
    assert title.endswith("· Forewarn"), f"{picture} is called {title}"
