"""The two example projects on a fixed simulated company: what is kept, and how it is written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.project.companies import END_ON, explained, filled, scored

EXAMPLES = ("saas", "fintech")
ACCOUNTS = 40
FOLDER = Path(__file__).parent


def project(home: Path, example: str) -> Path:
    """The filled example; the same for everyone who asks within one folder."""
    return filled(home, example=example, accounts=ACCOUNTS)


def file_of(name: str) -> Path:
    return FOLDER / f"{name}.json"


def score(folder: Path) -> dict[str, Any]:
    return scored(folder)


def three(book: Mapping[str, Any]) -> list[str]:
    """The worst, the middle one and the best of the accounts that have a score."""
    known = [each for each in book["accounts"] if each["score"] is not None]
    ranked = sorted(known, key=lambda each: (each["score"], each["account_id"]))
    return [ranked[place]["account_id"] for place in (0, len(ranked) // 2, -1)]


def explanations(folder: Path, book: Mapping[str, Any]) -> dict[str, Any]:
    return {account: explained(folder, account, as_of=END_ON) for account in three(book)}


def differences(kept: Any, found: Any, at: str = "$") -> Iterator[str]:
    """Where two results differ: text and structure exactly, floats beyond 1e-9."""
    if isinstance(kept, dict) and isinstance(found, dict):
        if list(kept) != list(found):
            yield f"{at}: keys {list(kept)} became {list(found)}"
        for name in kept.keys() & found.keys():
            yield from differences(kept[name], found[name], f"{at}.{name}")
    elif isinstance(kept, list) and isinstance(found, list):
        if len(kept) != len(found):
            yield f"{at}: {len(kept)} items became {len(found)}"
        for place, (one, other) in enumerate(zip(kept, found, strict=False)):
            yield from differences(one, other, f"{at}[{place}]")
    elif type(kept) is float and type(found) is float:
        if abs(kept - found) > 1e-9:
            yield f"{at}: {kept!r} became {found!r}"
    elif type(kept) is not type(found) or kept != found:
        yield f"{at}: {kept!r} became {found!r}"


def text_of(value: Any, indent: int = 0) -> str:
    """JSON with what holds no more lists or objects on one line, so that differences read well."""
    parts = list(value.values() if isinstance(value, dict) else value)
    if not any(isinstance(part, (dict, list)) and part for part in parts):
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    pad = " " * (indent + 1)
    keyed = isinstance(value, dict)
    names = [f"{json.dumps(name)}: " for name in value] if keyed else [""] * len(parts)
    both = zip(names, parts, strict=True)
    lines = (f"{pad}{name}{_part(part, indent + 1)}" for name, part in both)
    opens, closes = "{}" if keyed else "[]"
    return f"{opens}\n" + ",\n".join(lines) + f"\n{' ' * indent}{closes}"


def _part(value: Any, indent: int) -> str:
    if isinstance(value, (dict, list)):
        return text_of(value, indent)
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
