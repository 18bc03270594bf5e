"""What marks a text of ours as one that can be translated."""

from typing import TypeAlias

Text: TypeAlias = str
"""Annotates constants that hold texts of ours: catalogues are gathered by it."""
