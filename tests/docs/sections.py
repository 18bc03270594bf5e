"""The parts of the docs that list what the code knows: tables, kinds, keys, checks, options.

A page holds such a part between ``<!-- generated: NAME -->`` and ``<!-- end -->``. After a change
in the code run ``python -m tests.docs.generate``; a test compares every part with the code.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

import typer
from pydantic import BaseModel

from forewarn.cli.app import app
from forewarn.scorecard import forms
from forewarn.scorecard.checks import BOOK_CHECKS, CHECKS, page
from forewarn.signals.columns import DERIVED, column_of
from forewarn.signals.forms import KINDS
from forewarn.signals.signal import Signal
from forewarn.simulate import World
from forewarn.terms.facts import TABLES, Column
from forewarn.workbook.tables import TABLES as EXPORTED
from tests.docs.meanings import MEANINGS
from tests.docs.results import RESULTS

SHARED = ("kind", "label", "only_for", "unit")
DURATION = "^[1-9][0-9]{0,4}[dw]$"


def render(name: str) -> str:
    """The lines of a generated part by its name, such as ``table accounts``."""
    sort, _, what = name.partition(" ")
    return "\n".join(SECTIONS[sort](what))


def names() -> list[str]:
    """Every part that the docs must hold."""
    return [
        *(f"table {table}" for table in TABLES),
        "derived",
        "signal shared",
        *(f"kind {kind}" for kind in KINDS),
        *(f"form {form}" for form in FORMS),
        "checks one",
        "checks all",
        *(f"verb {verb}" for verb in verbs()),
        *(f"result {result}" for result in RESULTS),
        *(f"export {table}" for table in EXPORTED),
        "world",
    ]


def verbs() -> dict[str, Any]:
    """The command line's verbs, as the parser knows them; those of a group by both words."""
    found: dict[str, Any] = {}
    for name, verb in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        group = getattr(verb, "commands", None)
        found |= {f"{name} {each}": group[each] for each in group} if group else {name: verb}
    return found


