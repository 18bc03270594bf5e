"""How large a foreign workbook may be. Counted while it is unpacked, never believed."""

from __future__ import annotations

MOST_BYTES = 20_000_000
MOST_UNPACKED = 200_000_000
MOST_PARTS = 1_000
MOST_ROWS = 200_000
MOST_COLUMNS = 200
# The reader lays a sheet out as a full rectangle, empty cells too.
MOST_AREA = 4_000_000
MOST_CELLS = 2_000_000
MOST_STRINGS = 500_000
MOST_STRING_TAGS = 4 * MOST_STRINGS
MOST_TEXT = 32_767
MOST_TEXT_IN_ALL = 100_000_000
MOST_TAG = 4_000_000
MOST_SMALL_PART = 5_000_000
MOST_SHEETS = 255
MOST_NAMES = 20_000
# Findings of one kind on one sheet; the rest is counted.
MOST_FINDINGS = 1_000

# Of the process that reads. Address space, not what is in use: a plain Python takes about 30 MB.
MOST_MEMORY = 600_000_000
MOST_CPU_SECONDS = 30
MOST_SECONDS = 120
