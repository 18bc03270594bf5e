"""Writes happen once, whatever hands do: double clicks, the back button, two windows at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import ledgers
from tests.browser.served import Served, served
from tests.browser.watching import BROWSER_TESTS, Opened
from tests.workspace.company import company

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = BROWSER_TESTS
Trail = Callable[[str], int]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return company(tmp_path_factory.mktemp("twice"))


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Served]:
    with served(folder, log=folder / "said.txt") as running:
        yield running


@pytest.fixture
def trail(folder: Path) -> Trail:
    """How often something stands in the trail, read from the database beside the server."""

    def count(action: str) -> int:
        asked = "SELECT count(*) FROM workspace_trailentry WHERE action = %s"
        return int(ledgers.rows(folder, asked, action)[0][0])

    return count


def send_twice(page: Page, button: str, *, exact: bool = True) -> None:
    """As a double click does it: the second time before the first was answered."""
    found = page.get_by_role("button", name=button, exact=exact).first
    form = found.locator("xpath=ancestor::form")
    form.evaluate(
        """(form, name) => {
            const send = () => fetch(form.action, {
                method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual"});
            return Promise.all([send(), send()]).then(() => null);
        }""",
        button,
    )


def test_an_assessment_sent_twice_is_one(opened: Opened, site: Served, trail: Trail) -> None:
    page, _ = opened()
    page.goto(f"{site.url}/accounts/b2/assess")
    page.locator("input[name=pulse][value='3']").check()
    page.get_by_label("Note").fill("Said once.")
    page.get_by_label("Why I see it differently").fill("They told me.")
    send_twice(page, "Record assessment")
    assert trail("assessed") == 1
    page.goto(f"{site.url}/accounts/b2/")
    assert page.locator(".entered blockquote", has_text="Said once.").count() == 1


def test_a_double_click_on_the_button_itself(opened: Opened, site: Served, trail: Trail) -> None:
    page, _ = opened()
    before = trail("assessed")
    page.goto(f"{site.url}/accounts/b1/assess")
    page.locator("input[name=pulse][value='3']").check()
    page.get_by_label("Why I see it differently").fill("They told me.")
    page.get_by_role("button", name="Record assessment").dblclick()
    page.wait_for_url("**/accounts/b1/#people")
    assert trail("assessed") == before + 1


def test_the_form_behind_the_back_button_changes_nothing_by_itself(
    opened: Opened, site: Served, trail: Trail
) -> None:
    page, _ = opened()
    page.goto(f"{site.url}/administration/teams/0/")
    page.get_by_label("Name").fill("Twice")
    page.get_by_role("button", name="Keep").click()
    page.wait_for_url("**/administration/**")
    entered = trail("entered")
    page.go_back()
    if page.get_by_role("button", name="Keep").count():
        page.get_by_label("Name").fill("Twice")
        page.get_by_role("button", name="Keep").click()
        page.wait_for_load_state()
    # The same form again is answered as the first time, a form loaded anew is told of the name.
    page.goto(f"{site.url}/administration/")
    assert page.get_by_role("link", name="Twice", exact=True).count() == 1
    assert trail("entered") == entered


def test_done_twice_is_done_once(opened: Opened, site: Served, trail: Trail) -> None:
    page, _ = opened()
    page.goto(f"{site.url}/today/")
    count = page.locator("ol.todo > li").count()
    send_twice(page, "Done with", exact=False)
    assert trail("looked at") == 1
    page.reload()
    assert page.locator("ol.todo > li").count() == count - 1
    page.locator(".done summary").click()
    send_twice(page, "Put", exact=False)
    assert trail("put back") == 1
    page.reload()
    assert page.locator("ol.todo > li").count() == count


def test_a_view_saved_twice_is_one_and_goes_once(
    opened: Opened, site: Served, trail: Trail
) -> None:
    page, _ = opened()
    page.goto(f"{site.url}/accounts/?segment=smb")
    page.get_by_text("Save this view").click()
    page.get_by_label("Name", exact=True).fill("Small ones")
    page.get_by_label("share with everybody").check()
    send_twice(page, "Save")
    assert trail("saved") == 1
    page.reload()
    assert page.get_by_role("link", name="Small ones").count() == 1
    send_twice(page, "Remove the view Small ones")
    assert trail("removed") == 1


def test_two_windows_see_both_sides(opened: Opened, site: Served) -> None:
    page, _ = opened()
    other, _ = opened()
    page.goto(f"{site.url}/administration/territories/0/")
    page.get_by_label("Name").fill("North")
    page.get_by_role("button", name="Keep").click()
    page.wait_for_url("**/administration/**")
    for window in (page, other):
        window.goto(f"{site.url}/administration/")
        window.get_by_role("link", name="North").click()
        window.wait_for_url("**/territories/**")
    page.get_by_label("Accounts where").fill("owner = Ana")
    other.get_by_label("Accounts where").fill("segment = smb")
    for window in (page, other):
        window.get_by_role("button", name="Keep").click()
        window.wait_for_load_state()
    other.get_by_role("heading", name="Somebody changed this meanwhile").wait_for()
    sides = other.get_by_role("region", name="Both sides")
    assert "owner = Ana" in str(sides.text_content())
    assert "segment = smb" in str(sides.text_content())
    assert other.get_by_label("Accounts where").input_value() == "segment = smb"
