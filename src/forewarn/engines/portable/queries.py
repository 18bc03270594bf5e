"""What users write as ``warehouse:``, told apart: the name of a table, or a query."""

from __future__ import annotations

import re
from dataclasses import replace

from sqlglot import TokenType, tokenize
from sqlglot.errors import TokenError

from forewarn.terms.settings import SourceSpec

_OTHER = re.compile(r"(VALUES\s*\(|TABLE\s|\()", re.IGNORECASE)
"""How a query begins that has neither SELECT nor WITH in front."""


def asked(source: SourceSpec) -> SourceSpec:
    """The source with a query that begins with SELECT or WITH, or with the name of a table."""
    return replace(source, warehouse=plain(source.warehouse or ""))


def plain(written: str) -> str:
    """What stands behind comments; a query of another form as a SELECT over it."""
    try:
        signs = tokenize(written, read="postgres")
    except TokenError:  # the warehouse says better what is wrong
        return written
    if not signs:
        return written
    found = written[signs[0].start :]
    if not _OTHER.match(found):
        return found
    ends = [each.end for each in signs if each.token_type is not TokenType.SEMICOLON]
    return f"SELECT * FROM ({written[signs[0].start : max(ends) + 1]}) AS given"
