"""The shell of a page: one file without a script that asks nobody for anything."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources

import forewarn
from forewarn.render.charts.tones import style_sheet
from forewarn.render.html.elements import Html, element, joined, verbatim

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def page(
    title: str,
    parts: Sequence[str],
    *,
    under: Sequence[str] = (),
    notices: Sequence[str] = (),
    of: str = "",
) -> str:
    """A whole HTML file.

    Args:
        title: the heading and the window's title.
        parts: elements of its body, in order; plain text becomes a paragraph of its own.
        under: what stands under the heading: scorecards with their labels.
        notices: what qualifies everything on the page, such as SIMULATED.
        of: what kind of page it is, over the heading.
    """
    body = element(
        "body",
        element("a", "Skip to the content", href="#content", class_="skip"),
        _head(title, under, notices, of),
        element("main", *map(_part, parts), id="content"),
        element("footer", element("p", f"Forewarn {forewarn.__version__}")),
    )
    return f"<!DOCTYPE html>\n{element('html', _meta(title), body, lang='en')}\n"


def _meta(title: str) -> Html:
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name_="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name_="color-scheme", content="light dark"),
        element("meta", name_="referrer", content="no-referrer"),
        element("title", title),
        element("style", verbatim(style_sheet() + _style())),
    )


def _head(title: str, under: Sequence[str], notices: Sequence[str], of: str) -> Html:
    return element(
        "header",
        element("p", f"Forewarn · {of}" if of else "Forewarn", class_="of"),
        element("h1", title),
        element("ul", *(element("li", each) for each in under), class_="under") if under else "",
        *(element("p", _worded(each), class_="notice", role="note") for each in notices),
    )


def _worded(text: str) -> Html:
    """Text whose parts between backticks are code."""
    pieces = enumerate(text.split("`"))
    return joined(*(element("code", piece) if place % 2 else piece for place, piece in pieces))


def _part(part: str) -> Html:
    return joined(part) if isinstance(part, Html) else element("p", part)


@cache
def _style() -> str:
    return resources.files("forewarn.render.html").joinpath("page.css").read_text("utf-8")
