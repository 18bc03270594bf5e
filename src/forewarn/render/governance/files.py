"""A governance pack as files: one HTML file and one of Markdown."""

from __future__ import annotations

from pathlib import Path

from forewarn.evidence.governance import GovernancePack
from forewarn.render.governance.as_markdown import governance as markdown
from forewarn.render.governance.as_page import governance as page
from forewarn.terms.errors import ForewarnError


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
            file.write_text(text, "utf-8")
    except OSError as error:
        raise ForewarnError(
            f"{folder} cannot be written: {error.strerror}", fix="name another folder with --out"
        ) from error
    return tuple(texts)
