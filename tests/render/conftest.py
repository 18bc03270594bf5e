"""The simulated companies that these tests share."""

from tests.project.companies import fintech, home, saas

__all__ = ["fintech", "home", "saas"]
