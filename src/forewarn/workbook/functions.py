"""Spreadsheet functions that Excel 2016, Google Sheets and LibreOffice share, and no other."""

from __future__ import annotations

import re

SHARED = frozenset(
    "ABS AND COUNT COUNTA COUNTIF EXACT FIND IF IFERROR INDEX ISNUMBER LEFT LEN LOOKUP MATCH MAX"
    " MIN NOT OR ROUND SUBTOTAL SUM SUMIF SUMPRODUCT".split()
)
"""What formulas may call. Nothing of 2019 or later, nothing volatile, nothing that runs."""

_TEXT = re.compile(r'"(?:[^"]|"")*"')
_SHEET = re.compile(r"'(?:[^']|'')*'!")
_CALL = re.compile(r"([A-Za-z_][A-Za-z0-9_.]*)\(")


def functions_in(formula: str) -> frozenset[str]:
    """Names of the functions that a formula calls; words in quotes are no calls."""
    bare = _SHEET.sub("", _TEXT.sub("", formula))
    return frozenset(name.upper() for name in _CALL.findall(bare))
