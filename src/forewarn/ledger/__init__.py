"""The ledger: what was said of every account, kept for good. A Django app without any page.

Importing this package loads no Django: ``open_ledger`` does, when it is called.
``forewarn.ledger.book`` (plain functions over an open ledger) loads Django when it is imported,
so import it where it is used.
"""

from forewarn.ledger.opening import Ledger, existing_ledger, open_ledger
from forewarn.ledger.values import CardFacts, HistoryPoint, InputFacts, Recorded, RunFacts

__all__ = [
    "CardFacts",
    "HistoryPoint",
    "InputFacts",
    "Ledger",
    "Recorded",
    "RunFacts",
    "existing_ledger",
    "open_ledger",
]
