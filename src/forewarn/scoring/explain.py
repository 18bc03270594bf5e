"""Explanations by one name: why the score is there, why it moved, what would lift it."""

from forewarn.scoring.lifting import lift_to_next_band
from forewarn.scoring.moves import moves
from forewarn.scoring.reasons import against, reasons

__all__ = ["against", "lift_to_next_band", "moves", "reasons"]
