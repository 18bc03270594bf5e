"""Accounts and Portfolio in a real browser: found, narrowed, kept as a view, by keyboard."""

from __future__ import annotations

from tests.browser.served import Served
from tests.browser.watching import BROWSER_TESTS, Opened, violations

pytestmark = BROWSER_TESTS


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
