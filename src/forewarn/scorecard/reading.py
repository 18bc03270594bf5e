"""Builds plain values with their places from the YAML reader's events, refusing as it goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from forewarn.scorecard.scalars import canonical, plain_value, read_scalar
from forewarn.terms.issue import Issue, Severity

DEEPEST = 20
MOST_ISSUES = 50
Place = tuple[int, int]

# Values that are filters: in braces a comma ends them early, even inside their own quotes.
FILTERS = frozenset({"where", "when", "of", "applies_to", "only_for", "met", "unmet", "go_live"})
_NO_VALUE = object()


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come yet."""

    keys: tuple[Any, ...]
    value: Any
    braces: bool
    key: Any = _NO_VALUE
    seen: dict[str, Place] = field(default_factory=dict)
    last_key: Any = None
    lost: bool = False


class Builder:
    """Takes events one by one; ``root``, places and issues grow with them."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.root: Any = None
        self.issues: list[Issue] = []
        self.keys_at: dict[tuple[Any, ...], Place] = {}
        self.values_at: dict[tuple[Any, ...], Place] = {}
        self.given_up = False
        self._open: list[_Open] = []
        self._documents = 0

    def take(self, event: Any) -> None:
        """Take the next event."""
        if isinstance(event, DocumentStartEvent):
            self._start_document(event)
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self._open.pop()
        elif isinstance(event, NodeEvent):
            self._refuse_references(event)
            if self.given_up:
                return
            if isinstance(event, ScalarEvent):
                self._scalar(event)
            elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
                self._start(event)

    def _complain(self, code: str, at: Place, found: str, fix: str) -> None:
        self.issues.append(Issue(self.path, *at, Severity.ERROR, code, found, fix=fix))
        self.given_up = self.given_up or len(self.issues) >= MOST_ISSUES

    def _start_document(self, event: DocumentStartEvent) -> None:
        self._documents += 1
        if event.version is not None or event.tags:
            found = "a line that begins with '%'"
            self._complain("directive", _place(event), found, "leave it out")
        if self._documents > 1:
            found = "a second document begins here ('---')"
            self._complain("documents", _place(event), found, "one document a file")
            self.given_up = True

    def _refuse_references(self, event: NodeEvent) -> None:
        if isinstance(event, AliasEvent):
            found = f"an alias ('*{event.anchor}')"
            fix = "write the value out; put text that begins with * in quotes"
        elif event.anchor is not None:
            found = f"an anchor ('&{event.anchor}')"
            fix = "write values out where they are used; put text that begins with & in quotes"
        elif getattr(event, "tag", None) is not None:
            tag = str(getattr(event, "tag", "")).replace("tag:yaml.org,2002:", "!!")
            found = f"a tag ('{tag}')"
            self._complain("tag", _place(event), found, "leave it out; quote text that begins so")
            return
        else:
            return
        self._complain("alias", _place(event), found, fix)
        # Nothing behind an alias can be trusted, and a bomb only costs time.
        self.given_up = True

    def _scalar(self, event: ScalarEvent) -> None:
        plain = event.style is None
        value = read_scalar(event.value) if plain else event.value
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.value, dict) and top.key is _NO_VALUE:
            self._key(top, value if value is not None else event.value, event)
            return
        if top is not None and top.braces and isinstance(top.value, dict):
            self._look_for_lost_tail(top, value, event)
        at = _place(event)
        if not event.value and top is not None and isinstance(top.value, dict):
            at = self.keys_at[(*top.keys, top.key)]
        self._put(value, at)

    def _look_for_lost_tail(self, top: _Open, value: object, event: ScalarEvent) -> None:
        end = (event.end_mark.line, event.end_mark.column)
        empty = (event.start_mark.line, event.start_mark.column) == end
        if value is None and empty:
            self._lost(top, f"'{canonical(top.key)}' has no value", top.last_key)
        elif event.style is None and top.key in FILTERS and event.value.count("'") % 2:
            self._lost(top, f"'{canonical(top.key)}' ends inside a quote", top.key)
        top.last_key = top.key

    def _lost(self, top: _Open, found: str, cut: Any) -> None:
        if top.lost:
            return
        top.lost = True
        found += ": inside braces a comma ends a value"
        if cut is not None:
            found += f", so '{canonical(cut)}' may have lost its end"
        at = self.keys_at[(*top.keys, top.key)]
        fix = "use block style, one key a line, or put the whole value in double quotes"
        self._complain("comma-in-braces", at, found, fix)

    def _key(self, top: _Open, key: Any, event: ScalarEvent) -> None:
        at = _place(event)
        key = plain_value(key)
        name = canonical(key)
        if name == "<<" and event.style is None:
            self._complain("alias", at, "a merge key ('<<')", "write the keys out")
        elif name in top.seen:
            found = f"'{name}' stands here a second time (first in line {top.seen[name][0]})"
            self._complain("duplicate-key", at, found, "keep one of them")
        top.seen.setdefault(name, at)
        top.key = key
        self.keys_at[(*top.keys, key)] = at

    def _start(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.value, dict) and top.key is _NO_VALUE:
            found = "a key that is itself a list or mapping"
            fix = "put text with braces or brackets in quotes"
            self._complain("key-shape", _place(event), found, fix)
            self.given_up = True
            return
        if len(self._open) >= DEEPEST:
            found = f"values nested deeper than {DEEPEST} levels"
            self._complain("nesting", _place(event), found, "make it flatter")
            self.given_up = True
            return
        value: Any = {} if isinstance(event, MappingStartEvent) else []
        if top is not None:
            top.last_key = None
        keys = self._put(value, _place(event))
        self._open.append(_Open(keys, value, braces=bool(event.flow_style)))

    def _put(self, value: Any, at: Place) -> tuple[Any, ...]:
        if not self._open:
            self.root = value
            self.values_at[()] = at
            return ()
        top = self._open[-1]
        if isinstance(top.value, dict):
            key, top.key = top.key, _NO_VALUE
            top.value[key] = value
        else:
            key = len(top.value)
            top.value.append(value)
        keys = (*top.keys, key)
        self.values_at[keys] = at
        return keys


def _place(event: Any) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1
