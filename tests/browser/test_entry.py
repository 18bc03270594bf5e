"""Signing in as people do: with a second factor, and with the company's own sign-in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from tests.browser.served import Served, served
from tests.browser.test_pages import QUIET, Watch, violations
from tests.workspace.company import company

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no browser: apt-get install chromium"),
    pytest.mark.skipif(find_spec("playwright") is None, reason="no playwright: forewarn[dev]"),
    pytest.mark.skipif(
        find_spec("oidc_provider_mock") is None, reason="no oidc-provider-mock: forewarn[dev]"
    ),
]
SENTENCE = "a long enough sentence"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The company's sign-in on this machine; it takes whatever address one types."""
    import oidc_provider_mock

    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture(scope="module")
def site(provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = company(tmp_path_factory.mktemp("served"))
    env = {
        "FOREWARN_OIDC_URL": provider,
        "FOREWARN_OIDC_CLIENT_ID": "forewarn",
        "FOREWARN_OIDC_CLIENT_SECRET": "secret",
        "FOREWARN_OIDC_NAME": "Example Ltd",
        "FOREWARN_OIDC_DOMAINS": "example.com",
    }
    with served(folder, log=folder / "said.txt", env=env) as running:
        yield running


@pytest.fixture
def page(site: Served) -> Iterator[Page]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser: Browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser.new_page()
        browser.close()


def code(secret: str) -> str:
    """The six figures that an authenticator app would show now."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))
