"""Forewarn: explained health scores of B2B accounts."""

__version__ = "0.1.0"
