"""The pages in a real browser: signing in, the list, an account; axe; nothing asked of others.

Screenshots of the key pages lie in ``screenshots/`` afterwards, which git ignores.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

from tests.architecture.source import ROOT
from tests.browser.served import Served, served
from tests.workspace.company import company

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no browser: apt-get install chromium"),
    pytest.mark.skipif(find_spec("playwright") is None, reason="no playwright: forewarn[dev]"),
]
PICTURES = ROOT / "screenshots"
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--no-proxy-server")  # fmt: skip
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1360, "height": 900}},
    "dark": {"viewport": {"width": 1360, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
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


class Watch:
    """What a page must not do: complain in the console, ask anybody else."""

    def __init__(self, page: Page, url: str) -> None:
        self.complaints: list[str] = []
        page.on("console", lambda said: self._note(said.type, said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda asked: self._asked(asked.url, url))

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)

    def _asked(self, wanted: str, url: str) -> None:
        if not wanted.startswith((url, "data:")):
            self.complaints.append(f"asked {wanted}")


def violations(page: Page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:150]}" for each in found]


def signed_in(browser: Browser, site: Served, state: dict[str, Any], **look: Any) -> BrowserContext:
    """A window of the member whom the printed link is for; the link is used once."""
    context = browser.new_context(storage_state=state.get("kept"), **look)
    if "kept" not in state:
        page = context.new_page()
        page.goto(site.link)
        assert violations(page) == []
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/accounts/")
        state["kept"] = context.storage_state()
    return context


@pytest.fixture(scope="module")
def state() -> dict[str, Any]:
    return {}


Opened = Callable[..., "tuple[Page, Watch]"]


@pytest.fixture
def opened(browser: Browser, site: Served, state: dict[str, Any]) -> Iterator[Opened]:
    contexts: list[BrowserContext] = []

    def window(**look: Any) -> tuple[Page, Watch]:
        contexts.append(signed_in(browser, site, state, **look))
        page = contexts[-1].new_page()
        return page, Watch(page, site.url)

    yield window
    for each in contexts:
        each.close()


@pytest.mark.parametrize("look", LOOKS)
def test_pages_are_sound_in_every_look(look: str, opened: Opened, site: Served) -> None:
    page, watch = opened(**LOOKS[look])
    PICTURES.mkdir(exist_ok=True)
    for name, address, ready in (
        ("today", "/today/", "ol.todo"),
        ("review", "/reviews/", "ol.todo"),
        ("review-account", "/reviews/accounts/b1/", "#trend svg"),
        ("standing-list", "/reviews/lists/help/", "table.standing-list"),
        ("minutes", "/reviews/minutes/", "#not-reached"),
        ("accounts", "/accounts/", "table.accounts"),
        ("account", "/accounts/a1/", "#waterfall svg"),
        ("assess", "/accounts/b1/assess", "form.assess"),
        ("note", "/accounts/b1/note?kind=context", "form.noting"),
        ("handover", "/accounts/a1/handover", "article.brief"),
        ("marks", "/administration/marks/", "h1"),
        ("chart", "/accounts/a1/charts/trend", "figure svg"),
        ("portfolio", "/portfolio/", "#flow svg"),
        ("behind-a-number", "/portfolio/accounts/?now=(any)", "table.book"),
        ("divergences", "/divergences/", "main h1"),
        ("divergence", "/divergences/a1/", "main h1"),
        ("raters", "/divergences/raters/", "main h1"),
        ("administration", "/administration/", "h1"),
        ("territory", "/administration/territories/0/", "form.kept"),
        ("trail", "/administration/trail/?verify=1", "[role=status]"),
        ("second-factor", "/member/2fa/", "main h1"),
    ):
        page.goto(site.url + address)
        page.wait_for_selector(ready)
        if name == "account":
            page.wait_for_selector("#trend svg")
        if name == "portfolio":
            page.wait_for_selector("#bands svg")
        page.screenshot(path=PICTURES / f"{look}-{name}.png", full_page=True)
        assert violations(page) == [], name
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{name} is wider than the window"
    assert watch.complaints == []


def test_the_list_narrows_while_one_types(opened: Opened, site: Served) -> None:
    page, watch = opened()
    page.goto(f"{site.url}/accounts/")
    page.keyboard.press("/")
    page.keyboard.type("birch")
    page.wait_for_url("**q=birch**")
    page.locator("#list p[role=status]", has_text="1 account").wait_for()
    assert page.locator("table.accounts tbody tr").count() == 1
    page.get_by_label("Segment").select_option("smb")
    page.get_by_text("No account fits").wait_for()
    page.go_back()
    assert watch.complaints == []


def test_by_keyboard_alone(opened: Opened, site: Served) -> None:
    page, watch = opened()
    page.goto(f"{site.url}/accounts/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    name = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/*/")
    assert page.get_by_role("heading", level=1).text_content() == name
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_url("**/accounts/")
    assert watch.complaints == []


def test_an_assessment_by_keyboard(opened: Opened, site: Served) -> None:
    page, watch = opened(**LOOKS["light"])
    page.goto(f"{site.url}/accounts/a1/")
    page.keyboard.press("e")
    page.wait_for_url("**/assess")
    for name, step in (
        ("champion_status", "missing"),
        ("executive_engagement", "none"),
        ("outcome_narrative", "missing"),
    ):
        page.locator(f"input[name={name}]").first.focus()
        page.keyboard.press("Space")
        while page.locator(f"input[name={name}]:checked").get_attribute("value") != step:
            page.keyboard.press("ArrowDown")
    page.get_by_label("Note").focus()
    page.keyboard.type("Nobody answers.")
    page.get_by_role("button", name="Record assessment").press("Enter")
    page.get_by_role("heading", name="You and the score see it differently").wait_for()
    assert violations(page) == []
    page.screenshot(path=PICTURES / "light-differs.png", full_page=True)
    page.get_by_label("Why I see it differently").fill("The champion left.")
    page.get_by_role("button", name="Record assessment").press("Enter")
    page.wait_for_url("**/accounts/a1/**")
    page.get_by_text("Counts from").first.wait_for()
    assert violations(page) == []
    page.wait_for_selector("#waterfall svg")
    page.screenshot(path=PICTURES / "light-assessed.png", full_page=True)
    # The prompt's own answer 422 is no complaint of the page.
    assert [each for each in watch.complaints if "422" not in each] == []


def test_today_by_keyboard(opened: Opened, site: Served) -> None:
    page, watch = opened()
    page.goto(f"{site.url}/accounts/")
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url("**/today/")
    before = page.locator("ol.todo > li").count()
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("d")
    page.locator(".done summary", has_text="Done (1)").wait_for()
    assert page.locator("ol.todo > li").count() == before - 1
    page.wait_for_function("document.activeElement.matches('[data-open]')")
    assert page.evaluate("document.activeElement.textContent") != first
    page.locator(".done summary").click()
    assert violations(page) == []
    page.get_by_role("button", name="Put").click()
    page.wait_for_load_state()
    assert page.locator("ol.todo > li").count() == before
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/*/")
    assert watch.complaints == []


def test_the_portfolio_by_keyboard(opened: Opened, site: Served) -> None:
    page, watch = opened()
    page.goto(f"{site.url}/accounts/")
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url("**/portfolio/")
    page.get_by_label("Apart by").first.focus()
    page.keyboard.type("owner")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**by=owner**")
    page.get_by_role("link", name="Ana", exact=True).press("Enter")
    page.wait_for_url("**owner=Ana**")
    page.locator("table.matrix tfoot a").last.press("Enter")
    page.wait_for_url("**/portfolio/accounts/**")
    assert page.locator("table.book tbody tr").count() == 3
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/a*/")
    assert watch.complaints == []


def test_the_weekly_review_by_keyboard(opened: Opened, site: Served) -> None:
    page, watch = opened(**LOOKS["light"])
    keys = page.keyboard
    page.goto(f"{site.url}/accounts/")
    keys.press("g")
    keys.press("r")
    page.wait_for_url("**/reviews/")
    count = page.locator("ol.agenda > li").count()
    keys.press("j")
    first = str(page.evaluate("document.activeElement.textContent"))
    keys.press("Enter")
    page.wait_for_url("**/reviews/accounts/**")
    heading = page.get_by_role("heading", level=1)
    assert heading.text_content() == first
    keys.press("n")
    page.get_by_text(f"2 of {count}").wait_for()
    keys.press("p")
    page.get_by_text(f"1 of {count}").wait_for()
    keys.press("w")
    keys.type("Call the sponsor")
    keys.press("Tab")
    keys.press("Control+A")
    keys.type("Ana")
    keys.press("Enter")
    page.get_by_text("1 done").wait_for()
    for done in range(2, count + 1):
        page.get_by_role("button", name="Nothing to decide, next").focus()
        keys.press("Enter")
        if done < count:
            page.get_by_text(f"{done} done").wait_for()
    page.get_by_text("All done").wait_for()
    assert violations(page) == []
    page.get_by_text("Call the sponsor").wait_for()
    page.screenshot(path=PICTURES / "light-review-done.png", full_page=True)
    keys.press("m")
    page.wait_for_url("**/reviews/minutes/")
    page.get_by_text("Every account of the agenda was reached.").wait_for()
    assert "Call the sponsor" in page.locator("#content").inner_text()
    assert violations(page) == []
    keys.press("u")
    page.wait_for_url("**/reviews/")
    keys.press("j")
    keys.press("Enter")
    page.wait_for_url("**/reviews/accounts/**")
    keys.press("o")
    page.wait_for_url("**/accounts/*/")
    assert page.get_by_role("heading", level=1).text_content() == first
    assert watch.complaints == []


def test_two_who_decide_at_once_in_two_windows(opened: Opened, site: Served) -> None:
    page, _ = opened(**LOOKS["light"])
    other, _ = opened(**LOOKS["light"])
    for window, words in ((page, "Visit them"), (other, "Write to them")):
        window.goto(f"{site.url}/reviews/accounts/b2/")
        window.get_by_label("What is to be done").fill(words)
    for window in (page, other):
        window.get_by_role("button", name="Record and next").click()
        window.wait_for_load_state()
    other.get_by_role("heading", name="Somebody decided meanwhile").wait_for()
    assert violations(other) == []
    other.screenshot(path=PICTURES / "light-review-clash.png", full_page=True)
    other.get_by_label("Both: mine beside theirs").check()
    other.get_by_role("button", name="Record and next").click()
    other.wait_for_load_state()
    other.goto(f"{site.url}/reviews/accounts/b2/")
    told = other.locator(".deciding").inner_text()
    assert "Visit them" in told
    assert "Write to them" in told


def test_it_works_without_a_script(opened: Opened, site: Served) -> None:
    page, _ = opened(java_script_enabled=False)
    page.goto(f"{site.url}/accounts/")
    page.get_by_label("Search").fill("birch")
    page.get_by_role("button", name="Filter").click()
    assert page.locator("table.accounts tbody tr").count() == 1
    page.get_by_role("link", name="Birch").click()
    page.get_by_role("link", name="Score through time").click()
    assert page.locator("figure svg").count() == 1
    page.goto(f"{site.url}/reviews/?csm=Ben")
    page.get_by_role("link", name="Birch").click()
    page.get_by_label("What is to be done").fill("Send the plan")
    page.get_by_role("button", name="Record and next").click()
    page.goto(f"{site.url}/reviews/minutes/?csm=Ben")
    page.get_by_text("Send the plan").wait_for()


def test_a_view_is_saved_and_removed(opened: Opened, site: Served) -> None:
    page, watch = opened()
    page.goto(f"{site.url}/accounts/?segment=smb")
    page.get_by_text("Save this view").click()
    page.get_by_label("Name", exact=True).fill("Small ones")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Small ones").wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="Remove the view Small ones").click()
    page.wait_for_url("**/accounts/")
    assert page.get_by_role("link", name="Small ones").count() == 0
    assert watch.complaints == []


def test_a_note_a_context_and_a_mark_by_keyboard(opened: Opened, site: Served) -> None:
    page, watch = opened(**LOOKS["light"])
    for account, kind, text in (
        ("b2", "note", "They asked for the API."),
        ("b2", "context", "They migrate to the new plan."),
        ("b2", "wrong", "The tracker counts a robot."),
    ):
        page.goto(f"{site.url}/accounts/{account}/")
        page.keyboard.press("n")
        page.wait_for_url("**/note")
        page.locator("input[name=kind]").first.focus()
        page.keyboard.press("Space")
        while page.locator("input[name=kind]:checked").get_attribute("value") != kind:
            page.keyboard.press("ArrowDown")
        if kind == "wrong":
            page.get_by_label("Signal", exact=True).focus()
            page.keyboard.type("Log")
        page.get_by_label("Text, or the reason").focus()
        page.keyboard.type(text)
        assert violations(page) == [], kind
        page.get_by_role("button", name="Put on record").press("Enter")
        page.wait_for_url("**/accounts/b2/**")
        page.locator("ol.notes").get_by_text(text).wait_for()
    page.get_by_text("Context until").first.wait_for()
    page.wait_for_selector("#waterfall svg")
    page.locator("#who").scroll_into_view_if_needed()
    page.wait_for_selector("#timeline svg")
    assert violations(page) == []
    page.screenshot(path=PICTURES / "light-noted.png", full_page=True)
    page.goto(f"{site.url}/accounts/?q=beech")
    page.get_by_text("Context, until").wait_for()
    page.goto(f"{site.url}/administration/marks/")
    page.get_by_text("The tracker counts a robot.").wait_for()
    assert violations(page) == []
    page.goto(f"{site.url}/accounts/b2/")
    back = page.locator("ol.notes > li", has_text="They migrate").locator("details")
    back.locator("summary").press("Enter")
    page.get_by_label("Why", exact=True).locator("visible=true").fill("Called off.")
    page.keyboard.press("Enter")
    page.get_by_text("Taken back. It stays in the history.").wait_for()
    assert page.get_by_text("Context until").count() == 0
    assert watch.complaints == []


def test_what_is_wrong_with_a_note_is_told_to_everybody(opened: Opened, site: Served) -> None:
    page, watch = opened()
    page.goto(f"{site.url}/accounts/b1/note?kind=context")
    page.get_by_label("Text, or the reason").fill("A season.")
    page.locator("#note-ends").fill("2020-01-01")
    page.get_by_role("button", name="Put on record").press("Enter")
    page.get_by_role("alert").get_by_text("is over").wait_for()
    assert page.get_by_label("Text, or the reason").input_value() == "A season."
    assert violations(page) == []
    assert [each for each in watch.complaints if "422" not in each] == []


def test_an_account_is_handed_over_by_keyboard_and_on_two_pages(
    opened: Opened, site: Served
) -> None:
    page, watch = opened(**LOOKS["light"])
    page.goto(f"{site.url}/accounts/a1/")
    page.keyboard.press("h")
    page.wait_for_url("**/handover")
    page.get_by_text("Ana took it over from Cleo").wait_for()
    for number in range(12):
        page.keyboard.press("n")
        page.wait_for_url("**/note")
        page.get_by_label("Text, or the reason").fill(f"{number}: " + "what was promised " * 60)
        page.get_by_role("button", name="Put on record").press("Enter")
        page.wait_for_url("**/accounts/a1/**")
        page.keyboard.press("h")
        page.wait_for_url("**/handover")
    assert violations(page) == []
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 2
    page.keyboard.press("e")
    page.wait_for_url("**/assess")
    assert watch.complaints == []


def test_a_curve_is_drawn_where_it_is_asked_for(opened: Opened, site: Served) -> None:
    page, watch = opened()
    page.goto(f"{site.url}/accounts/a1/")
    page.wait_for_selector("#waterfall svg")
    page.locator(".inputs details summary").first.press("Enter")
    page.wait_for_selector(".curve svg")
    page.get_by_text("How it becomes points").first.wait_for()
    assert violations(page) == []
    assert watch.complaints == []


def test_a_divergence_is_answered_by_keyboard(opened: Opened, site: Served) -> None:
    page, watch = opened()
    page.goto(f"{site.url}/accounts/b1/assess")
    for each in ("champion_status][value=missing", "executive_engagement][value=none"):
        page.locator(f"[name={each}]").check()
    page.get_by_role("button", name="Record assessment").click()
    page.get_by_role("button", name="Record without a reason").click()
    page.wait_for_url("**/divergences/b1/")
    watch.complaints.clear()  # the browser notes that the form came back with a question
    page.screenshot(path=PICTURES / "light-divergence-asked.png", full_page=True)
    assert violations(page) == []
    # The first choice has the focus: choose it, name the input, say it, send it.
    for key in ("Space", "Tab", "ArrowDown", "Tab", "Tab"):
        page.keyboard.press(key)
    page.keyboard.type("The sponsor writes to us daily.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".messages", has_text="Answered.").wait_for()
    assert page.get_by_text("The sponsor writes to us daily.").is_visible()
    assert violations(page) == []
    assert watch.complaints == []
