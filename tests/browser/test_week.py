"""Today and the weekly review in a real browser: by keyboard, at once, without a script."""

from __future__ import annotations

from tests.browser.served import Served
from tests.browser.watching import BROWSER_TESTS, LOOKS, Opened, photograph, violations

pytestmark = BROWSER_TESTS


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
    photograph(page, "light-review-done")
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
    photograph(other, "light-review-clash")
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
