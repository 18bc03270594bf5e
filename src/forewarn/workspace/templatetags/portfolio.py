"""Marks of the page *Portfolio*: places of the book, amounts in several currencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from forewarn.evidence.migration import NOWHERE, Place
from forewarn.workspace.templatetags.workspace import amount, band

register = template.Library()


@register.simple_tag
def place(found: Place | None, outside: str = "not in the book") -> SafeString:
    """A band as colour, shape and word; what is no band in words."""
    if found is None or found == NOWHERE:
        return format_html('<span class="none">{}</span>', outside)
    if not found.is_band:
        return format_html('<span class="none">{}</span>', found.name.strip("()"))
    return band(found.name, found.color)


@register.filter
def money(amounts: Mapping[str, Decimal]) -> SafeString:
    """Amounts by currency, a line each; a dash for none."""
    if not amounts:
        return format_html('<span class="none">{}</span>', "–")
    return format_html_join(
        "",
        '<span class="sum">{} <span class="unit">{}</span></span>',
        ((amount(value), name) for name, value in amounts.items()),
    )


@register.filter
def difference(value: int) -> str:
    """A whole number with its sign; a middle dot for none."""
    return f"{value:+,}".replace("-", "−").replace(",", "\u202f") if value else "·"


@register.filter
def item(found: Mapping[str, object], key: str) -> object:
    """What stands under a key; None where nothing does."""
    return found.get(key)


@register.filter
def cut_to(rows: Sequence[object], limit: int | None) -> Sequence[object]:
    """The first so many; all where there is no limit."""
    return rows if limit is None else rows[:limit]


@register.filter
def net_share(part: Mapping[str, Any]) -> str:
    """``+4.2 % (−1.0 to +9.3)``; without an interval where there is none."""
    share = part["share"]
    if share["value"] is None:
        return "–"
    told = f"{100 * share['value']:+.0f} %"
    if share["low"] is not None and share["high"] is not None:
        told += f" ({100 * share['low']:+.0f} to {100 * share['high']:+.0f})"
    return told.replace("-", "−")


@register.filter
def whole(value: float | None) -> str:
    """A fraction in whole percent, to the nearest; less than half a percent says so."""
    if value is None:
        return "–"
    return "<1 %" if 0 < value < 0.005 else f"{100 * value:.0f} %"
