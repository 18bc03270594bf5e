"""Signing in as people do: with a second factor, and with the company's own sign-in."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.served import Served, served
from tests.browser.watching import BROWSER_TESTS, CHROMIUM, QUIET, Watch, look_at
from tests.workspace.company import company

if TYPE_CHECKING:
    from playwright.sync_api import Page

PROVIDER = shutil.which("oidc-provider-mock", path=str(Path(sys.executable).parent))
pytestmark = [
    *BROWSER_TESTS,
    pytest.mark.skipif(PROVIDER is None, reason="no oidc-provider-mock: forewarn[dev]"),
]
SENTENCE = "a long enough sentence"
PERSON = {
    "sub": "new", "email": "new@example.com", "email_verified": True, "name": "Nora New",
    "groups": ["cs"],
}  # fmt: skip
STRANGER = {"sub": "odd", "email": "odd@elsewhere.example", "email_verified": True}
UNPROVEN = {"sub": "liar", "email": "omar@example.com", "email_verified": False}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The company's sign-in on this machine, in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    people = [
        w for each in (PERSON, STRANGER, UNPROVEN) for w in ("--user-claims", json.dumps(each))
    ]
    running = subprocess.Popen(
        [str(PROVIDER), "--port", str(port), *people],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(300):
        with closing(socket.socket()) as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    running.terminate()
    running.wait(timeout=30)


@pytest.fixture(scope="module")
def site(provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = company(tmp_path_factory.mktemp("entry"))
    env = {
        "FOREWARN_OIDC_URL": provider,
        "FOREWARN_OIDC_CLIENT_ID": "forewarn",
        "FOREWARN_OIDC_CLIENT_SECRET": "secret",
        "FOREWARN_OIDC_NAME": "Example Ltd",
        "FOREWARN_OIDC_DOMAINS": "example.com",
        "FOREWARN_OIDC_ROLES": "cs=rep",
        "NO_PROXY": "127.0.0.1",
    }
    with served(folder, log=folder / "said.txt", env=env) as running:
        yield running


@pytest.fixture
def page(site: Served) -> Iterator[Page]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        opened = browser.new_page()
        opened.set_default_timeout(20_000)
        yield opened
        browser.close()


def by_company(page: Page, site: Served, person: str) -> None:
    page.goto(f"{site.url}/member/login/")
    page.get_by_role("button", name="Sign in with Example Ltd").click()
    page.get_by_role("button", name=person, exact=True).click()
    page.wait_for_url(f"{site.url}/**")


def code(secret: str) -> str:
    """The six figures that an authenticator app shows now."""
    program = (
        "import sys, time, hmac, base64, struct; key = base64.b32decode(sys.argv[1]);"
        "mac = hmac.digest(key, struct.pack('>Q', int(time.time()) // 30), 'sha1');"
        "at = mac[-1] & 15; n = struct.unpack('>I', mac[at:at + 4])[0] & 0x7FFFFFFF;"
        "print(f'{n % 10**6:06d}')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, secret], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_the_companys_sign_in_lets_its_people_join(page: Page, site: Served) -> None:
    by_company(page, site, "new")
    page.wait_for_url("**/today/")
    assert "Nora New" in str(page.locator(".who summary").text_content())
    assert "CSM" in str(page.locator(".role").text_content())
    page.get_by_text("Nothing needs you").wait_for()


@pytest.mark.parametrize("person", ["odd", "liar"])
def test_others_do_not_join(person: str, page: Page, site: Served) -> None:
    by_company(page, site, person)
    page.goto(f"{site.url}/accounts/")
    page.wait_for_url("**/member/login/**")


def let_in(page: Page, site: Served) -> None:
    """By the link that the command printed; the tests below take turns with what it leaves."""
    page.goto(site.link)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/accounts/")


def sign_in(page: Page, site: Served, *, email: str = "omar@example.com") -> None:
    page.goto(f"{site.url}/member/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(SENTENCE)
    page.get_by_role("button", name="Sign in", exact=True).click()


def send(page: Page, value: str) -> None:
    """A code of the app, or a recovery code, where the second factor is asked for."""
    page.locator("main input[name=code]").fill(value)
    page.locator("main form button").first.click()
    page.wait_for_load_state()


def sign_out(page: Page) -> None:
    page.locator(".who summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/member/login/")


def test_password_second_factor_recovery_and_the_way_out(page: Page, site: Served) -> None:
    watch = Watch(page, site.url)
    let_in(page, site)
    page.goto(f"{site.url}/member/password/set/")
    look_at(page, "light-password-first")
    for field in page.locator("main input[type=password]").all():
        field.fill(SENTENCE)
    page.locator("main form button").click()
    page.wait_for_load_state()
    secret, recovery = enrol(page, site)
    sign_out(page)
    page.goto(f"{site.url}/accounts/")
    page.wait_for_url("**/member/login/**")
    page.goto(site.link)
    assert page.get_by_role("heading", name="Nothing here").count() == 1, "a link works once"
    sign_in(page, site)
    page.wait_for_url("**/2fa/authenticate/**")
    look_at(page, "light-code")
    page.goto(f"{site.url}/accounts/")
    # Half signed in is not signed in: the second factor is asked for again.
    assert page.url.startswith(f"{site.url}/member/")
    page.goto(f"{site.url}/member/2fa/authenticate/")
    send(page, "000000" if code(secret) != "000000" else "111111")
    assert "/2fa/authenticate/" in page.url, "a wrong code does not let anybody in"
    send(page, recovery)
    page.wait_for_url(f"{site.url}/accounts/")
    sign_out(page)
    sign_in(page, site)
    page.wait_for_url("**/2fa/authenticate/**")
    send(page, recovery)
    assert "/2fa/authenticate/" in page.url, "a recovery code works once"
    send(page, fresh_code(secret))
    page.wait_for_url(f"{site.url}/accounts/")
    cookies = {each["name"]: each for each in page.context.cookies()}
    assert cookies["sessionid"]["httpOnly"]
    assert {each["sameSite"] for each in cookies.values()} == {"Lax"}
    # A link that is gone answers 404, which the console of the browser says too.
    assert [each for each in watch.complaints if "404" not in each] == []
    let_out(page, site)


def enrol(page: Page, site: Served) -> tuple[str, str]:
    """Sets an authenticator app up; its secret, and one of the recovery codes."""
    page.goto(f"{site.url}/member/2fa/totp/activate/")
    if "reauthenticate" in page.url:
        page.locator("main input[type=password]").fill(SENTENCE)
        page.locator("main form button").click()
        page.wait_for_url("**/totp/activate/**")
    look_at(page, "light-authenticator")
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("input[name=code]").fill(code(secret))
    page.get_by_role("button", name="Activate").click()
    page.wait_for_url("**/2fa/recovery-codes/**")
    look_at(page, "light-recovery-codes")
    found = str(page.locator("main textarea").input_value()).split()
    assert len(found) == 10
    return secret, found[0]


def fresh_code(secret: str) -> str:
    """A code that was not used yet: of the next half minute where this one's was."""
    before = code(secret)
    for _ in range(70):
        now = code(secret)
        if now != before:
            return now
        time.sleep(0.5)
    return before


