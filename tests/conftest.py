"""What every test shares: Hypothesis profiles and the third-party data."""

import os
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import postgres

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


def pytest_configure(config: pytest.Config) -> None:
    """Django is set up once in a process: as the workspace's where its tests are asked for.

    The ledger's modules set it up for themselves when they are collected, and come first.
    """
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
