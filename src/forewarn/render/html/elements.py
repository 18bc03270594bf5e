"""Elements of a page: whatever is no element already is text, and is escaped here alone."""

from __future__ import annotations

from html import escape

from forewarn.render.characters import shown

_EMPTY = frozenset({"meta", "br", "hr", "col"})


class Html(str):
    """Text that is HTML already: only ``element``, ``joined`` and ``verbatim`` make it."""

    __slots__ = ()


def element(name: str, *children: str, **attributes: str | bool | None) -> Html:
    """One element with its children, in order.

    Args:
        name: of the element.
        children: elements, or text, which is escaped.
        attributes: ``class_`` and ``for_`` lose their last underscore, others in the middle turn
            into hyphens; True = without a value, False and None = left out.
    """
    opening = f"<{name}{''.join(_attribute(*each) for each in attributes.items())}>"
    if name in _EMPTY:
        return Html(opening)
    return Html(f"{opening}{joined(*children)}</{name}>")


def joined(*children: str) -> Html:
    """Elements and text one after the other, text escaped."""
    return Html("".join(_escaped(each) for each in children))


def verbatim(text: str) -> Html:
    """Text of our own that is HTML: style sheets and drawings, never people's words."""
    return Html(text)


def _escaped(child: str) -> str:
    return str(child) if isinstance(child, Html) else escape(shown(child), quote=False)


def _attribute(name: str, value: str | bool | None) -> str:
    if value is None or value is False:
        return ""
    written = name.rstrip("_").replace("_", "-")
    return f" {written}" if value is True else f' {written}="{escape(shown(value))}"'
