"""A project's text file as plain values that know their place.

YAML 1.2, kept small: no aliases, anchors, merge keys, tags or second documents, no duplicate
keys. A word is text unless it is a plain decimal number; ``true`` and ``false`` become truth only
where the form asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from forewarn.scorecard.reading import Builder
from forewarn.scorecard.syntax import syntax_issue
from forewarn.terms.issue import Issue, Severity

MOST_BYTES = 256 * 1024
Place = tuple[int, int]
Keys = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The values of one file.

    Attributes:
        values: nested dicts, lists, numbers, text and None (an empty value). Keys are text or
            numbers. Empty when the file cannot be read.
        issues: what is wrong with the text itself; with an error among them the values are not
            complete.
        keys_at, values_at: line and column (1-based) of keys and values, by path of keys.
    """

    path: str
    text: str
    values: dict[Any, Any]
    issues: tuple[Issue, ...]
    keys_at: Mapping[Keys, Place]
    values_at: Mapping[Keys, Place]

    @property
    def sound(self) -> bool:
        """Whether the text could be read without an error."""
        return all(issue.severity is not Severity.ERROR for issue in self.issues)

    @property
    def whole(self) -> bool:
        """Whether the values are all there, so that a form may judge them beside the issues."""
        return all(issue.code in ("duplicate-key", "tag") for issue in self.issues)

    def place(self, keys: Sequence[Any] = (), *, of_key: bool = False) -> Place:
        """Line and column of a value (or of its key); of the nearest parent when it is absent."""
        path = tuple(keys)
        first, second = self.values_at, self.keys_at
        if of_key:
            first, second = second, first
        while path:
            found = first.get(path) or second.get(path)
            if found is not None:
                return found
            path = path[:-1]
        return self.values_at.get((), (1, 1))

    def inside(self, keys: Sequence[Any], col: int) -> Place:
        """Place of the ``col``-th character (1-based) of a text that stands on one line."""
        line, start = self.place(keys)
        source = self.text.splitlines()[line - 1 : line]
        value = self.value(keys)
        if not source or not isinstance(value, str):
            return line, start
        found = source[0].find(value, start - 1)
        return (line, found + col) if value and found >= 0 else (line, start)

    def value(self, keys: Sequence[Any]) -> Any:
        """The value at a path of keys; None when there is none."""
        value: Any = self.values
        for key in keys:
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def issue(
        self,
        code: str,
        keys: Sequence[Any],
        found: str,
        *,
        severity: Severity = Severity.ERROR,
        of_key: bool = False,
        accepted: str = "",
        did_you_mean: str = "",
        fix: str = "",
    ) -> Issue:
        """An issue at the place of a value (or of its key)."""
        line, col = self.place(keys, of_key=of_key)
        return Issue(self.path, line, col, severity, code, found, accepted, did_you_mean, fix)


def read_document(text: str, path: str) -> Document:
    """Read a file's text; never raises for what a user wrote, ``issues`` names it all.

    Args:
        text: the file's content.
        path: the file as the user knows it, for the issues.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        found = f"the file is larger than {MOST_BYTES // 1024} kB"
        return _refused(path, text, found, "too-large", "divide it into several files")
    builder = Builder(path)
    source = text.removeprefix("\ufeff")
    issues: list[Issue] = []
    try:
        for event in YAML(typ="safe", pure=True).parse(source):
            builder.take(event)
            if builder.given_up:
                break
    except (YAMLError, ValueError) as error:
        issues.append(_syntax(path, source, error))
    issues = [*builder.issues, *issues]
    if not issues and not isinstance(builder.root, dict):
        found = "the file is empty" if builder.root is None else "the file is no list of keys"
        return _refused(path, text, found, "no-keys", "write 'key: value', one a line")
    values = builder.root if isinstance(builder.root, dict) else {}
    return Document(path, source, values, tuple(issues), builder.keys_at, builder.values_at)


def _syntax(path: str, text: str, error: YAMLError | ValueError) -> Issue:
    if isinstance(error, YAMLError):
        return syntax_issue(path, text, error)
    found = "this cannot be read as YAML"
    return Issue(path, 1, 1, Severity.ERROR, "syntax", found, fix="save the file as UTF-8")


def _refused(path: str, text: str, found: str, code: str, fix: str) -> Document:
    issue = Issue(path, 1, 1, Severity.ERROR, code, found, fix=fix)
    return Document(path, text, {}, (issue,), {}, {})
