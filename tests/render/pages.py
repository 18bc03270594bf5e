"""What a page asks of a browser, read from its text with the standard library's parser."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

EMPTY = frozenset({"meta", "br", "hr", "col"})
ASKS = ("src", "srcset", "data", "poster", "action", "formaction", "background", "xlink:href")
"""Attributes that make a browser fetch something or send somebody somewhere."""
_NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


@dataclass
class Seen(HTMLParser):
    """Elements with their attributes, text by element, ids; whether every element was closed."""

    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    text: str = ""
    unbalanced: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[str] = []

    @classmethod
    def of(cls, page: str) -> Seen:
        """A page, read to its end."""
        seen = cls()
        seen.feed(page)
        seen.close()
        seen.unbalanced += seen._open
        return seen

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.text += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of a name."""
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def ids(self) -> list[str]:
        """Every id, in order."""
        return [at["id"] or "" for _, at in self.elements if "id" in at]


def requests(page: str) -> list[str]:
    """Everything in a page that would leave it, or run."""
    seen = Seen.of(page)
    asked = [
        f"{name} {key}={value}"
        for name, attributes in seen.elements
        for key, value in attributes.items()
        if key in ASKS or key.startswith("on") or (key == "href" and not f"{value}".startswith("#"))
    ]
    asked += [name for name, _ in seen.elements if name in ("script", "link", "iframe", "base")]
    asked += [each for each in re.findall(r"url\(([^)]*)\)", page) if not each.startswith("#")]
    asked += re.findall(r"@import[^;]*", page)
    style = "".join(re.findall(r"<style>(.*?)</style>", page, re.S))
    asked += re.findall(r"https?://\S+", style)
    outside = set(re.findall(r'="(https?://[^"]*)"', page)) - _NAMESPACES
    return [*asked, *sorted(outside)]