FORMS: dict[str, type[BaseModel]] = {
    name: form
    for name, form in vars(forms).items()
    if inspect.isclass(form) and issubclass(form, BaseModel) and form.__module__ == forms.__name__
}


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A Markdown table."""
    head = list(head)
    yield "| " + " | ".join(head) + " |"
    yield "|" + " --- |" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"


# Tables for other programs


def _exported(name: str) -> Iterator[str]:
    rows = ((f"`{each.name}`", each.type, each.means) for each in EXPORTED[name])
    yield from table(("column", "type", "meaning"), rows)


# Fact tables


def _fact_table(name: str) -> Iterator[str]:
    form = TABLES[name]
    yield f"Happens at: {', else '.join(f'`{column}`' for column in form.happens)}. " + (
        f"Key: {', '.join(f'`{column}`' for column in form.key)}."
        if form.key
        else "No key: rows have no identity."
    )
    if form.complete:
        yield "Once the table has any row, an account without rows has none (0, not missing)."
    yield ""
    yield from table(
        ("column", "is", "notes"),
        ((_column_name(column), column.kind.value, _notes(column)) for column in form.columns),
    )


def _column_name(column: Column) -> str:
    return f"**`{column.name}`**" if column.required else f"`{column.name}`"


def _notes(column: Column) -> str:
    notes = []
    if column.accepts:
        notes.append(", ".join(column.accepts))
    notes += [f"{theirs} is read as {ours}" for theirs, ours in column.read_as]
    if column.low is not None and column.high is not None:
        notes.append(f"{column.low:g} to {column.high:g}")
    elif column.low is not None:
        notes.append(f"{column.low:g} or more")
    if column.later:
        notes.append("filled in later: counts from its own date")
    if column.dated_by:
        notes.append(f"known from `{column.dated_by}` on")
    if column.moves:
        notes.append("may change")
    return "; ".join(notes)


def _derived(_: str) -> Iterator[str]:
    rows = []
    for name, columns in DERIVED.items():
        for column, known_from in columns.items():
            form = column_of(name, column)
            since = f"`{known_from}`" if known_from else "the row itself"
            rows.append((f"`{name}.{column}`", form.kind.value if form else "", since))
    yield from table(("column", "is", "known from"), rows)


# Forms of files


def _kind(kind: str) -> Iterator[str]:
    yield from _keys(KINDS[kind], leave_out=SHARED)


def _signal(_: str) -> Iterator[str]:
    yield from _keys(Signal, leave_out=())


def _form(name: str) -> Iterator[str]:
    yield from _keys(FORMS[name], leave_out=())


def _keys(form: type[BaseModel], *, leave_out: Iterable[str]) -> Iterator[str]:
    schema = form.model_json_schema(by_alias=True)
    required = set(schema.get("required", ()))
    rows = [
        (
            f"**`{key}`**" if key in required else f"`{key}`",
            _accepts(key, field, schema.get("$defs", {})),
            _default(field),
            _meaning(form, key),
        )
        for key, field in schema["properties"].items()
        if key not in leave_out
    ]
    if not rows:
        yield "No keys of its own."
        return
    yield from table(("key", "accepts", "default", "meaning"), rows)


def _meaning(form: type[BaseModel], key: str) -> str:
    if form is Signal and key == "kind":
        return "Which kind of signal: one of those below."
    own = (each for name, each in form.model_fields.items() if _alias(name, each) == key)
    return next(own).description or ""


def _alias(name: str, field: Any) -> str:
    choices = getattr(field.validation_alias, "choices", None)
    return choices[0] if choices else field.alias or name


def _default(field: dict[str, Any]) -> str:
    default = field.get("default")
    if default in (None, "", [], {}):
        return ""
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def _accepts(key: str, field: dict[str, Any], defs: dict[str, Any]) -> str:
    if key in ("signals", "curve"):
        return {"signals": "names, each with a signal", "curve": "one curve"}[key]
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return ", ".join(f"`{word}`" for word in field["enum"])
    if field.get("pattern") == DURATION:
        return "duration"
    if field.get("maxLength") == 2000:
        return "filter"
    if "$ref" in field:
        return "keys with values"
    if "anyOf" in field:
        return " or ".join(dict.fromkeys(_accepts(key, each, defs) for each in field["anyOf"]))
    return _plain(key, field, defs)


def _plain(key: str, field: dict[str, Any], defs: dict[str, Any]) -> str:
    kind = field.get("type")
    if kind == "array":
        inner = _accepts("", field.get("items") or {}, defs)
        return f"list of {inner}" if inner else "list"
    if kind == "object":
        return "values by name"
    if kind in ("integer", "number"):
        return ("whole number" if kind == "integer" else "number") + _range(field)
    if kind == "boolean":
        return "`true`, `false`"
    if "format" in field:
        return "date"
    return "name" if "pattern" in field else "text"


def _range(field: dict[str, Any]) -> str:
    low, high = field.get("minimum"), field.get("maximum")
    if low is not None and high is not None:
        return f", {low:g} to {high:g}"
    if "exclusiveMinimum" in field:
        below = f" and below {field['exclusiveMaximum']:g}" if "exclusiveMaximum" in field else ""
        return f" above {field['exclusiveMinimum']:g}{below}"
    return f", {low:g} or more" if low is not None else ""


# Checks, verbs, results


def _checks(which: str) -> Iterator[str]:
    checks = CHECKS if which == "one" else BOOK_CHECKS
    for check in checks:
        about = page(check)
        yield f"### `{about.code}`"
        yield ""
        yield about.title.replace("``", "`")
        if about.text:
            yield ""
            yield from about.text.replace("``", "`").splitlines()
        yield ""
        yield (inspect.getdoc(type(check).look) or "").replace("``", "`")
        yield ""


def _verb(name: str) -> Iterator[str]:
    rows = []
    for param in verbs()[name].params:
        argument = param.param_type_name == "argument"
        said = (param.metavar or param.name).upper() if argument else _options(param)
        default = _shown_default(param)
        rows.append((f"`{said}`", default, param.help or ""))
    yield from table(("option", "default", "meaning"), rows)


def _options(param: Any) -> str:
    names = ", ".join([*param.opts, *param.secondary_opts])
    if param.is_flag:
        return names
    if isinstance(param.default, Enum):
        return f"{names} {'|'.join(each.value for each in type(param.default))}"
    return f"{names} {(param.metavar or param.name).upper()}"


def _shown_default(param: Any) -> str:
    default = param.default
    if default is None or default in (False, ()) or callable(default):
        return "needed" if param.required else ""
    if default is True:
        return f"`{param.opts[0]}`"
    return f"`{getattr(default, 'value', default)}`"


def _result(name: str) -> Iterator[str]:
    kind = RESULTS[name]
    meanings = attributes_of(kind)
    assert is_dataclass(kind)
    names = RENAMED.get(name, {})
    rows = [
        (
            f"`{names.get(each.name, each.name)}`",
            _type(each.type),
            (meanings.get(each.name) or MEANINGS[f"{name}.{each.name}"]).replace("None", "null"),
        )
        for each in fields(kind)
        if each.name not in HIDDEN.get(name, ())
    ]
    yield from table(("field", "is", "meaning"), rows)


# Where to_dict does not give every field by its own name.
RENAMED = {"Divergence": {"from_band": "from", "to_band": "to"}}
HIDDEN = {"AccountResult": ("score", "dated"), "HorizonFigures": ("flag",)}
_PLAIN = (
    (r"tuple\[(\w+)(?: \| None)?, \.\.\.\]", r"list of \1"),
    (r"Mapping\[.*?\]+", "object"),
    (r"\bstr\b|\bdate\b|\bDecimal\b|\bStrEnum\b|\bStatus\b|\bSeverity\b", "text"),
    (r"\bfloat\b|\bint\b", "number"),
    (r"\bbool\b", "true or false"),
    (r"\bValue\b|\bWritten\b", "number, text or null"),
    (r"\bNone\b", "null"),
    (r" \| ", " or "),
)


def _type(annotation: Any) -> str:
    text = str(annotation)
    if text.startswith("date"):
        return "date or null" if "None" in text else "date"
    for pattern, words in _PLAIN:
        text = re.sub(pattern, words, text)
    return text


def attributes_of(kind: type) -> dict[str, str]:
    """The ``Attributes:`` of a docstring, by name; several names may share a line."""
    doc = inspect.getdoc(kind) or ""
    _, found, rest = doc.partition("Attributes:\n")
    meanings: dict[str, str] = {}
    current: tuple[str, ...] = ()
    for line in rest.splitlines() if found else ():
        if line and not line.startswith(" "):
            break
        head = re.match(r"    (\w[\w, ]*): (.*)", line)
        if head:
            current = tuple(name.strip() for name in head[1].split(","))
            meanings.update(dict.fromkeys(current, head[2]))
        elif line.strip():
            meanings.update({name: f"{meanings[name]} {line.strip()}" for name in current})
    return {name: text.replace("``", "`") for name, text in meanings.items()}


def _world(_: str) -> Iterator[str]:
    meanings = attributes_of(World)
    rows = [
        (f"`{each.name}`", f"`{each.default}`", meanings.get(each.name, ""))
        for each in fields(World)
    ]
    yield from table(("knob", "default", "meaning"), rows)


SECTIONS: dict[str, Callable[[str], Iterator[str]]] = {
    "table": _fact_table,
    "derived": _derived,
    "signal": _signal,
    "kind": _kind,
    "form": _form,
    "checks": _checks,
    "verb": _verb,
    "result": _result,
    "export": _exported,
    "world": _world,
}
