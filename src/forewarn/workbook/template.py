"""The template of the catalogues, gathered from the source.

To write it: ``python -m forewarn.workbook.template``.

Texts are the first argument of ``said``, and the constants that annotations call ``Text``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from forewarn.scorecard import steps
from forewarn.scoring import looking
from forewarn.workbook.words import CATALOGUES, DOMAIN

SOURCES = Path(__file__).parent
SHARED = (Path(looking.__file__), Path(steps.__file__))
"""What a workbook says with the words of others."""
TEMPLATE = CATALOGUES / f"{DOMAIN}.pot"
_PLACEHOLDER = re.compile(r"\{[a-z_]+(:[^}]*)?\}")
_HEAD = r"""# Texts of Forewarn's workbook. Written by: python -m forewarn.workbook.template
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"""


def texts() -> dict[str, list[str]]:
    """Every text of ours in a workbook, and the modules that say it."""
    found: dict[str, list[str]] = {}
    for path in (*sorted(SOURCES.rglob("*.py")), *SHARED):
        for text in _texts(ast.parse(path.read_text("utf-8"))):
            where = found.setdefault(text, [])
            if path.name not in where:
                where.append(path.name)
    return found


def template() -> str:
    """The template as it has to stand in the package."""
    return _HEAD + "".join(_entry(text, where) for text, where in sorted(texts().items()))


def _texts(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "said" and node.args:
            yield from _constant(node.args[0])
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            yield from _annotated(node.annotation, node.value)


def _constant(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _constant(node.body)
        yield from _constant(node.orelse)


def _annotated(kind: ast.expr, value: ast.expr) -> Iterator[str]:
    """Constants where the annotation says ``Text``, within tuples and the values of mappings."""
    if isinstance(kind, ast.Name) and kind.id == "Text":
        yield from _constant(value)
    if not isinstance(kind, ast.Subscript):
        return
    parts = kind.slice.elts if isinstance(kind.slice, ast.Tuple) else [kind.slice]
    of = ast.unparse(kind.value)
    if of == "Mapping" and isinstance(value, ast.Dict):
        for each in value.values:
            yield from _annotated(parts[-1], each)
    elif of == "tuple" and isinstance(value, ast.Tuple):
        many = ast.unparse(parts[-1]) == "..."
        kinds = parts[:1] * len(value.elts) if many else parts
        for part, each in zip(kinds, value.elts, strict=True):
            yield from _annotated(part, each)


def _entry(text: str, where: list[str]) -> str:
    flag = "#, python-brace-format\n" if _PLACEHOLDER.search(text) else ""
    return f'\n#: {" ".join(where)}\n{flag}msgid {_written(text)}\nmsgstr ""\n'


def _written(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


if __name__ == "__main__":
    TEMPLATE.write_text(template(), "utf-8")
