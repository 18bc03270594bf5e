"""One account in a real browser: assessed, noted, handed over, its curves, by keyboard."""

from __future__ import annotations

import re

from tests.browser.served import Served
from tests.browser.watching import BROWSER_TESTS, LOOKS, Opened, photograph, violations

pytestmark = BROWSER_TESTS


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
    photograph(page, "light-differs")
    page.get_by_label("Why I see it differently").fill("The champion left.")
    page.get_by_role("button", name="Record assessment").press("Enter")
    page.wait_for_url("**/accounts/a1/**")
    page.get_by_text("Counts from").first.wait_for()
    assert violations(page) == []
    page.wait_for_selector("#waterfall svg")
    photograph(page, "light-assessed")
    # The prompt's own answer 422 is no complaint of the page.
    assert [each for each in watch.complaints if "422" not in each] == []


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
    photograph(page, "light-noted")
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
    photograph(page, "light-divergence-asked")
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
