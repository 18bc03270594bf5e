"""The shared sheet: a workbook whose live formulas give the engine's score."""
