"""The workspace on the ledger of a small company, and the cast signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from string import digits
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from forewarn.project.loading import load
from tests.postgres import is_asked_for, new_database
from tests.workspace.company import company
from tests.workspace.setting_up import set_up

set_up()

# Models can only be loaded after that.
from forewarn.workspace.models import Member  # noqa: E402
from forewarn.workspace.site import Installation  # noqa: E402
from forewarn.workspace.tables import bring_up_to_date  # noqa: E402
from tests.workspace import cast  # noqa: E402

SignedIn = Callable[[str | None], Client]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """The company with a ledger of its own: a file, or a database on PostgreSQL."""
    ledger = None
    if is_asked_for():
        ledger = new_database(request.getfixturevalue("postgres_server"))
    return company(tmp_path_factory.mktemp("company"), ledger=ledger)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, folder: Path
) -> Iterator[None]:
    """The company's own ledger is the database, as it is when served; each test is rolled back."""
    project = load(folder, {}).settled()
    place = Installation.of(project, {})
    with django_db_blocker.unblock():
        filled = connections.configure_settings({"default": place.database.config})["default"]
        connections["default"].close()
        connections.settings["default"].clear()
        connections.settings["default"].update(filled)
        del connections["default"]  # made anew, for it may be of another kind of database
        settings.FOREWARN_FOLDER = folder
        bring_up_to_date(project)
        cast.enter()
        yield
        connections.close_all()


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """Every test here reads the database."""


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """Tests write the book's lines themselves, past what would mark it as another one."""
    from forewarn.workspace.book.keeping import forget

    forget()


@pytest.fixture(autouse=True)
def _tokens_without_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests look for words on pages: a random token of letters holds a short one now and then."""
    monkeypatch.setattr("django.middleware.csrf.CSRF_ALLOWED_CHARS", digits)


@pytest.fixture(autouse=True)
def _own_head(tmp_path: Path, settings: pytest.FixtureRequest) -> None:
    settings.FOREWARN_TRAIL_HEAD = tmp_path / "trail-head.json"  # type: ignore[attr-defined]


@pytest.fixture
def people() -> dict[str, Member]:
    return {each.email.partition("@")[0]: each for each in Member.objects.all()}


@pytest.fixture
def signed_in(people: dict[str, Member]) -> SignedIn:
    """A browser of somebody of the cast; None = of nobody."""

    def client(name: str | None) -> Client:
        browser = Client(raise_request_exception=True)
        if name is not None:
            browser.force_login(people[name])
        return browser

    return client


@pytest.fixture
def form() -> Callable[..., dict[str, str]]:
    """Fields of a form that counts once."""
    return lambda **fields: {"once": str(uuid4()), **fields}
