"""Results as JSON of the outside contract."""

from __future__ import annotations

import json
from typing import Any

from forewarn.terms.score import plain


def as_json(result: Any) -> str:
    """A result (a dataclass with ``to_dict`` or plain values) as indented JSON."""
    return json.dumps(plain(result), indent=2, ensure_ascii=False, allow_nan=False)
