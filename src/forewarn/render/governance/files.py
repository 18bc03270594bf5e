"""A governance pack as files: one HTML file and one of Markdown."""

from __future__ import annotations

import os
from pathlib import Path

from forewarn.evidence.governance import GovernancePack
from forewarn.render.governance.as_markdown import governance as markdown
from forewarn.render.governance.as_page import governance as page
from forewarn.terms.errors import ForewarnError
from forewarn.terms.whole import beside


def refuse(folder: Path) -> None:
    """Refuse a folder that is none, before what is written there is worked out.

    Raises:
        ForewarnError: a file is where the folder should be, or nothing may be written there.
    """
    there = next((each for each in (folder, *folder.parents) if each.exists()), Path())
    if not there.is_dir():
        raise ForewarnError(f"{there} is a file, no folder", fix="name a folder with --out")
    if not os.access(there, os.W_OK):
        raise ForewarnError(f"{there} may not be written", fix="name another folder with --out")


def write_pack(pack: GovernancePack, folder: Path) -> tuple[Path, ...]:
    """Write both; those of the same month that are there are replaced.

    Raises:
        ForewarnError: the folder cannot be written.
    """
    texts = {
        folder / f"governance-{pack.month}.html": page(pack),
        folder / f"governance-{pack.month}.md": markdown(pack, limit=None),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in texts.items():
            with beside(file) as new:
                new.write_text(text, "utf-8")
    except OSError as error:
        raise ForewarnError(
            f"{folder} cannot be written: {error.strerror}", fix="name another folder with --out"
        ) from error
    return tuple(texts)
