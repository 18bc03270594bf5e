"""Push a workbook online, call by call; a push that was stopped goes on where it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from forewarn.workbook.google.port import Outline, SheetPort
from forewarn.workbook.google.requests import STAMP, batches, sheet_ids, stamped, structure
from forewarn.workbook.pages import Made
from forewarn.workbook.words import speaking


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did.

    Attributes:
        calls: calls that changed something in this run.
        resumed: it went on from one that was stopped.
    """

    calls: int
    resumed: bool


def push(
    made: Made,
    port: SheetPort,
    *,
    anew: bool = False,
    told: Callable[[str, int, int], object] = lambda *_: None,
) -> Pushed:
    """Write every page; sheets of other names are left alone.

    Each call is applied as a whole or not at all, together with a mark of how far the push came.
    The same workbook pushed again after a stop goes on behind the last mark; another one begins
    anew. Pushing the same workbook again when it is whole changes nothing.

    Args:
        made: the pages.
        port: where they go.
        anew: write it although this very workbook stands there whole: somebody typed into it.
        told: is told how far it is.

    Raises:
        ForewarnError: no access, or the service fails for long.
    """
    with speaking(made.language):
        return _push(made, port, anew, told)


def _push(
    made: Made, port: SheetPort, anew: bool, told: Callable[[str, int, int], object]
) -> Pushed:
    outline = port.outline()
    digest = _digest(made)
    whole, done = _mark(outline, digest)
    if whole and not anew:
        return Pushed(0, resumed=False)
    resumed = done > 0 and all(page.name in outline.tabs for page in made.pages)
    done = done if resumed else 0
    calls = 0
    if not resumed:
        port.wait_a_turn()
        port.change([*structure(made, outline), stamped(f"{digest}:0", outline)])
        calls += 1
        outline = port.outline()
    ids = sheet_ids(made, outline)
    written = list(batches(made, ids))
    for number, requests in enumerate(written, start=1):
        if number <= done:
            continue
        state = "whole" if number == len(written) else str(number)
        told("writing online", number, len(written))
        port.wait_a_turn()
        port.change([*requests, stamped(f"{digest}:{state}", outline)])
        calls += 1
    return Pushed(calls, resumed)


def _digest(made: Made) -> str:
    shown = [
        [page.name, sorted(page.rows.items()), page.choices, sorted(page.notes.items())]
        for page in made.pages
    ]
    plain = json.dumps([shown, dict(made.names), dict(made.colors)], default=str, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def _mark(outline: Outline, digest: str) -> tuple[bool, int]:
    """Whether this very workbook stands there whole, and how many calls of it were applied.

    Call 0 alone (the structure) counts as nothing: it is cheap and is made again.
    """
    _, value = outline.stamps.get(STAMP, (0, ""))
    known, _, state = value.partition(":")
    if known != digest:
        return False, 0
    return (True, 0) if state == "whole" else (False, int(state) if state.isdigit() else 0)
