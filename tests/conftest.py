"""What every test shares: Hypothesis profiles and the third-party data."""

import os
from collections.abc import Generator, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import ledgers, postgres

ROOT = Path(__file__).parent.parent

# Two busy cores make any deadline a coin toss; CI must say the same thing twice.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")
if (
    os.environ.get("FOREWARN_TESTS") == "quick"
):  # make quick: the whole run draws four times as many
    settings.register_profile("quick", settings.default, max_examples=25)
    settings.load_profile("quick")
if postgres.is_asked_for():  # a second time: other databases, the same arithmetic
    settings.register_profile("postgres", settings.default, max_examples=8, stateful_step_count=12)
    settings.load_profile("postgres")
else:
    ledgers.watch()

OPENS_NONE = "forewarn/opens-no-ledger"


@pytest.fixture(scope="session")
def third_party_data() -> Path:
    """The folder of real data sets, which is never part of the repository."""
    folder = Path(os.environ.get("FOREWARN_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("no third-party data: set FOREWARN_TEST_DATA to the folder that holds it")
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL of this run's own, where the run is the one on PostgreSQL."""
    if not postgres.THERE:
        pytest.skip(postgres.WHY_NOT)
    with postgres.running() as url:
        yield url


@pytest.fixture(scope="session")
def empty_ledger(postgres_server: str) -> str:
    """A database on PostgreSQL with the ledger's tables, to be copied."""
    from forewarn.ledger import open_ledger

    url = postgres.new_database(postgres_server)
    with open_ledger(url):
        return url


@pytest.fixture(scope="session", autouse=True)
def _ledgers(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    _databases_may_be_opened: None,
) -> Iterator[None]:
    """Ledgers on PostgreSQL, where the run is the one on PostgreSQL."""
    if not postgres.is_asked_for():
        yield
        return
    server = request.getfixturevalue("postgres_server")
    with ledgers.on_postgres(server, request.getfixturevalue("empty_ledger")):
        ledgers.watch()
        yield
    # Whatever process opened one, in a folder of whichever fixture.
    left = ledgers.files_below(tmp_path_factory.getbasetemp())
    assert not left, f"ledgers in files: {left}"


def _of_the_ledger(request: pytest.FixtureRequest) -> bool:
    return request.path.parent.name == "ledger"


@pytest.fixture(autouse=True)
def _own_ledgers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    """A run on PostgreSQL is one: no ledger in a file, but where a test is about files."""
    if not postgres.is_asked_for():
        yield
        return
    ledgers.seen.file = ""
    yield
    ledgers.drop_below(tmp_path)
    if _of_the_ledger(request):  # these open ledgers of both kinds by name
        ledgers.seen.allowed.add(tmp_path)
        return
    assert not ledgers.seen.file, f"a ledger in a file: {ledgers.seen.file}"
    left = ledgers.files_below(tmp_path)
    assert not left, f"a ledger in a file: {left}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL: without tests that open no ledger or only repeat arithmetic, see ledgers."""
    if not postgres.is_asked_for():
        return
    idle = set(config.cache.get(OPENS_NONE, [])) if config.cache else set()
    once = {each for each in items if each.nodeid in idle or each.get_closest_marker("once")}
    for each in items:
        if (about := each.get_closest_marker("sqlite")) is not None:
            each.add_marker(pytest.mark.skip(reason=f"about SQLite: {about.args[0]}"))
    if once:
        config.hook.pytest_deselected(items=[each for each in items if each in once])
        items[:] = [each for each in items if each not in once]


class _Fixtures:
    """Notes fixtures that open a ledger: whoever uses them does.

    A plugin of its own: a conftest's hook is not asked for fixtures of the whole session.
    """

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[object]
    ) -> Generator[None, object, object]:
        before, ledgers.seen.ledger = ledgers.seen.ledger, False
        try:
            return (yield)
        finally:
            if ledgers.seen.ledger:
                ledgers.seen.fixtures.add(_name(fixturedef))
            ledgers.seen.ledger = ledgers.seen.ledger or before


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Each test starts without a ledger."""
    ledgers.seen.ledger = False
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Says with the result of a test whether a ledger was opened, from whichever process."""
    report = yield
    if report.when == "call" and not postgres.is_asked_for():
        report.user_properties.append(("ledger", _opened_one(item)))
    return report


def _name(fixture: pytest.FixtureDef[object]) -> tuple[str, str]:
    return fixture.baseid, fixture.argname


def _opened_one(item: pytest.Item) -> bool:
    """Whether the test opened a ledger, itself, through a fixture or in a process it started."""
    # Fixtures of other folders may have the same name; pytest tells them apart here only.
    known = getattr(item, "_fixtureinfo").name2fixturedefs.values()  # noqa: B009
    used = {_name(each) for fixtures in known for each in fixtures}
    if ledgers.seen.ledger or used & ledgers.seen.fixtures:
        return True
    folder = getattr(item, "funcargs", {}).get("tmp_path")
    return folder is not None and bool(ledgers.files_below(folder))


_opened: dict[str, bool] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Gathers, in the process that leads the others, which tests open a ledger."""
    for name, value in report.user_properties:
        if name == "ledger":
            _opened[report.nodeid] = bool(value)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Keeps for a run on PostgreSQL which tests open no ledger."""
    cache = getattr(session.config, "cache", None)  # none at all with -p no:cacheprovider
    if not _opened or hasattr(session.config, "workerinput") or cache is None:
        return
    known = set(cache.get(OPENS_NONE, []))
    known -= {name for name, opens in _opened.items() if opens}
    known |= {name for name, opens in _opened.items() if not opens}
    cache.set(OPENS_NONE, sorted(known))


def pytest_configure(config: pytest.Config) -> None:
    """Django is set up once in a process: as the workspace's where its tests are asked for.

    The ledger's modules set it up for themselves when they are collected, and come first.
    """
    config.pluginmanager.register(_Fixtures())
    asked = [Path(str(each).partition("::")[0]).resolve() for each in config.args]
    site = ROOT / "tests" / "workspace"
    if any(site == each or site in each.parents or each in site.parents for each in asked):
        from tests.workspace.setting_up import set_up

        set_up()


@pytest.fixture(scope="session", autouse=True)
def _databases_may_be_opened(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests of the ledger open databases of their own, which pytest-django knows nothing of."""
    blocker = request.getfixturevalue("django_db_blocker")
    # There is none where Django is not set up as a site.
    with blocker.unblock() if blocker else nullcontext():
        yield
