"""Other people's text: what a terminal, a page or a drawing would obey instead of showing it."""

from __future__ import annotations

_OBEYED = (
    *range(9),
    *range(11, 32),
    *range(0x7F, 0xA0),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    *range(0xD800, 0xE000),
)
"""Controls but tab and line feed, what turns the direction of text, and halves of characters."""
_SHOWN = dict.fromkeys(_OBEYED, "\ufffd")


def shown(text: str) -> str:
    """Text in which every character is one to look at."""
    return text.translate(_SHOWN)
