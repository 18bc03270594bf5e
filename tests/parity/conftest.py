"""The simulated companies that these tests share."""

from tests.project.companies import company, fintech, home, saas, small

__all__ = ["company", "fintech", "home", "saas", "small"]
