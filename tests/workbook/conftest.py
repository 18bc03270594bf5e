"""The command line in process, and the simulated companies."""

from tests.cli.command import run
from tests.project.companies import company, fintech, home, saas, small

__all__ = ["company", "fintech", "home", "run", "saas", "small"]
