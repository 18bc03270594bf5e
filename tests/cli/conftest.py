"""The command line in process, and the simulated companies."""

from tests.cli.command import run
from tests.project.companies import fintech, home, saas

__all__ = ["fintech", "home", "run", "saas"]
