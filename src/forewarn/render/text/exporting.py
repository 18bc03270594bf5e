"""What ``export`` wrote, as text and as Markdown."""

from __future__ import annotations

from forewarn.terms.exported import Exported


def exported(result: Exported) -> str:
    """A line per file, and what qualifies them."""
    lines = [f"{result.accounts} accounts as of {result.as_of}, written to:"]
    lines += [f"- {file}" for file in result.files]
    return "\n".join([*lines, *result.notices])