def let_out(page: Page, site: Served) -> None:
    """Whoever is let out is out with the next click, and does not come back by password."""
    page.goto(f"{site.url}/administration/members/0/")
    page.get_by_label("E-mail").fill("gone@example.com")
    page.get_by_role("button", name="Keep").click()
    page.wait_for_url("**/administration/**")
    page.get_by_role("button", name="Make a link for gone@example.com").click()
    said = str(page.locator(".messages").text_content())
    link = re.search(r"http://\S+/member/link/\S+", said)
    assert link is not None, said
    assert page.context.browser is not None
    theirs = page.context.browser.new_page()
    theirs.goto(link[0])
    theirs.get_by_role("button", name="Sign in").click()
    theirs.wait_for_url("**/today/")
    theirs.goto(f"{site.url}/administration/")
    theirs.get_by_role("heading", name="Not for your role").wait_for()
    page.get_by_role("link", name="gone@example.com").click()
    page.get_by_label("may sign in").uncheck()
    page.get_by_role("button", name="Keep").click()
    page.wait_for_url("**/administration/#members")
    theirs.goto(f"{site.url}/accounts/")
    theirs.wait_for_url("**/member/login/**")


def test_after_some_wrong_passwords_no_more_are_taken(page: Page, site: Served) -> None:
    for _ in range(6):
        page.goto(f"{site.url}/member/login/")
        page.get_by_label("E-mail").fill("nobody@example.com")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_load_state()
    page.get_by_text("Too many").wait_for()
    look_at(page, "light-too-many")
